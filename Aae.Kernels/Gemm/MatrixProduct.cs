using Aae.Core;
using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Gemm;

/// <summary>The matrix product C = f(A·B + bias) of float32 matrices.</summary>
internal static unsafe class MatrixProduct
{
    /// <summary>Multiply-adds that are worth a piece of their own: a few microseconds.</summary>
    private const long SmallestPiece = 1 << 17;

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
        Multiply(InstructionSets.Current, a, b, c, team, bias, activation, accumulate);

    /// <summary>The same with the kernels of one instruction set, which the CPU must have.</summary>
    internal static void Multiply(
        InstructionSet set,
        in MatrixView a,
        in MatrixView b,
        in MatrixView c,
        WorkerTeam team,
        float* bias = null,
        Activation activation = default,
        bool accumulate = false)
    {
        if (a.Columns != b.Rows || c.Rows != a.Rows || c.Columns != b.Columns)
        {
            throw new AaeException(
                $"a product of [{a.Rows}, {a.Columns}] and [{b.Rows}, {b.Columns}] cannot be written to [{c.Rows}, {c.Columns}]");
        }

        if (c.ColumnStride != 1 && c.Columns > 1)
        {
            throw new ArgumentException($"a product is written row-major, not with column stride {c.ColumnStride}", nameof(c));
        }

        if (accumulate && (bias != null || activation.Kind != ActivationKind.Identity))
        {
            throw new ArgumentException("a product that is added to C takes neither bias nor activation", nameof(accumulate));
        }

        if (c.Rows == 0 || c.Columns == 0)
        {
            return;
        }

        if (set == InstructionSet.Scalar)
        {
            team.Run(c.Rows, new ReferenceProduct { A = a, B = b, C = c, Bias = bias, Activation = activation, Accumulate = accumulate });
            return;
        }

        if (ThinProduct.TryCreate(a, b, c, bias, out ThinProduct thin))
        {
            (thin.Accumulate, thin.Activation, thin.Set) = (accumulate, activation, set);
            Cut(ref thin, team.Threads);
            team.Run(thin.Pieces, thin);
            return;
        }

        var product = new TiledProduct
        {
            A = a,
            B = b,
            C = c,
            Bias = bias,
            Activation = activation,
            Accumulate = accumulate,
            Set = set,
        };
        Cut(ref product, team.Threads);
        team.Run(product.Pieces, product);
    }

    /// <summary>
    /// Cuts the columns into pieces of one or more panels, and the rows only if that gives too few pieces: each piece of the
    /// rows reads (and packs) B again. No cut changes a bit of the result.
    /// </summary>
    private static void Cut(ref TiledProduct product, int threads)
    {
        int panel = PanelForm.WidestPanel(product.Set);
        int panels = (product.C.Columns + panel - 1) / panel;
        long work = (long)product.C.Rows * product.C.Columns * Math.Max(1, product.A.Columns);
        int wanted = threads == 1 ? 1 : (int)Math.Clamp(work / SmallestPiece, 1, 8 * threads);
        int panelsPerPiece = Math.Clamp(panels / wanted, 1, 16);
        int columnPieces = (panels + panelsPerPiece - 1) / panelsPerPiece;
        int tiles = (product.C.Rows + TileKernel.MaxRows - 1) / TileKernel.MaxRows;
        product.ColumnsPerPiece = panelsPerPiece * panel;
        product.RowPieces = columnPieces >= 2 * threads ? 1 : Math.Clamp(wanted / columnPieces, 1, tiles);
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
