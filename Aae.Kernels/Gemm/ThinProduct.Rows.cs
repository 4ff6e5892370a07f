using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Aae.Core.Memory;

namespace Aae.Kernels.Gemm;

/// <content>
/// Sums of rows. What bounds these kernels and those of the dot products is how fast lines of the matrix arrive, and they
/// arrive fastest (nearly as fast as in a loop that only reads) in a few long streams: so the rows are cut into
/// <see cref="Streams"/> runs that are read side by side, each from its first row to its last, rather than neighbouring rows
/// side by side, whose streams all end together every few KiB.
/// </content>
internal unsafe partial struct ThinProduct
{
    /// <summary>Runs of rows that are read side by side.</summary>
    private const int Streams = 4;

    /// <summary>Vectors of C up to which it stays in registers through the whole depth.</summary>
    private const int NarrowVectors = 4;

    /// <summary>C += Σ x[p]·row p of the matrix [depth, outputs], for a run of the outputs.</summary>
    private readonly void SumRows<TLanes, TVector>(int first, int count, float* c)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
    {
        if (Outputs <= NarrowVectors * TLanes.Count)
        {
            SumNarrowRows<TLanes, TVector>(Matrix + first, count, c);
            return;
        }

        int passes = Depth / Streams, done = passes * Streams;
        AddRows<TLanes, TVector, N4>(Matrix + first, MatrixRowStride, Vector, VectorStride, passes, c, count);
        AddRows<TLanes, TVector, N1>(
            Matrix + done * MatrixRowStride + first, MatrixRowStride, Vector + done * VectorStride, VectorStride, Depth - done, c, count);
    }

    private readonly void SumNarrowRows<TLanes, TVector>(float* matrix, int count, float* c)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
    {
        int j = 0;
        for (; j + 2 * TLanes.Count <= count; j += 2 * TLanes.Count)
        {
            AddColumns<TLanes, TVector, N2>(matrix + j, MatrixRowStride, Vector, VectorStride, Depth, c + j);
        }

        if (j + TLanes.Count <= count)
        {
            AddColumns<TLanes, TVector, N1>(matrix + j, MatrixRowStride, Vector, VectorStride, Depth, c + j);
            j += TLanes.Count;
        }

        if (j < count)
        {
            AddLastColumns<TLanes, TVector>(matrix + j, MatrixRowStride, Vector, VectorStride, Depth, c + j, count - j);
        }
    }

