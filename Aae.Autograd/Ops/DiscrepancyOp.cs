using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;
using Aae.Kernels.Distances;

namespace Aae.Autograd.Ops;

/// <summary>
/// What estimates of the squared maximum mean discrepancy between two samples have in common:
/// M = 1/a · Σ_ij k(x_i, x_j) + 1/b · Σ_ij k(y_i, y_j) − 2/nm · Σ_ij k(x_i, y_j), without the pairs i = j where it is unbiased.
/// x [n, d], y [m, d] → scalar;   a = n², b = m², or unbiased a = n(n − 1), b = m(m − 1)
/// ∂x_i = ∂M · (2/a · Σ_j ∂k(x_i, x_j)/∂x_i − 2/nm · Σ_j ∂k(x_i, y_j)/∂x_i),   ∂y as well
/// </summary>
/// <typeparam name="TKernel">k.</typeparam>
internal abstract unsafe class DiscrepancyOp<TKernel> : Op
    where TKernel : unmanaged, IRadialKernel
{
    private readonly Tensor _xColumns;
    private readonly Tensor _yColumns;
    private readonly double _pairsOfX;
    private readonly double _pairsOfY;
    private readonly double _pairs;

    /// <summary>Creates the op.</summary>
    /// <param name="name">Its name in messages.</param>
    /// <param name="x">[n, d]</param>
    /// <param name="y">[m, d]</param>
    /// <param name="unbiased">Whether the estimate is unbiased; n and m are then 2 or more.</param>
    protected DiscrepancyOp(string name, Variable x, Variable y, bool unbiased)
        : base(ShapeRule(name, x.Shape, y.Shape, unbiased), x, y)
    {
        int without = unbiased ? 1 : 0;
        _xColumns = new Tensor(new Shape(x.Shape.Columns, x.Shape.Rows));
        _yColumns = new Tensor(new Shape(y.Shape.Columns, y.Shape.Rows));
        _pairsOfX = (double)x.Shape.Rows * (x.Shape.Rows - without);
        _pairsOfY = (double)y.Shape.Rows * (y.Shape.Rows - without);
        _pairs = (double)x.Shape.Rows * y.Shape.Rows;
    }

    /// <summary>k.</summary>
    private protected abstract TKernel Kernel { get; }

    /// <summary>M.</summary>
    /// <param name="itself">What each point's kernel with itself counts: k(a, a) to be left out, 0 to stay.</param>
    protected double Squared(double itself)
    {
        Transpose(X(0), _xColumns);
        Transpose(X(1), _yColumns);
        return (Sum(X(0), _xColumns) - itself * X(0).Shape.Rows) / _pairsOfX
            + (Sum(X(1), _yColumns) - itself * X(1).Shape.Rows) / _pairsOfY
            - 2 * Sum(X(0), _yColumns) / _pairs;
    }

    /// <summary>Writes the gradients that are wanted.</summary>
    /// <param name="slope">∂M.</param>
    protected void WriteGradients(double slope)
    {
        WriteGradient(0, _xColumns, slope / _pairsOfX, _yColumns, slope / _pairs);
        WriteGradient(1, _yColumns, slope / _pairsOfY, _xColumns, slope / _pairs);
    }

    private void WriteGradient(int input, Tensor own, double ownScale, Tensor others, double otherScale)
    {
        if (Wants(input))
        {
            InputGradient(input).Span.Clear();
            AddGradient(input, own, (float)(2 * ownScale));
            AddGradient(input, others, (float)(-2 * otherScale));
        }
    }

    private double Sum(Tensor rows, Tensor columns) => KernelSums.Sum(
        Kernel, rows.Shape.Rows, columns.Shape.Columns, rows.Shape.Columns, rows.Pointer, columns.Pointer, Team);

    private void AddGradient(int input, Tensor columns, float scale) => KernelSums.AddGradient(
        Kernel, X(input).Shape.Rows, columns.Shape.Columns, columns.Shape.Rows, X(input).Pointer, columns.Pointer, scale, InputGradient(input).Pointer, Team);

    private static void Transpose(Tensor rows, Tensor columns)
    {
        for (int i = 0; i < rows.Shape.Rows; i++)
        {
            ReadOnlySpan<float> row = rows.Row(i);
            for (int j = 0; j < row.Length; j++)
            {
                columns.Span[j * rows.Shape.Rows + i] = row[j];
            }
        }
    }

    private static Shape ShapeRule(string name, Shape x, Shape y, bool unbiased)
    {
        int fewest = unbiased ? 2 : 1;
        return x.Rank == 2 && y.Rank == 2 && x[1] == y[1] && x[0] >= fewest && y[0] >= fewest
            ? new Shape()
            : throw new AaeException($"{name}: {x} and {y} must have the same columns and {(unbiased ? "two rows" : "one row")} or more");
    }
}
