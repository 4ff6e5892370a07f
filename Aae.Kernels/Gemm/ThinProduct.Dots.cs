using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Aae.Kernels.Gemm;

/// <content>Dot products of the rows, read in the same few long streams.</content>
internal unsafe partial struct ThinProduct
{
    /// <summary>C += the dot products of a run of the rows of the matrix [outputs, depth] with x.</summary>
    private readonly void SumDots<TLanes, TVector>(int first, int count, float* c)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
    {
        float* matrix = Matrix + first * MatrixRowStride;
        int passes = count / Streams, done = passes * Streams;
        AddDots<TLanes, TVector, N4>(matrix, MatrixRowStride, Vector, Depth, passes, c, CStride);
        AddDots<TLanes, TVector, N1>(matrix + done * MatrixRowStride, MatrixRowStride, Vector, Depth, count - done, c + done * CStride, CStride);
    }

    /// <summary>
    /// c[i] += row i of the matrix [streams·passes, depth] · x. A pass takes one row of each stream. A row has one vector of
    /// partial sums where there are four streams, and four where there is one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddDots<TLanes, TVector, TStreams>(
        float* matrix, nint rowStride, float* x, int depth, int passes, float* c, nint cStride)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
        where TStreams : struct, INumber
    {
        // Short rows are neighbours, so that their sums are too.
        bool isShort = TStreams.Value > 1 && depth < 4 * TLanes.Count;
        (nint run, nint step) = isShort ? (1, Streams) : (passes, (nint)1);
        nint cRun = run * cStride, cStep = step * cStride;
        run *= rowStride;
        step *= rowStride;
        for (int pass = 0; pass < passes; pass++)
        {
            float* row0 = matrix + pass * step, row1 = row0 + run, row2 = row1 + run, row3 = row2 + run;
            TVector s0 = TLanes.Broadcast(0), s1 = s0, s2 = s0, s3 = s0;
            nint p = 0;
            for (; p + 4 * TLanes.Count <= depth; p += 4 * TLanes.Count)
            {
                TVector x0 = TLanes.Load(x + p), x1 = TLanes.Load(x + p + TLanes.Count);
                TVector x2 = TLanes.Load(x + p + 2 * TLanes.Count), x3 = TLanes.Load(x + p + 3 * TLanes.Count);
                if (TStreams.Value > 1)
                {
                    s0 = AddFour<TLanes, TVector>(x0, x1, x2, x3, row0 + p, s0);
                    s1 = AddFour<TLanes, TVector>(x0, x1, x2, x3, row1 + p, s1);
                    s2 = AddFour<TLanes, TVector>(x0, x1, x2, x3, row2 + p, s2);
                    s3 = AddFour<TLanes, TVector>(x0, x1, x2, x3, row3 + p, s3);
                }
                else
                {
                    s0 = TLanes.MultiplyAdd(x0, TLanes.Load(row0 + p), s0);
                    s1 = TLanes.MultiplyAdd(x1, TLanes.Load(row0 + p + TLanes.Count), s1);
                    s2 = TLanes.MultiplyAdd(x2, TLanes.Load(row0 + p + 2 * TLanes.Count), s2);
                    s3 = TLanes.MultiplyAdd(x3, TLanes.Load(row0 + p + 3 * TLanes.Count), s3);
                }
            }

            for (; p + TLanes.Count <= depth; p += TLanes.Count)
            {
                TVector x0 = TLanes.Load(x + p);
                s0 = TLanes.MultiplyAdd(x0, TLanes.Load(row0 + p), s0);
                if (TStreams.Value > 1)
                {
                    s1 = TLanes.MultiplyAdd(x0, TLanes.Load(row1 + p), s1);
                    s2 = TLanes.MultiplyAdd(x0, TLanes.Load(row2 + p), s2);
                    s3 = TLanes.MultiplyAdd(x0, TLanes.Load(row3 + p), s3);
                }
            }

            int rest = depth - (int)p;
            if (rest > 0)
            {
                TVector x0 = TLanes.LoadPart(x + p, rest);
                s0 = TLanes.MultiplyAdd(x0, TLanes.LoadPart(row0 + p, rest), s0);
                if (TStreams.Value > 1)
                {
                    s1 = TLanes.MultiplyAdd(x0, TLanes.LoadPart(row1 + p, rest), s1);
                    s2 = TLanes.MultiplyAdd(x0, TLanes.LoadPart(row2 + p, rest), s2);
                    s3 = TLanes.MultiplyAdd(x0, TLanes.LoadPart(row3 + p, rest), s3);
                }
            }

            float* to = c + pass * cStep;
            if (TStreams.Value > 1)
            {
                Vector128<float> sums = TLanes.Sums(s0, s1, s2, s3);
                if (cRun == 1)
                {
                    (sums + Vector128.Load(to)).Store(to);
                    continue;
                }

                to[0] += sums.GetElement(0);
                to[cRun] += sums.GetElement(1);
                to[2 * cRun] += sums.GetElement(2);
                to[3 * cRun] += sums.GetElement(3);
            }
            else
            {
                to[0] += TLanes.Sum(TLanes.Add(TLanes.Add(s0, s2), TLanes.Add(s1, s3)));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector AddFour<TLanes, TVector>(TVector x0, TVector x1, TVector x2, TVector x3, float* row, TVector sum)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
    {
        sum = TLanes.MultiplyAdd(x0, TLanes.Load(row), sum);
        sum = TLanes.MultiplyAdd(x1, TLanes.Load(row + TLanes.Count), sum);
        sum = TLanes.MultiplyAdd(x2, TLanes.Load(row + 2 * TLanes.Count), sum);
        return TLanes.MultiplyAdd(x3, TLanes.Load(row + 3 * TLanes.Count), sum);
    }
}
