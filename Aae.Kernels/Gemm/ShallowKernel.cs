using System.Runtime.CompilerServices;
using Aae.Kernels.Elementwise;

namespace Aae.Kernels.Gemm;

/// <summary>
/// The kernel for a depth of a few steps, such as a small code's or a single output's: the whole panel of B stays in registers
/// and the rows of A pass by. A tile would spend a third of its time on taking up and storing its sums; here each row's two
/// stores hide behind the next row's multiply-adds.
/// </summary>
internal static unsafe class ShallowKernel
{
    /// <summary>The deepest product: 24 registers of B, two sums and a broadcast of AVX-512's 32.</summary>
    public const int MaxDepth = 12;

    /// <summary>The kernels for a depth of 1 to <see cref="MaxDepth"/>, in this order; A has any number of rows.</summary>
    public static delegate*<Tile*, int, void>[] ByDepth<TLanes, TVector, TVectors>()
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
        where TVectors : struct, INumber =>
    [
        &Multiply<TLanes, TVector, TVectors, N1>, &Multiply<TLanes, TVector, TVectors, N2>, &Multiply<TLanes, TVector, TVectors, N3>,
        &Multiply<TLanes, TVector, TVectors, N4>, &Multiply<TLanes, TVector, TVectors, N5>, &Multiply<TLanes, TVector, TVectors, N6>,
        &Multiply<TLanes, TVector, TVectors, N7>, &Multiply<TLanes, TVector, TVectors, N8>, &Multiply<TLanes, TVector, TVectors, N9>,
        &Multiply<TLanes, TVector, TVectors, N10>, &Multiply<TLanes, TVector, TVectors, N11>, &Multiply<TLanes, TVector, TVectors, N12>,
    ];

    /// <summary>
    /// The same for a panel of two vectors that is done as two of one, where two would not fit into sixteen registers.
    /// </summary>
    public static delegate*<Tile*, int, void>[] ByDepthInHalves<TLanes, TVector>()
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct =>
    [
        &Halves<TLanes, TVector, N1>, &Halves<TLanes, TVector, N2>, &Halves<TLanes, TVector, N3>, &Halves<TLanes, TVector, N4>,
        &Halves<TLanes, TVector, N5>, &Halves<TLanes, TVector, N6>, &Halves<TLanes, TVector, N7>, &Halves<TLanes, TVector, N8>,
        &Halves<TLanes, TVector, N9>, &Halves<TLanes, TVector, N10>, &Halves<TLanes, TVector, N11>, &Halves<TLanes, TVector, N12>,
    ];

    private static void Halves<TLanes, TVector, TDepth>(Tile* tile, int rows)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
        where TDepth : struct, INumber
    {
        Tile right = *tile;
        right.B += TLanes.Count;
        right.C += TLanes.Count;
        right.Start += TLanes.Count;
        Multiply<TLanes, TVector, N1, TDepth>(tile, rows);
        Multiply<TLanes, TVector, N1, TDepth>(&right, rows);
    }

