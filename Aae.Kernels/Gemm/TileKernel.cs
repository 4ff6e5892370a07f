using System.Runtime.CompilerServices;
using Aae.Core.Memory;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Gemm;

/// <summary>
/// The register-blocked kernel: up to 12 rows of C by one or two vectors stay in registers over the whole depth. A step loads
/// one row of B and broadcasts one element of A per row.
/// </summary>
/// <remarks>
/// Every element is Start + a₀·b₀ + a₁·b₁ + … in this order, so neither the tile's size nor a cut of the depth into blocks
/// (which stores the sums to C and takes them up again) changes a bit. The number of rows and vectors are types: the JIT
/// drops what a smaller tile does not use. 12 × 2 vectors + 2 of B + 1 broadcast take 27 of AVX-512's 32 registers, 6 × 2 + 3
/// take 15 of AVX2's 16.
/// </remarks>
internal static unsafe class TileKernel
{
    /// <summary>The most rows that a tile can have.</summary>
    public const int MaxRows = 12;

    private const int LineFloats = AlignedBlock.FloatsPerLine;

    /// <summary>Below this depth a tile does not ask for its lines of C all at once: the few steps would wait for them.</summary>
    public const int ShallowDepth = 256;

    /// <summary>Whether the kernel applies a kind of activation; if not, it stands for the identity.</summary>
    public static bool Knows(ActivationKind kind) => kind is ActivationKind.Identity or ActivationKind.Relu or ActivationKind.LeakyRelu;

    /// <summary>The kernels for tiles of 1 to <see cref="MaxRows"/> rows, in this order.</summary>
    public static delegate*<Tile*, void>[] ByHeight<TLanes, TVector, TGroup, TVectors>()
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
        where TGroup : struct, IDepthGroup<TVector>
        where TVectors : struct, INumber =>
    [
        &Run<TLanes, TVector, TGroup, TVectors, N1>, &Run<TLanes, TVector, TGroup, TVectors, N2>, &Run<TLanes, TVector, TGroup, TVectors, N3>,
        &Run<TLanes, TVector, TGroup, TVectors, N4>, &Run<TLanes, TVector, TGroup, TVectors, N5>, &Run<TLanes, TVector, TGroup, TVectors, N6>,
        &Run<TLanes, TVector, TGroup, TVectors, N7>, &Run<TLanes, TVector, TGroup, TVectors, N8>, &Run<TLanes, TVector, TGroup, TVectors, N9>,
        &Run<TLanes, TVector, TGroup, TVectors, N10>, &Run<TLanes, TVector, TGroup, TVectors, N11>, &Run<TLanes, TVector, TGroup, TVectors, N12>,
    ];

