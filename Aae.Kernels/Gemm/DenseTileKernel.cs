using System.Runtime.CompilerServices;
using Aae.Kernels.Elementwise;

namespace Aae.Kernels.Gemm;

/// <summary>
/// The register-blocked kernel for operands that are both packed: A [depth, rows] and B [depth, vectors·lanes], dense. Up to 6
/// rows of C by two vectors stay in registers over the whole depth.
/// </summary>
/// <remarks>
/// It exists for AVX2, where a step of 6 × 2 vectors has 12 multiply-adds for 6 cycles of the arithmetic units. Where a core's
/// front end is shared with another thread, it brings some 3 instructions a cycle: 18 in that time. On packed operands every
/// address is a pointer and a constant, so that four steps take 83 instructions, where <see cref="TileKernel"/> takes 100.
/// The sums are added in the same order, so the bits are the same.
/// </remarks>
internal static unsafe class DenseTileKernel
{
    /// <summary>The most rows that a tile can have.</summary>
    public const int MaxRows = 6;

    /// <summary>Steps of the depth in one turn of the loop.</summary>
    private const int Unroll = 4;

    /// <summary>The kernels for tiles of 1 to <see cref="MaxRows"/> rows, in this order.</summary>
    public static delegate*<Tile*, void>[] ByHeight<TLanes, TVector>()
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct =>
    [
        &Run<TLanes, TVector, N1>, &Run<TLanes, TVector, N2>, &Run<TLanes, TVector, N3>,
        &Run<TLanes, TVector, N4>, &Run<TLanes, TVector, N5>, &Run<TLanes, TVector, N6>,
    ];

