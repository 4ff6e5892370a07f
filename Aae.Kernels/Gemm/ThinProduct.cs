using System.Runtime.Intrinsics;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Gemm;

/// <summary>
/// A product of a matrix and a vector, where C is one row or one column: a discriminator's single output, the inference of a
/// single image. Each element of the matrix is used once, so it is read as it stands, along its rows.
/// </summary>
internal unsafe partial struct ThinProduct : IParallelWork
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
            Start(first, count, c);
        }

        // The dot products read 256 bits at a time even with AVX-512: rows begin anywhere, two halves load as fast as a whole, and
        // fewer of them straddle lines.
        switch (Set)
        {
            case InstructionSet.Avx512 when !IsDots: SumRows<Lanes512, Vector512<float>>(first, count, c); break;
            case InstructionSet.Avx512 or InstructionSet.Avx2: Add<Lanes256, Vector256<float>>(first, count, c); break;
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

    /// <summary>Lays the bias, or zeros, where the sums will be added.</summary>
    private readonly void Start(int first, int count, float* c)
    {
        if (CStride == 1 && (Bias == null || BiasStride == 1))
        {
            var start = new Span<float>(c, count);
            if (Bias == null)
            {
                start.Clear();
            }
            else
            {
                new ReadOnlySpan<float>(Bias + first, count).CopyTo(start);
            }

            return;
        }

        for (int i = 0; i < count; i++)
        {
            c[i * CStride] = Bias != null ? Bias[(first + i) * BiasStride] : 0;
        }
    }

    private readonly void Add<TLanes, TVector>(int first, int count, float* c)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
    {
        if (IsDots)
        {
            SumDots<TLanes, TVector>(first, count, c);
        }
        else
        {
            SumRows<TLanes, TVector>(first, count, c);
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
}