    /// <summary>Computes a run of tiles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TLanes, TVector, TGroup, TVectors, TRows>(Tile* tile)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
        where TGroup : struct, IDepthGroup<TVector>
        where TVectors : struct, INumber
        where TRows : struct, INumber
    {
        if (tile->Depth >= ShallowDepth)
        {
            tile->AskForTarget(tile->C, TRows.Value, TLanes.Count * TVectors.Value);
        }

        for (int left = tile->Count; left > 0; left--)
        {
            Multiply<TLanes, TVector, TGroup, TVectors, TRows>(tile);
            tile->A += tile->NextA;
            tile->B += tile->NextB;
            tile->C += tile->NextC;
            tile->Start += tile->NextStart;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<TLanes, TVector, TGroup, TVectors, TRows>(Tile* tile)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
        where TGroup : struct, IDepthGroup<TVector>
        where TVectors : struct, INumber
        where TRows : struct, INumber
    {
        TVector c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        TVector c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        TVector c60 = default, c61 = default, c70 = default, c71 = default, c80 = default, c81 = default;
        TVector c90 = default, c91 = default, cA0 = default, cA1 = default, cB0 = default, cB1 = default;

        if (tile->Depth >= ShallowDepth)
        {
            tile->AskForTarget(tile->C + tile->NextC, TRows.Value, TLanes.Count * TVectors.Value);
        }

        float* start = tile->Start;
        nint startStride = tile->StartRowStride;
        Load<TLanes, TVector, TGroup, TVectors>(start, ref c00, ref c01);
        if (TRows.Value > 1) { Load<TLanes, TVector, TGroup, TVectors>(start += startStride, ref c10, ref c11); }
        if (TRows.Value > 2) { Load<TLanes, TVector, TGroup, TVectors>(start += startStride, ref c20, ref c21); }
        if (TRows.Value > 3) { Load<TLanes, TVector, TGroup, TVectors>(start += startStride, ref c30, ref c31); }
        if (TRows.Value > 4) { Load<TLanes, TVector, TGroup, TVectors>(start += startStride, ref c40, ref c41); }
        if (TRows.Value > 5) { Load<TLanes, TVector, TGroup, TVectors>(start += startStride, ref c50, ref c51); }
        if (TRows.Value > 6) { Load<TLanes, TVector, TGroup, TVectors>(start += startStride, ref c60, ref c61); }
        if (TRows.Value > 7) { Load<TLanes, TVector, TGroup, TVectors>(start += startStride, ref c70, ref c71); }
        if (TRows.Value > 8) { Load<TLanes, TVector, TGroup, TVectors>(start += startStride, ref c80, ref c81); }
        if (TRows.Value > 9) { Load<TLanes, TVector, TGroup, TVectors>(start += startStride, ref c90, ref c91); }
        if (TRows.Value > 10) { Load<TLanes, TVector, TGroup, TVectors>(start += startStride, ref cA0, ref cA1); }
        if (TRows.Value > 11) { Load<TLanes, TVector, TGroup, TVectors>(start += startStride, ref cB0, ref cB1); }

        // Twelve rows are reached from three pointers by three strides in bytes: six general registers.
        nint row1 = tile->ARowStride * sizeof(float), row2 = 2 * row1, row3 = 3 * row1;
        byte* a0 = (byte*)tile->A, a4 = a0 + 4 * row1, a8 = a4 + 4 * row1;
        nint aStep = tile->AColumnStride * TGroup.Size * sizeof(float);
        float* b = tile->B;
        nint bStep = tile->BRowStride;
        float* ahead = tile->Ahead;
        nint aheadStep = tile->AheadStride;
        int stepsPerAsk = tile->StepsPerAsk;
        for (int left = tile->Depth / TGroup.Size; left > 0; left -= stepsPerAsk)
        {
            if (TLanes.Count * TVectors.Value > LineFloats / 2)
            {
                CacheLine.Prefetch(ahead);
            }

            if (TLanes.Count * TVectors.Value > LineFloats)
            {
                CacheLine.Prefetch(ahead + LineFloats);
            }

            ahead += aheadStep;
            if (--tile->AheadRowsLeft == 0)
            {
                tile->AheadRowsLeft = tile->AheadRows;
                ahead += Tile.AskedFloats - tile->AheadRows * aheadStep;
            }

            int steps = Math.Min(left, stepsPerAsk);
            do
            {
                TVector b0 = TLanes.Load(b);
                TVector b1 = TVectors.Value > 1 ? TLanes.Load(b + TLanes.Count) : default;
                MultiplyAdd<TLanes, TVector, TGroup, TVectors>(a0, b0, b1, ref c00, ref c01);
                if (TRows.Value > 1) { MultiplyAdd<TLanes, TVector, TGroup, TVectors>(a0 + row1, b0, b1, ref c10, ref c11); }
                if (TRows.Value > 2) { MultiplyAdd<TLanes, TVector, TGroup, TVectors>(a0 + row2, b0, b1, ref c20, ref c21); }
                if (TRows.Value > 3) { MultiplyAdd<TLanes, TVector, TGroup, TVectors>(a0 + row3, b0, b1, ref c30, ref c31); }
                if (TRows.Value > 4) { MultiplyAdd<TLanes, TVector, TGroup, TVectors>(a4, b0, b1, ref c40, ref c41); }
                if (TRows.Value > 5) { MultiplyAdd<TLanes, TVector, TGroup, TVectors>(a4 + row1, b0, b1, ref c50, ref c51); }
                if (TRows.Value > 6) { MultiplyAdd<TLanes, TVector, TGroup, TVectors>(a4 + row2, b0, b1, ref c60, ref c61); }
                if (TRows.Value > 7) { MultiplyAdd<TLanes, TVector, TGroup, TVectors>(a4 + row3, b0, b1, ref c70, ref c71); }
                if (TRows.Value > 8) { MultiplyAdd<TLanes, TVector, TGroup, TVectors>(a8, b0, b1, ref c80, ref c81); }
                if (TRows.Value > 9) { MultiplyAdd<TLanes, TVector, TGroup, TVectors>(a8 + row1, b0, b1, ref c90, ref c91); }
                if (TRows.Value > 10) { MultiplyAdd<TLanes, TVector, TGroup, TVectors>(a8 + row2, b0, b1, ref cA0, ref cA1); }
                if (TRows.Value > 11) { MultiplyAdd<TLanes, TVector, TGroup, TVectors>(a8 + row3, b0, b1, ref cB0, ref cB1); }
                a0 += aStep;
                if (TRows.Value > 4) { a4 += aStep; }
                if (TRows.Value > 8) { a8 += aStep; }
                b += bStep;
            }
            while (--steps > 0);
        }

        tile->Ahead = ahead;
        float* c = tile->C;
        nint cStride = tile->CRowStride;
        if (TGroup.Size > 1 || tile->Activation.Kind == ActivationKind.Identity)
        {
            Store<TLanes, TVector, TGroup, TVectors>(c, c00, c01);
            if (TRows.Value > 1) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, c10, c11); }
            if (TRows.Value > 2) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, c20, c21); }
            if (TRows.Value > 3) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, c30, c31); }
            if (TRows.Value > 4) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, c40, c41); }
            if (TRows.Value > 5) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, c50, c51); }
            if (TRows.Value > 6) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, c60, c61); }
            if (TRows.Value > 7) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, c70, c71); }
            if (TRows.Value > 8) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, c80, c81); }
            if (TRows.Value > 9) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, c90, c91); }
            if (TRows.Value > 10) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, cA0, cA1); }
            if (TRows.Value > 11) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, cB0, cB1); }
        }
        else if (tile->Activation.Kind == ActivationKind.Relu)
        {
            Store<TLanes, TVector, TGroup, TVectors>(c, TLanes.Relu(c00), TLanes.Relu(c01));
            if (TRows.Value > 1) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, TLanes.Relu(c10), TLanes.Relu(c11)); }
            if (TRows.Value > 2) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, TLanes.Relu(c20), TLanes.Relu(c21)); }
            if (TRows.Value > 3) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, TLanes.Relu(c30), TLanes.Relu(c31)); }
            if (TRows.Value > 4) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, TLanes.Relu(c40), TLanes.Relu(c41)); }
            if (TRows.Value > 5) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, TLanes.Relu(c50), TLanes.Relu(c51)); }
            if (TRows.Value > 6) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, TLanes.Relu(c60), TLanes.Relu(c61)); }
            if (TRows.Value > 7) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, TLanes.Relu(c70), TLanes.Relu(c71)); }
            if (TRows.Value > 8) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, TLanes.Relu(c80), TLanes.Relu(c81)); }
            if (TRows.Value > 9) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, TLanes.Relu(c90), TLanes.Relu(c91)); }
            if (TRows.Value > 10) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, TLanes.Relu(cA0), TLanes.Relu(cA1)); }
            if (TRows.Value > 11) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, TLanes.Relu(cB0), TLanes.Relu(cB1)); }
        }
        else
        {
            TVector slope = TLanes.Broadcast(tile->Activation.Slope);
            Store<TLanes, TVector, TGroup, TVectors>(c, TLanes.LeakyRelu(c00, slope), TLanes.LeakyRelu(c01, slope));
            if (TRows.Value > 1) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, TLanes.LeakyRelu(c10, slope), TLanes.LeakyRelu(c11, slope)); }
            if (TRows.Value > 2) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, TLanes.LeakyRelu(c20, slope), TLanes.LeakyRelu(c21, slope)); }
            if (TRows.Value > 3) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, TLanes.LeakyRelu(c30, slope), TLanes.LeakyRelu(c31, slope)); }
            if (TRows.Value > 4) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, TLanes.LeakyRelu(c40, slope), TLanes.LeakyRelu(c41, slope)); }
            if (TRows.Value > 5) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, TLanes.LeakyRelu(c50, slope), TLanes.LeakyRelu(c51, slope)); }
            if (TRows.Value > 6) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, TLanes.LeakyRelu(c60, slope), TLanes.LeakyRelu(c61, slope)); }
            if (TRows.Value > 7) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, TLanes.LeakyRelu(c70, slope), TLanes.LeakyRelu(c71, slope)); }
            if (TRows.Value > 8) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, TLanes.LeakyRelu(c80, slope), TLanes.LeakyRelu(c81, slope)); }
            if (TRows.Value > 9) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, TLanes.LeakyRelu(c90, slope), TLanes.LeakyRelu(c91, slope)); }
            if (TRows.Value > 10) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, TLanes.LeakyRelu(cA0, slope), TLanes.LeakyRelu(cA1, slope)); }
            if (TRows.Value > 11) { Store<TLanes, TVector, TGroup, TVectors>(c += cStride, TLanes.LeakyRelu(cB0, slope), TLanes.LeakyRelu(cB1, slope)); }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load<TLanes, TVector, TGroup, TVectors>(float* start, ref TVector c0, ref TVector c1)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
        where TGroup : struct, IDepthGroup<TVector>
        where TVectors : struct, INumber
    {
        c0 = TLanes.Load(start);
        if (TVectors.Value > 1)
        {
            c1 = TLanes.Load(start + TLanes.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyAdd<TLanes, TVector, TGroup, TVectors>(byte* a, TVector b0, TVector b1, ref TVector c0, ref TVector c1)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
        where TGroup : struct, IDepthGroup<TVector>
        where TVectors : struct, INumber
    {
        TVector element = TGroup.Broadcast((float*)a);
        c0 = TLanes.MultiplyAdd(element, b0, c0);
        if (TVectors.Value > 1)
        {
            c1 = TLanes.MultiplyAdd(element, b1, c1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TLanes, TVector, TGroup, TVectors>(float* c, TVector c0, TVector c1)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
        where TGroup : struct, IDepthGroup<TVector>
        where TVectors : struct, INumber
    {
        TLanes.Store(c0, c);
        if (TVectors.Value > 1)
        {
            TLanes.Store(c1, c + TLanes.Count);
        }
    }
}