    /// <summary>Computes a run of tiles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TLanes, TVector, TRows>(Tile* tile)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
        where TRows : struct, INumber
    {
        bool asksForTarget = tile->Depth >= TileKernel.ShallowDepth;
        if (asksForTarget)
        {
            tile->AskForTarget(tile->C, TRows.Value, 2 * TLanes.Count);
        }

        for (int left = tile->Count; left > 0; left--)
        {
            if (asksForTarget)
            {
                tile->AskForTarget(tile->C + tile->NextC, TRows.Value, 2 * TLanes.Count);
            }

            Multiply<TLanes, TVector, TRows>(tile);
            tile->A += tile->NextA;
            tile->B += tile->NextB;
            tile->C += tile->NextC;
            tile->Start += tile->NextStart;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<TLanes, TVector, TRows>(Tile* tile)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
        where TRows : struct, INumber
    {
        int lanes = TLanes.Count, width = 2 * lanes;
        float* start = tile->Start;
        nint startStride = tile->StartRowStride;
        TVector c00 = TLanes.Load(start), c01 = TLanes.Load(start + lanes);
        TVector c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        TVector c40 = default, c41 = default, c50 = default, c51 = default;
        if (TRows.Value > 1) { start += startStride; c10 = TLanes.Load(start); c11 = TLanes.Load(start + lanes); }
        if (TRows.Value > 2) { start += startStride; c20 = TLanes.Load(start); c21 = TLanes.Load(start + lanes); }
        if (TRows.Value > 3) { start += startStride; c30 = TLanes.Load(start); c31 = TLanes.Load(start + lanes); }
        if (TRows.Value > 4) { start += startStride; c40 = TLanes.Load(start); c41 = TLanes.Load(start + lanes); }
        if (TRows.Value > 5) { start += startStride; c50 = TLanes.Load(start); c51 = TLanes.Load(start + lanes); }

        float* a = tile->A, b = tile->B;
        int stepsPerAsk = tile->StepsPerAsk;
        for (int left = tile->Depth; left > 0; left -= stepsPerAsk)
        {
            tile->AskForNext(width);
            int steps = Math.Min(left, stepsPerAsk);
            for (; steps >= Unroll; steps -= Unroll)
            {
                Step<TLanes, TVector, TRows>(
                    a, b, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51);
                Step<TLanes, TVector, TRows>(
                    a + TRows.Value, b + width,
                    ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51);
                Step<TLanes, TVector, TRows>(
                    a + 2 * TRows.Value, b + 2 * width,
                    ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51);
                Step<TLanes, TVector, TRows>(
                    a + 3 * TRows.Value, b + 3 * width,
                    ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51);
                a += Unroll * TRows.Value;
                b += Unroll * width;
            }

            for (; steps > 0; steps--)
            {
                Step<TLanes, TVector, TRows>(
                    a, b, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51);
                a += TRows.Value;
                b += width;
            }
        }

        float* c = tile->C;
        nint cStride = tile->CRowStride;
        if (tile->Activation.Kind == ActivationKind.Identity)
        {
            Store<TLanes, TVector>(c, c00, c01);
            if (TRows.Value > 1) { Store<TLanes, TVector>(c += cStride, c10, c11); }
            if (TRows.Value > 2) { Store<TLanes, TVector>(c += cStride, c20, c21); }
            if (TRows.Value > 3) { Store<TLanes, TVector>(c += cStride, c30, c31); }
            if (TRows.Value > 4) { Store<TLanes, TVector>(c += cStride, c40, c41); }
            if (TRows.Value > 5) { Store<TLanes, TVector>(c += cStride, c50, c51); }
        }
        else if (tile->Activation.Kind == ActivationKind.Relu)
        {
            Store<TLanes, TVector>(c, TLanes.Relu(c00), TLanes.Relu(c01));
            if (TRows.Value > 1) { Store<TLanes, TVector>(c += cStride, TLanes.Relu(c10), TLanes.Relu(c11)); }
            if (TRows.Value > 2) { Store<TLanes, TVector>(c += cStride, TLanes.Relu(c20), TLanes.Relu(c21)); }
            if (TRows.Value > 3) { Store<TLanes, TVector>(c += cStride, TLanes.Relu(c30), TLanes.Relu(c31)); }
            if (TRows.Value > 4) { Store<TLanes, TVector>(c += cStride, TLanes.Relu(c40), TLanes.Relu(c41)); }
            if (TRows.Value > 5) { Store<TLanes, TVector>(c += cStride, TLanes.Relu(c50), TLanes.Relu(c51)); }
        }
        else
        {
            TVector slope = TLanes.Broadcast(tile->Activation.Slope);
            Store<TLanes, TVector>(c, TLanes.LeakyRelu(c00, slope), TLanes.LeakyRelu(c01, slope));
            if (TRows.Value > 1) { Store<TLanes, TVector>(c += cStride, TLanes.LeakyRelu(c10, slope), TLanes.LeakyRelu(c11, slope)); }
            if (TRows.Value > 2) { Store<TLanes, TVector>(c += cStride, TLanes.LeakyRelu(c20, slope), TLanes.LeakyRelu(c21, slope)); }
            if (TRows.Value > 3) { Store<TLanes, TVector>(c += cStride, TLanes.LeakyRelu(c30, slope), TLanes.LeakyRelu(c31, slope)); }
            if (TRows.Value > 4) { Store<TLanes, TVector>(c += cStride, TLanes.LeakyRelu(c40, slope), TLanes.LeakyRelu(c41, slope)); }
            if (TRows.Value > 5) { Store<TLanes, TVector>(c += cStride, TLanes.LeakyRelu(c50, slope), TLanes.LeakyRelu(c51, slope)); }
        }
    }

    /// <summary>One step of the depth: a row of B, and an element of A for each row of C.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<TLanes, TVector, TRows>(
        float* a,
        float* b,
        ref TVector c00, ref TVector c01, ref TVector c10, ref TVector c11, ref TVector c20, ref TVector c21,
        ref TVector c30, ref TVector c31, ref TVector c40, ref TVector c41, ref TVector c50, ref TVector c51)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
        where TRows : struct, INumber
    {
        TVector b0 = TLanes.Load(b), b1 = TLanes.Load(b + TLanes.Count);
        MultiplyAdd<TLanes, TVector>(a, b0, b1, ref c00, ref c01);
        if (TRows.Value > 1) { MultiplyAdd<TLanes, TVector>(a + 1, b0, b1, ref c10, ref c11); }
        if (TRows.Value > 2) { MultiplyAdd<TLanes, TVector>(a + 2, b0, b1, ref c20, ref c21); }
        if (TRows.Value > 3) { MultiplyAdd<TLanes, TVector>(a + 3, b0, b1, ref c30, ref c31); }
        if (TRows.Value > 4) { MultiplyAdd<TLanes, TVector>(a + 4, b0, b1, ref c40, ref c41); }
        if (TRows.Value > 5) { MultiplyAdd<TLanes, TVector>(a + 5, b0, b1, ref c50, ref c51); }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyAdd<TLanes, TVector>(float* a, TVector b0, TVector b1, ref TVector c0, ref TVector c1)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
    {
        TVector element = TLanes.Broadcast(*a);
        c0 = TLanes.MultiplyAdd(element, b0, c0);
        c1 = TLanes.MultiplyAdd(element, b1, c1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TLanes, TVector>(float* c, TVector c0, TVector c1)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
    {
        TLanes.Store(c0, c);
        TLanes.Store(c1, c + TLanes.Count);
    }
}
