using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Gemm;

/// <summary>
/// A product of a matrix and a vector, where C is one row or one column: a discriminator's single output, the inference of a
/// single image. Each element of the matrix is used once, so it is read as it stands, along its rows.
/// </summary>
internal unsafe struct ThinProduct : IParallelWork
{
    /// <summary>The matrix, rows contiguous: [outputs, depth] if <see cref="IsDots"/>, else [depth, outputs].</summary>
    public float* Matrix;
    public nint MatrixRowStride;

    /// <summary>The vector [depth]; contiguous if <see cref="IsDots"/>.</summary>
    public float* Vector;
    public nint VectorStride;

    /// <summary>C [outputs]; contiguous unless <see cref="IsDots"/>.</summary>
    public float* C;
    public nint CStride;

    /// <summary>Null, or the bias of each output.</summary>
    public float* Bias;
    public nint BiasStride;

    public int Outputs;
    public int Depth;
    public int OutputsPerPiece;

    /// <summary>Whether an output is a dot product of a row; else C is a sum of rows, each times an element of the vector.</summary>
    public bool IsDots;
    public bool Accumulate;
    public Activation Activation;
    public InstructionSet Set;

    /// <summary>The number of pieces.</summary>
    public readonly int Pieces => (Outputs + OutputsPerPiece - 1) / OutputsPerPiece;

    /// <summary>The product in this form, if its shape and strides allow it.</summary>
    public static bool TryCreate(in MatrixView a, in MatrixView b, in MatrixView c, float* bias, out ThinProduct product)
    {
        product = new ThinProduct { Bias = bias, Depth = a.Columns, Outputs = Math.Max(c.Rows, c.Columns), C = c.Data };
        bool isColumn = c.Columns == 1;
        product.CStride = isColumn ? c.RowStride : 1;
        product.BiasStride = isColumn ? 0 : 1;
        if ((isColumn || c.Rows == 1) && a.ColumnStride == 1 && b.RowStride == 1)
        {
            product.IsDots = true;
            product.SetMatrix(isColumn ? a : b.Transposed);
            product.SetVector(isColumn ? b.Data : a.Data, 1);
            return true;
        }

        if (c.Rows == 1 && b.ColumnStride == 1)
        {
            product.SetMatrix(b);
            product.SetVector(a.Data, a.ColumnStride);
            return true;
        }

        if (isColumn && a.RowStride == 1 && c.RowStride == 1)
        {
            product.SetMatrix(a.Transposed);
            product.SetVector(b.Data, b.RowStride);
            return true;
        }

        return false;
    }

    /// <summary>Computes one piece of the outputs.</summary>
    public readonly void Execute(int index)
    {
        int first = index * OutputsPerPiece;
        int count = Math.Min(OutputsPerPiece, Outputs - first);
        float* c = C + first * CStride;
        if (!Accumulate)
        {
            for (int i = 0; i < count; i++)
            {
                c[i * CStride] = Bias != null ? Bias[(first + i) * BiasStride] : 0;
            }
        }

        switch (Set)
        {
            case InstructionSet.Avx512: Add<Lanes512, Vector512<float>>(first, count, c); break;
            case InstructionSet.Avx2: Add<Lanes256, Vector256<float>>(first, count, c); break;
            default: Add<Lanes128, Vector128<float>>(first, count, c); break;
        }

        if (Activation.Kind == ActivationKind.Identity)
        {
            return;
        }

        int run = CStride == 1 ? count : 1;
        for (int i = 0; i < count; i += run)
        {
            Activations.Apply(Activation, c + i * CStride, c + i * CStride, run, WorkerTeam.Single, Set);
        }
    }

    private void SetMatrix(in MatrixView matrix)
    {
        Matrix = matrix.Data;
        MatrixRowStride = matrix.RowStride;
    }

    private void SetVector(float* vector, nint stride)
    {
        Vector = vector;
        VectorStride = stride;
    }

    private readonly void Add<TLanes, TVector>(int first, int count, float* c)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
    {
        if (!IsDots)
        {
            AddRows<TLanes, TVector>(Matrix + first, MatrixRowStride, Vector, VectorStride, Depth, c, count);
            return;
        }

        float* row = Matrix + first * MatrixRowStride;
        int i = 0;
        for (; i + 4 <= count; i += 4)
        {
            AddDots<TLanes, TVector, N4>(row + i * MatrixRowStride, MatrixRowStride, Vector, Depth, c + i * CStride, CStride);
        }

        for (; i < count; i++)
        {
            AddDots<TLanes, TVector, N1>(row + i * MatrixRowStride, MatrixRowStride, Vector, Depth, c + i * CStride, CStride);
        }
    }

