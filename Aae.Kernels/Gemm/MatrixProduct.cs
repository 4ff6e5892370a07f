using Aae.Core;
using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Optimizers;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Gemm;

/// <summary>The matrix product C = f(A·B + bias) of float32 matrices.</summary>
internal static unsafe class MatrixProduct
{
    /// <summary>Elements of the matrix that are worth a piece where each is used once.</summary>
    private const long SmallestThinPiece = 1 << 14;

    private const int Line = AlignedBlock.FloatsPerLine;

    /// <summary>C [m, n] = f(A [m, k] · B [k, n] + bias), or C += A·B.</summary>
    /// <param name="a">A, with any strides.</param>
    /// <param name="b">B, with any strides.</param>
    /// <param name="c">C, row-major (column stride 1). It must not overlap A, B or the bias.</param>
    /// <param name="team">The threads to use; the result has the same bits for any number of them.</param>
    /// <param name="bias">n values that are added to each row, or null.</param>
    /// <param name="activation">f; not together with <paramref name="accumulate"/>.</param>
    /// <param name="accumulate">Add to C rather than write it. If not, C's memory may hold anything.</param>
    /// <exception cref="AaeException">The shapes do not fit each other.</exception>
    public static void Multiply(
        in MatrixView a,
        in MatrixView b,
        in MatrixView c,
        WorkerTeam team,
        float* bias = null,
        Activation activation = default,
        bool accumulate = false) =>
        Multiply(a, b, c, new Epilogue { Bias = bias, Activation = activation, Accumulate = accumulate }, team);

    /// <summary>C [m, n] from A [m, k] · B [k, n], as the epilogue says.</summary>
    /// <param name="a">A, with any strides.</param>
    /// <param name="b">B, with any strides.</param>
    /// <param name="c">C, row-major. It must not overlap the others.</param>
    /// <param name="epilogue">What is done beside the sums.</param>
    /// <param name="team">The threads to use.</param>
    /// <param name="form">The instruction set, which the CPU must have; null for the one in use.</param>
    /// <exception cref="AaeException">The shapes do not fit each other.</exception>
    public static void Multiply(
        in MatrixView a, in MatrixView b, in MatrixView c, in Epilogue epilogue, WorkerTeam team, InstructionSet? form = null)
    {
        Check(a, b, c, epilogue);
        if (c.Rows == 0 || c.Columns == 0)
        {
            return;
        }

        InstructionSet set = form ?? InstructionSets.Current;
        if (set == InstructionSet.Scalar)
        {
            team.Run(c.Rows, new ReferenceProduct { A = a, B = b, C = c, Epilogue = epilogue });
        }
        else if (epilogue.Scale == 1 && !epilogue.IsGradient && ThinProduct.TryCreate(a, b, c, epilogue.Bias, out ThinProduct thin))
        {
            (thin.Accumulate, thin.Activation, thin.Set) = (epilogue.Accumulate, epilogue.Activation, set);
            Cut(ref thin, team.Threads);
            team.Run(thin.Pieces, thin);
        }
        else
        {
            BlockedProduct.Multiply(set, a, b, c, epilogue, team);
        }
    }

    /// <summary>Whether <see cref="Update"/> serves a gradient [m, n] that is a product of depth k.</summary>
    public static bool CanUpdate(int m, int k, int n, InstructionSet? form = null) =>
        BlockedProduct.CanUpdate(form ?? InstructionSets.Current, m, k, n);

    /// <summary>
    /// Has an optimizer move a parameter [m, n] by the gradient A [m, k] · B [k, n], which is never written: each tile of it is
    /// used while it is in the first-level cache. The bits are those of the product and the update one after the other.
    /// </summary>
    /// <param name="a">A, with any strides.</param>
    /// <param name="b">B, row-major.</param>
    /// <param name="update">The parameter, dense, and the optimizer's step.</param>
    /// <param name="team">The threads to use.</param>
    /// <param name="form">The instruction set, which the CPU must have; null for the one in use.</param>
    /// <exception cref="AaeException">The shapes do not fit each other.</exception>
    public static void Update(in MatrixView a, in MatrixView b, in ParameterUpdate update, WorkerTeam team, InstructionSet? form = null)
    {
        if (update.IsNone || !CanUpdate(a.Rows, a.Columns, b.Columns, form) || b.ColumnStride != 1)
        {
            throw new ArgumentException($"a gradient [{a.Rows}, {b.Columns}] of depth {a.Columns} cannot be used tile by tile", nameof(update));
        }

        Multiply(a, b, new MatrixView(null, a.Rows, b.Columns), new Epilogue { Update = update }, team, form);
    }

    private static void Check(in MatrixView a, in MatrixView b, in MatrixView c, in Epilogue epilogue)
    {
        if (a.Rows < 0 || a.Columns < 0 || b.Columns < 0)
        {
            throw new AaeException($"a product of [{a.Rows}, {a.Columns}] and [{b.Rows}, {b.Columns}] has a negative size");
        }

        if (a.Columns != b.Rows || c.Rows != a.Rows || c.Columns != b.Columns)
        {
            throw new AaeException(
                $"a product of [{a.Rows}, {a.Columns}] and [{b.Rows}, {b.Columns}] cannot be written to [{c.Rows}, {c.Columns}]");
        }

        if (epilogue.IsGradient && (epilogue.Outputs.Rows != c.Rows || epilogue.Outputs.Columns != c.Columns))
        {
            throw new AaeException(
                $"a gradient [{c.Rows}, {c.Columns}] cannot go through a function with outputs [{epilogue.Outputs.Rows}, {epilogue.Outputs.Columns}]");
        }

        if ((c.ColumnStride != 1 && c.Columns > 1) || (epilogue.IsGradient && epilogue.Outputs.ColumnStride != 1 && c.Columns > 1))
        {
            throw new ArgumentException("a product and the outputs of its function are row-major: their column stride is 1", nameof(c));
        }

        if (epilogue.Accumulate && (epilogue.Bias != null || epilogue.HasFunction))
        {
            throw new ArgumentException("a product that is added to C takes neither bias nor activation", nameof(epilogue));
        }

        if (epilogue.IsGradient && epilogue.Bias != null)
        {
            throw new ArgumentException("a gradient takes no bias", nameof(epilogue));
        }
    }

    /// <summary>
    /// Cuts the outputs into a run for each thread, of whole lines, so that the vectors of a run do not depend on the cut. No
    /// more runs than that: long ones stream best, and each thread finds its part of the matrix in its own cache again.
    /// </summary>
    private static void Cut(ref ThinProduct product, int threads)
    {
        long smallest = SmallestThinPiece / Math.Max(1, product.Depth);
        long perThread = (product.Outputs + threads - 1) / threads;
        long wanted = Math.Max(smallest, perThread) + Line - 1;
        product.OutputsPerPiece = (int)Math.Min(wanted / Line * Line, product.Outputs);
    }
}