    /// <summary>The tile's C [rows, vectors·lanes], in the same order of sums as <see cref="TileKernel"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<TLanes, TVector, TVectors, TDepth>(Tile* tile, int rows)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
        where TVectors : struct, INumber
        where TDepth : struct, INumber
    {
        TVector b00 = Row<TLanes, TVector, TDepth>(tile, 0, 0), b01 = TVectors.Value > 1 ? Row<TLanes, TVector, TDepth>(tile, 0, 1) : default;
        TVector b10 = Row<TLanes, TVector, TDepth>(tile, 1, 0), b11 = TVectors.Value > 1 ? Row<TLanes, TVector, TDepth>(tile, 1, 1) : default;
        TVector b20 = Row<TLanes, TVector, TDepth>(tile, 2, 0), b21 = TVectors.Value > 1 ? Row<TLanes, TVector, TDepth>(tile, 2, 1) : default;
        TVector b30 = Row<TLanes, TVector, TDepth>(tile, 3, 0), b31 = TVectors.Value > 1 ? Row<TLanes, TVector, TDepth>(tile, 3, 1) : default;
        TVector b40 = Row<TLanes, TVector, TDepth>(tile, 4, 0), b41 = TVectors.Value > 1 ? Row<TLanes, TVector, TDepth>(tile, 4, 1) : default;
        TVector b50 = Row<TLanes, TVector, TDepth>(tile, 5, 0), b51 = TVectors.Value > 1 ? Row<TLanes, TVector, TDepth>(tile, 5, 1) : default;
        TVector b60 = Row<TLanes, TVector, TDepth>(tile, 6, 0), b61 = TVectors.Value > 1 ? Row<TLanes, TVector, TDepth>(tile, 6, 1) : default;
        TVector b70 = Row<TLanes, TVector, TDepth>(tile, 7, 0), b71 = TVectors.Value > 1 ? Row<TLanes, TVector, TDepth>(tile, 7, 1) : default;
        TVector b80 = Row<TLanes, TVector, TDepth>(tile, 8, 0), b81 = TVectors.Value > 1 ? Row<TLanes, TVector, TDepth>(tile, 8, 1) : default;
        TVector b90 = Row<TLanes, TVector, TDepth>(tile, 9, 0), b91 = TVectors.Value > 1 ? Row<TLanes, TVector, TDepth>(tile, 9, 1) : default;
        TVector bA0 = Row<TLanes, TVector, TDepth>(tile, 10, 0), bA1 = TVectors.Value > 1 ? Row<TLanes, TVector, TDepth>(tile, 10, 1) : default;
        TVector bB0 = Row<TLanes, TVector, TDepth>(tile, 11, 0), bB1 = TVectors.Value > 1 ? Row<TLanes, TVector, TDepth>(tile, 11, 1) : default;
        float* a = tile->A, c = tile->C, start = tile->Start;
        nint aStride = tile->ARowStride, step = tile->AColumnStride, cStride = tile->CRowStride, startStride = tile->StartRowStride;
        ActivationKind kind = tile->Activation.Kind;
        TVector slope = TLanes.Broadcast(tile->Activation.Slope);
        for (; rows > 0; rows--)
        {
            TVector c0 = TLanes.Load(start), c1 = TVectors.Value > 1 ? TLanes.Load(start + TLanes.Count) : default;
            float* x = a;
            MultiplyAdd<TLanes, TVector, TVectors>(x, b00, b01, ref c0, ref c1);
            if (TDepth.Value > 1) { MultiplyAdd<TLanes, TVector, TVectors>(x += step, b10, b11, ref c0, ref c1); }
            if (TDepth.Value > 2) { MultiplyAdd<TLanes, TVector, TVectors>(x += step, b20, b21, ref c0, ref c1); }
            if (TDepth.Value > 3) { MultiplyAdd<TLanes, TVector, TVectors>(x += step, b30, b31, ref c0, ref c1); }
            if (TDepth.Value > 4) { MultiplyAdd<TLanes, TVector, TVectors>(x += step, b40, b41, ref c0, ref c1); }
            if (TDepth.Value > 5) { MultiplyAdd<TLanes, TVector, TVectors>(x += step, b50, b51, ref c0, ref c1); }
            if (TDepth.Value > 6) { MultiplyAdd<TLanes, TVector, TVectors>(x += step, b60, b61, ref c0, ref c1); }
            if (TDepth.Value > 7) { MultiplyAdd<TLanes, TVector, TVectors>(x += step, b70, b71, ref c0, ref c1); }
            if (TDepth.Value > 8) { MultiplyAdd<TLanes, TVector, TVectors>(x += step, b80, b81, ref c0, ref c1); }
            if (TDepth.Value > 9) { MultiplyAdd<TLanes, TVector, TVectors>(x += step, b90, b91, ref c0, ref c1); }
            if (TDepth.Value > 10) { MultiplyAdd<TLanes, TVector, TVectors>(x += step, bA0, bA1, ref c0, ref c1); }
            if (TDepth.Value > 11) { MultiplyAdd<TLanes, TVector, TVectors>(x += step, bB0, bB1, ref c0, ref c1); }
            if (kind == ActivationKind.Relu)
            {
                c0 = TLanes.Relu(c0);
                c1 = TLanes.Relu(c1);
            }
            else if (kind == ActivationKind.LeakyRelu)
            {
                c0 = TLanes.LeakyRelu(c0, slope);
                c1 = TLanes.LeakyRelu(c1, slope);
            }

            TLanes.Store(c0, c);
            if (TVectors.Value > 1)
            {
                TLanes.Store(c1, c + TLanes.Count);
            }

            a += aStride;
            c += cStride;
            start += startStride;
        }
    }

    /// <summary>A vector of one row of B, if B has that row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Row<TLanes, TVector, TDepth>(Tile* tile, int row, int vector)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
        where TDepth : struct, INumber =>
        row < TDepth.Value ? TLanes.Load(tile->B + row * tile->BRowStride + vector * TLanes.Count) : default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyAdd<TLanes, TVector, TVectors>(float* x, TVector b0, TVector b1, ref TVector c0, ref TVector c1)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
        where TVectors : struct, INumber
    {
        TVector element = TLanes.Broadcast(*x);
        c0 = TLanes.MultiplyAdd(element, b0, c0);
        if (TVectors.Value > 1)
        {
            c1 = TLanes.MultiplyAdd(element, b1, c1);
        }
    }
}