    /// <summary>
    /// c [count] += Σ x[p]·row p of the matrix [depth, count], in the order of p. Eight rows at a time: eight streams from
    /// memory for one pass over c, which stays in the first-level cache.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRows<TLanes, TVector>(float* matrix, nint rowStride, float* x, nint xStride, int depth, float* c, int count)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
    {
        int p = 0;
        for (; p + 8 <= depth; p += 8)
        {
            TVector x0 = TLanes.Broadcast(x[0]), x1 = TLanes.Broadcast(x[xStride]);
            TVector x2 = TLanes.Broadcast(x[2 * xStride]), x3 = TLanes.Broadcast(x[3 * xStride]);
            TVector x4 = TLanes.Broadcast(x[4 * xStride]), x5 = TLanes.Broadcast(x[5 * xStride]);
            TVector x6 = TLanes.Broadcast(x[6 * xStride]), x7 = TLanes.Broadcast(x[7 * xStride]);
            float* row0 = matrix, row4 = matrix + 4 * rowStride;
            nint row2 = 2 * rowStride, row3 = 3 * rowStride;
            int j = 0;
            for (; j + TLanes.Count <= count; j += TLanes.Count)
            {
                TVector sum = TLanes.MultiplyAdd(x0, TLanes.Load(row0), TLanes.Load(c + j));
                sum = TLanes.MultiplyAdd(x1, TLanes.Load(row0 + rowStride), sum);
                sum = TLanes.MultiplyAdd(x2, TLanes.Load(row0 + row2), sum);
                sum = TLanes.MultiplyAdd(x3, TLanes.Load(row0 + row3), sum);
                sum = TLanes.MultiplyAdd(x4, TLanes.Load(row4), sum);
                sum = TLanes.MultiplyAdd(x5, TLanes.Load(row4 + rowStride), sum);
                sum = TLanes.MultiplyAdd(x6, TLanes.Load(row4 + row2), sum);
                sum = TLanes.MultiplyAdd(x7, TLanes.Load(row4 + row3), sum);
                TLanes.Store(sum, c + j);
                row0 += TLanes.Count;
                row4 += TLanes.Count;
            }

            for (; j < count; j++)
            {
                for (int q = 0; q < 8; q++)
                {
                    c[j] = MultiplyAdd(x[q * xStride], matrix[q * rowStride + j], c[j]);
                }
            }

            matrix += 8 * rowStride;
            x += 8 * xStride;
        }

        for (; p < depth; p++)
        {
            TVector x0 = TLanes.Broadcast(*x);
            int j = 0;
            for (; j + TLanes.Count <= count; j += TLanes.Count)
            {
                TLanes.Store(TLanes.MultiplyAdd(x0, TLanes.Load(matrix + j), TLanes.Load(c + j)), c + j);
            }

            for (; j < count; j++)
            {
                c[j] = MultiplyAdd(*x, matrix[j], c[j]);
            }

            matrix += rowStride;
            x += xStride;
        }
    }

    /// <summary>
    /// c[i] += row i of the matrix · x, for one or four rows. Two vectors of partial sums per row (even and odd vectors of the
    /// depth), added at the end: the order depends on the depth alone.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddDots<TLanes, TVector, TRows>(float* matrix, nint rowStride, float* x, int depth, float* c, nint cStride)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
        where TRows : struct, INumber
    {
        TVector even0 = TLanes.Broadcast(0), even1 = even0, even2 = even0, even3 = even0;
        TVector odd0 = even0, odd1 = even0, odd2 = even0, odd3 = even0;
        nint row2 = 2 * rowStride, row3 = 3 * rowStride;
        float* from = matrix;
        int p = 0;
        for (; p + 2 * TLanes.Count <= depth; p += 2 * TLanes.Count)
        {
            TVector even = TLanes.Load(x + p), odd = TLanes.Load(x + p + TLanes.Count);
            even0 = TLanes.MultiplyAdd(even, TLanes.Load(from), even0);
            odd0 = TLanes.MultiplyAdd(odd, TLanes.Load(from + TLanes.Count), odd0);
            if (TRows.Value > 1)
            {
                even1 = TLanes.MultiplyAdd(even, TLanes.Load(from + rowStride), even1);
                odd1 = TLanes.MultiplyAdd(odd, TLanes.Load(from + rowStride + TLanes.Count), odd1);
                even2 = TLanes.MultiplyAdd(even, TLanes.Load(from + row2), even2);
                odd2 = TLanes.MultiplyAdd(odd, TLanes.Load(from + row2 + TLanes.Count), odd2);
                even3 = TLanes.MultiplyAdd(even, TLanes.Load(from + row3), even3);
                odd3 = TLanes.MultiplyAdd(odd, TLanes.Load(from + row3 + TLanes.Count), odd3);
            }

            from += 2 * TLanes.Count;
        }

        c[0] += TLanes.Sum(TLanes.Add(even0, odd0)) + Dot(matrix, x, p, depth);
        if (TRows.Value > 1)
        {
            c[cStride] += TLanes.Sum(TLanes.Add(even1, odd1)) + Dot(matrix + rowStride, x, p, depth);
            c[2 * cStride] += TLanes.Sum(TLanes.Add(even2, odd2)) + Dot(matrix + row2, x, p, depth);
            c[3 * cStride] += TLanes.Sum(TLanes.Add(even3, odd3)) + Dot(matrix + row3, x, p, depth);
        }
    }

    private static float Dot(float* x, float* y, int start, int end)
    {
        float sum = 0;
        for (int p = start; p < end; p++)
        {
            sum = MultiplyAdd(x[p], y[p], sum);
        }

        return sum;
    }

    // As the vectors do it: fused where the CPU can, since MathF.FusedMultiplyAdd is slow where it cannot.
    private static float MultiplyAdd(float x, float y, float sum) => Lanes128.MultiplyAdd(
        Vector128.CreateScalarUnsafe(x), Vector128.CreateScalarUnsafe(y), Vector128.CreateScalarUnsafe(sum)).ToScalar();
}