    /// <summary>
    /// c [count] += Σ x[p]·row p of the matrix [streams·passes, count]. A pass takes one row of each stream, and c through
    /// registers once, eight vectors at a time.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRows<TLanes, TVector, TStreams>(
        float* matrix, nint rowStride, float* x, nint xStride, int passes, float* c, int count)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
        where TStreams : struct, INumber
    {
        nint run = passes * rowStride, xRun = passes * xStride;
        for (int pass = 0; pass < passes; pass++)
        {
            float* row0 = matrix + pass * rowStride, row1 = row0 + run, row2 = row1 + run, row3 = row2 + run;
            float* factor = x + pass * xStride;
            TVector x0 = TLanes.Broadcast(*factor), x1 = x0, x2 = x0, x3 = x0;
            if (TStreams.Value > 1)
            {
                x1 = TLanes.Broadcast(factor[xRun]);
                x2 = TLanes.Broadcast(factor[2 * xRun]);
                x3 = TLanes.Broadcast(factor[3 * xRun]);
            }

            if (TStreams.Value > 1 && count < rowStride / 4 * 3 && Sse.IsSupported)
            {
                Prefetch(row0 + rowStride);
                Prefetch(row1 + rowStride);
                Prefetch(row2 + rowStride);
                Prefetch(row3 + rowStride);
            }

            nint j = 0;
            for (; j + 8 * TLanes.Count <= count; j += 8 * TLanes.Count)
            {
                float* to = c + j;
                TVector s0 = TLanes.Load(to), s1 = TLanes.Load(to + TLanes.Count);
                TVector s2 = TLanes.Load(to + 2 * TLanes.Count), s3 = TLanes.Load(to + 3 * TLanes.Count);
                TVector s4 = TLanes.Load(to + 4 * TLanes.Count), s5 = TLanes.Load(to + 5 * TLanes.Count);
                TVector s6 = TLanes.Load(to + 6 * TLanes.Count), s7 = TLanes.Load(to + 7 * TLanes.Count);
                AddEight<TLanes, TVector>(x0, row0 + j, ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);
                if (TStreams.Value > 1)
                {
                    AddEight<TLanes, TVector>(x1, row1 + j, ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);
                    AddEight<TLanes, TVector>(x2, row2 + j, ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);
                    AddEight<TLanes, TVector>(x3, row3 + j, ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);
                }

                TLanes.Store(s0, to);
                TLanes.Store(s1, to + TLanes.Count);
                TLanes.Store(s2, to + 2 * TLanes.Count);
                TLanes.Store(s3, to + 3 * TLanes.Count);
                TLanes.Store(s4, to + 4 * TLanes.Count);
                TLanes.Store(s5, to + 5 * TLanes.Count);
                TLanes.Store(s6, to + 6 * TLanes.Count);
                TLanes.Store(s7, to + 7 * TLanes.Count);
            }

            for (; j + TLanes.Count <= count; j += TLanes.Count)
            {
                TVector sum = TLanes.MultiplyAdd(x0, TLanes.Load(row0 + j), TLanes.Load(c + j));
                if (TStreams.Value > 1)
                {
                    sum = TLanes.MultiplyAdd(x1, TLanes.Load(row1 + j), sum);
                    sum = TLanes.MultiplyAdd(x2, TLanes.Load(row2 + j), sum);
                    sum = TLanes.MultiplyAdd(x3, TLanes.Load(row3 + j), sum);
                }

                TLanes.Store(sum, c + j);
            }

            int rest = count - (int)j;
            if (rest > 0)
            {
                TVector sum = TLanes.MultiplyAdd(x0, TLanes.LoadPart(row0 + j, rest), TLanes.LoadPart(c + j, rest));
                if (TStreams.Value > 1)
                {
                    sum = TLanes.MultiplyAdd(x1, TLanes.LoadPart(row1 + j, rest), sum);
                    sum = TLanes.MultiplyAdd(x2, TLanes.LoadPart(row2 + j, rest), sum);
                    sum = TLanes.MultiplyAdd(x3, TLanes.LoadPart(row3 + j, rest), sum);
                }

                TLanes.StorePart(sum, c + j, rest);
            }
        }
    }

    /// <summary>
    /// c += Σ x[p]·row p of the matrix [depth, columns], where the columns are one or two vectors. The rows take turns at four
    /// sums: with one, or with c in memory, each row would wait until the one before it is added.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddColumns<TLanes, TVector, TVectors>(float* matrix, nint rowStride, float* x, nint xStride, int depth, float* c)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
        where TVectors : struct, INumber
    {
        TVector s0 = TLanes.Broadcast(0), s1 = s0, s2 = s0, s3 = s0, t0 = s0, t1 = s0, t2 = s0, t3 = s0;
        for (; depth >= 4; depth -= 4)
        {
            float* row2 = matrix + 2 * rowStride, x2 = x + 2 * xStride;
            AddTwo<TLanes, TVector, TVectors>(*x, matrix, ref s0, ref t0);
            AddTwo<TLanes, TVector, TVectors>(x[xStride], matrix + rowStride, ref s1, ref t1);
            AddTwo<TLanes, TVector, TVectors>(*x2, row2, ref s2, ref t2);
            AddTwo<TLanes, TVector, TVectors>(x2[xStride], row2 + rowStride, ref s3, ref t3);
            matrix = row2 + 2 * rowStride;
            x = x2 + 2 * xStride;
        }

        for (; depth > 0; depth--)
        {
            AddTwo<TLanes, TVector, TVectors>(*x, matrix, ref s0, ref t0);
            matrix += rowStride;
            x += xStride;
        }

        TLanes.Store(TLanes.Add(TLanes.Add(TLanes.Add(s0, s2), TLanes.Add(s1, s3)), TLanes.Load(c)), c);
        if (TVectors.Value > 1)
        {
            c += TLanes.Count;
            TLanes.Store(TLanes.Add(TLanes.Add(TLanes.Add(t0, t2), TLanes.Add(t1, t3)), TLanes.Load(c)), c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTwo<TLanes, TVector, TVectors>(float factor, float* row, ref TVector s, ref TVector t)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
        where TVectors : struct, INumber
    {
        TVector x = TLanes.Broadcast(factor);
        s = TLanes.MultiplyAdd(x, TLanes.Load(row), s);
        if (TVectors.Value > 1)
        {
            t = TLanes.MultiplyAdd(x, TLanes.Load(row + TLanes.Count), t);
        }
    }

    /// <summary>The same for columns that are less than a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddLastColumns<TLanes, TVector>(
        float* matrix, nint rowStride, float* x, nint xStride, int depth, float* c, int count)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
    {
        TVector s0 = TLanes.Broadcast(0), s1 = s0, s2 = s0, s3 = s0;
        for (; depth >= 4; depth -= 4)
        {
            float* row2 = matrix + 2 * rowStride, x2 = x + 2 * xStride;
            s0 = TLanes.MultiplyAdd(TLanes.Broadcast(*x), TLanes.LoadPart(matrix, count), s0);
            s1 = TLanes.MultiplyAdd(TLanes.Broadcast(x[xStride]), TLanes.LoadPart(matrix + rowStride, count), s1);
            s2 = TLanes.MultiplyAdd(TLanes.Broadcast(*x2), TLanes.LoadPart(row2, count), s2);
            s3 = TLanes.MultiplyAdd(TLanes.Broadcast(x2[xStride]), TLanes.LoadPart(row2 + rowStride, count), s3);
            matrix = row2 + 2 * rowStride;
            x = x2 + 2 * xStride;
        }

        for (; depth > 0; depth--)
        {
            s0 = TLanes.MultiplyAdd(TLanes.Broadcast(*x), TLanes.LoadPart(matrix, count), s0);
            matrix += rowStride;
            x += xStride;
        }

        TVector sum = TLanes.Add(TLanes.Add(s0, s2), TLanes.Add(s1, s3));
        TLanes.StorePart(TLanes.Add(sum, TLanes.LoadPart(c, count)), c, count);
    }

    // The processor follows a row by itself, but where the rows are cut it cannot know where the next part begins.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(float* part)
    {
        const int Line = AlignedBlock.FloatsPerLine;
        Sse.Prefetch0(part);
        Sse.Prefetch0(part + Line);
        Sse.Prefetch0(part + 2 * Line);
        Sse.Prefetch0(part + 3 * Line);
    }

    // Every second vector first: where a line holds two, each line is asked for as early as can be.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddEight<TLanes, TVector>(
        TVector x,
        float* row,
        ref TVector s0,
        ref TVector s1,
        ref TVector s2,
        ref TVector s3,
        ref TVector s4,
        ref TVector s5,
        ref TVector s6,
        ref TVector s7)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
    {
        s0 = TLanes.MultiplyAdd(x, TLanes.Load(row), s0);
        s2 = TLanes.MultiplyAdd(x, TLanes.Load(row + 2 * TLanes.Count), s2);
        s4 = TLanes.MultiplyAdd(x, TLanes.Load(row + 4 * TLanes.Count), s4);
        s6 = TLanes.MultiplyAdd(x, TLanes.Load(row + 6 * TLanes.Count), s6);
        s1 = TLanes.MultiplyAdd(x, TLanes.Load(row + TLanes.Count), s1);
        s3 = TLanes.MultiplyAdd(x, TLanes.Load(row + 3 * TLanes.Count), s3);
        s5 = TLanes.MultiplyAdd(x, TLanes.Load(row + 5 * TLanes.Count), s5);
        s7 = TLanes.MultiplyAdd(x, TLanes.Load(row + 7 * TLanes.Count), s7);
    }
}
