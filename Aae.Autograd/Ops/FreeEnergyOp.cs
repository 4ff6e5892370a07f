using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;
using Aae.Kernels.Gemm;
using Aae.Kernels.Losses;
using Aae.Kernels.Reductions;

namespace Aae.Autograd.Ops;

/// <summary>
/// L = mean F(v), the free energy of a restricted Boltzmann machine: F(v) = −log Σ_h e^(b·v + c·h + v·w·h), h in {0, 1}ⁿ,
/// = −b·v − Σ_j log(1 + e^a_j) with a = v·w + c.   v [batch, visible], w [visible, hidden], c [hidden], b [visible] → scalar
/// With s = σ(a), the probabilities of h:   ∂w = −vᵀ·s   ∂c = −Σ_batch s   ∂b = −Σ_batch v   ∂v = −(b + s·wᵀ), each times ∂L/batch
/// </summary>
internal sealed unsafe class FreeEnergyOp(Variable v, Variable w, Variable c, Variable b)
    : Op(ShapeRule(v.Shape, w.Shape, c.Shape, b.Shape), v, w, c, b)
{
    private readonly Tensor _a = new(new Shape(v.Shape[0], w.Shape[1]));
    private readonly Tensor _s = new(new Shape(v.Shape[0], w.Shape[1])); // times ∂L/batch and −1
    private readonly Tensor _zeros = new(new Shape(v.Shape[0], w.Shape[1]));

    internal override long ForwardOperations => 2L * v.Shape.Count * w.Shape[1];

    internal override long BackwardOperations => ForwardOperations * ((Wants(0) ? 1 : 0) + (Wants(1) ? 1 : 0));

    protected internal override void Forward()
    {
        MatrixProduct.Multiply(Matrix(X(0)), Matrix(X(1)), Matrix(_a), Team, X(2).Pointer);

        // log(1 + e^a) is the cross-entropy of the logit a with the target 0, and σ(a) its gradient.
        double energy = -BinaryCrossEntropy.Value(_a.Pointer, _zeros.Pointer, _a.Shape.Count, Team);
        ReadOnlySpan<float> bias = X(3).Span;
        for (int row = 0; row < X(0).Shape.Rows; row++)
        {
            ReadOnlySpan<float> visible = X(0).Row(row);
            for (int i = 0; i < visible.Length; i++)
            {
                energy -= (double)visible[i] * bias[i];
            }
        }

        Y.Span[0] = (float)(energy / X(0).Shape.Rows);
    }

    protected internal override void Backward()
    {
        int batch = X(0).Shape.Rows;
        float scale = -OutputGradient.Span[0] / batch;
        BinaryCrossEntropy.Gradient(_a.Pointer, _zeros.Pointer, scale, _s.Pointer, _s.Shape.Count, Team);
        if (Wants(0))
        {
            MatrixProduct.Multiply(Matrix(_s), Matrix(X(1)).Transposed, Matrix(InputGradient(0)), Team);
            ReadOnlySpan<float> bias = X(3).Span;
            for (int row = 0; row < batch; row++)
            {
                Span<float> gradient = InputGradient(0).Row(row);
                for (int i = 0; i < gradient.Length; i++)
                {
                    gradient[i] += scale * bias[i];
                }
            }
        }

        if (Wants(1))
        {
            MatrixProduct.Multiply(Matrix(X(0)).Transposed, Matrix(_s), Matrix(InputGradient(1)), Team);
        }

        if (Wants(2))
        {
            Sums.OfColumns(batch, _s.Shape[1], _s.Pointer, InputGradient(2).Pointer, Team);
        }

        if (Wants(3))
        {
            Sums.OfColumns(batch, X(0).Shape[1], X(0).Pointer, InputGradient(3).Pointer, Team);
            foreach (ref float gradient in InputGradient(3).Span)
            {
                gradient *= scale;
            }
        }
    }

    private static Shape ShapeRule(Shape v, Shape w, Shape c, Shape b) =>
        v.Rank == 2 && v.Count > 0 && w.Rank == 2 && v[1] == w[0] && c == new Shape(w[1]) && b == new Shape(w[0])
            ? new Shape()
            : throw new AaeException($"free energy: v {v}, w {w}, c {c}, b {b} do not fit v [batch, visible], w [visible, hidden], c [hidden], b [visible]");

    private static MatrixView Matrix(Tensor tensor) => new(tensor.Pointer, tensor.Shape[0], tensor.Shape[1]);
}
