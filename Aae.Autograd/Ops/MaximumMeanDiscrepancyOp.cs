using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;
using Aae.Kernels.Distances;

namespace Aae.Autograd.Ops;

/// <summary>
/// L = 1/n(n−1) · Σ_{i≠j} k(z_i, z_j) + 1/m(m−1) · Σ_{i≠j} k(p_i, p_j) − 2/nm · Σ_ij k(z_i, p_j): the unbiased estimate of the
/// squared maximum mean discrepancy, which may be negative; k as <see cref="InverseMultiquadratic"/> says.
/// z [n, d], p [m, d] → scalar
/// ∂z_i = ∂L · (2/n(n−1) · Σ_j ∂k(z_i, z_j)/∂z_i − 2/nm · Σ_j ∂k(z_i, p_j)/∂z_i);   the samples p are constants
/// </summary>
internal sealed unsafe class MaximumMeanDiscrepancyOp(Variable z, Tensor p, float unit) : Op(ShapeRule(z.Shape, p.Shape), z)
{
    private readonly Tensor _zColumns = new(new Shape(z.Shape.Columns, z.Shape.Rows));
    private readonly Tensor _pColumns = new(new Shape(p.Shape.Columns, p.Shape.Rows));
    private readonly double _pairsOfZ = (double)z.Shape.Rows * (z.Shape.Rows - 1);
    private readonly double _pairsOfP = (double)p.Shape.Rows * (p.Shape.Rows - 1);
    private readonly double _pairs = (double)z.Shape.Rows * p.Shape.Rows;

    protected internal override void Forward()
    {
        Transpose(X(0), _zColumns);
        Transpose(p, _pColumns);
        Y.Span[0] = (float)(
            (Sum(X(0), _zColumns) - Itself(X(0))) / _pairsOfZ + (Sum(p, _pColumns) - Itself(p)) / _pairsOfP - 2 * Sum(X(0), _pColumns) / _pairs);
    }

    protected internal override void Backward()
    {
        float loss = OutputGradient.Span[0];
        InputGradient(0).Span.Clear();
        AddGradient(_zColumns, (float)(2 * loss / _pairsOfZ));
        AddGradient(_pColumns, (float)(-2 * loss / _pairs));
    }

    private double Sum(Tensor rows, Tensor columns) => InverseMultiquadratic.Sum(
        rows.Shape.Rows, columns.Shape.Columns, rows.Shape.Columns, rows.Pointer, columns.Pointer, unit, Team);

    /// <summary>Σ_i k(x_i, x_i).</summary>
    private static double Itself(Tensor rows) => (double)InverseMultiquadratic.Scales * rows.Shape.Rows;

    private void AddGradient(Tensor columns, float scale) => InverseMultiquadratic.AddGradient(
        X(0).Shape.Rows, columns.Shape.Columns, columns.Shape.Rows, X(0).Pointer, columns.Pointer, unit, scale, InputGradient(0).Pointer, Team);

    private static void Transpose(Tensor rows, Tensor columns)
    {
        for (int i = 0; i < rows.Shape.Rows; i++)
        {
            for (int j = 0; j < rows.Shape.Columns; j++)
            {
                columns.Row(j)[i] = rows.Row(i)[j];
            }
        }
    }

    private static Shape ShapeRule(Shape z, Shape p) => z.Rank == 2 && p.Rank == 2 && z[1] == p[1] && z[0] > 1 && p[0] > 1
        ? new Shape()
        : throw new AaeException($"maximum mean discrepancy: {z} and {p} must have the same columns and two rows or more");
}
