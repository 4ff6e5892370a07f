using System.Numerics.Tensors;
using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;
using Aae.Kernels.Reductions;
using Tensor = Aae.Core.Tensors.Tensor;

namespace Aae.Autograd.Ops;

/// <summary>
/// L = 1/batch · Σ_batch ‖J‖²_F of J = ∂h/∂x where h = σ(x·w + b): as J_ji = h_j(1 − h_j)·w_ij, ‖J‖²_F = Σ_j (h_j(1 − h_j))²·q_j with
/// q_j = Σ_i w_ij² (Rifai, Vincent, Muller, Glorot, Bengio 2011).   h [batch, out], w [in, out] → scalar
/// With s = h(1 − h):   ∂h = 2·s(1 − 2h)·q   ∂w_ij = 2·w_ij·Σ_batch s_j², each times ∂L/batch
/// </summary>
internal sealed unsafe class ContractionOp(Variable h, Variable w) : Op(ShapeRule(h.Shape, w.Shape), h, w)
{
    private readonly Tensor _weightSquares = new(w.Shape);
    private readonly Tensor _slopeSquares = new(h.Shape);
    private readonly Tensor _q = new(new Shape(h.Shape[1]));
    private readonly Tensor _slopes = new(new Shape(h.Shape[1])); // Σ_batch s²
    private readonly Tensor _scaledSlopes = new(new Shape(h.Shape[1]));

    protected internal override void Forward()
    {
        TensorPrimitives.Multiply<float>(X(1).Span, X(1).Span, _weightSquares.Span);
        Sums.OfColumns(X(1).Shape[0], X(1).Shape[1], _weightSquares.Pointer, _q.Pointer, Team);

        TensorPrimitives.Subtract<float>(1f, X(0).Span, _slopeSquares.Span);
        TensorPrimitives.Multiply<float>(_slopeSquares.Span, X(0).Span, _slopeSquares.Span);
        TensorPrimitives.Multiply<float>(_slopeSquares.Span, _slopeSquares.Span, _slopeSquares.Span);
        Sums.OfColumns(h.Shape[0], h.Shape[1], _slopeSquares.Pointer, _slopes.Pointer, Team);
        double sum = 0;
        for (int j = 0; j < _q.Shape.Count; j++)
        {
            sum += (double)_q.Span[j] * _slopes.Span[j];
        }

        Y.Span[0] = (float)(sum / h.Shape[0]);
    }

    protected internal override void Backward()
    {
        float scale = 2 * OutputGradient.Span[0] / h.Shape[0];
        if (Wants(0))
        {
            ReadOnlySpan<float> q = _q.Span;
            for (int row = 0; row < h.Shape[0]; row++)
            {
                ReadOnlySpan<float> units = X(0).Row(row);
                Span<float> gradient = InputGradient(0).Row(row);
                for (int j = 0; j < units.Length; j++)
                {
                    gradient[j] = scale * units[j] * (1 - units[j]) * (1 - 2 * units[j]) * q[j];
                }
            }
        }

        if (Wants(1))
        {
            TensorPrimitives.Multiply(_slopes.Span, scale, _scaledSlopes.Span);
            for (int row = 0; row < w.Shape[0]; row++)
            {
                TensorPrimitives.Multiply<float>(X(1).Row(row), _scaledSlopes.Span, InputGradient(1).Row(row));
            }
        }
    }

    private static Shape ShapeRule(Shape h, Shape w) => h.Rank == 2 && w.Rank == 2 && h[1] == w[1] && h.Count > 0
        ? new Shape()
        : throw new AaeException($"contraction: h {h}, w {w} do not fit h [batch, out], w [in, out]");
}
