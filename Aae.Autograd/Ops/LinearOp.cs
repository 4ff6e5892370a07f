using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Gemm;

namespace Aae.Autograd.Ops;

/// <summary>
/// y = f(x·w + b).   x [batch, in], w [in, out], b [out] → y [batch, out]
/// δ = ∂y ⊙ f′(y);   ∂x = δ·wᵀ   ∂w = xᵀ·δ   ∂b = Σ_batch δ
/// </summary>
internal sealed unsafe class LinearOp(Variable x, Variable w, Variable b, Activation f)
    : Op(ShapeRule(x.Shape, w.Shape, b.Shape), x, w, b)
{
    internal override long ForwardOperations => 2L * x.Shape.Count * w.Shape[1];

    internal override long BackwardOperations => ForwardOperations * ((Wants(0) ? 1 : 0) + (Wants(1) ? 1 : 0));

    protected internal override void Forward() =>
        MatrixProduct.Multiply(Matrix(X(0)), Matrix(X(1)), Matrix(Y), Team, X(2).Pointer, f);

    protected internal override void Backward()
    {
        MatrixView δ = Matrix(OutputGradient); // ∂y ⊙ f′(y) takes the place of ∂y
        if (Wants(2))
        {
            Activations.GradientWithBias(f, δ.Rows, δ.Columns, Y.Pointer, δ.Data, δ.Data, InputGradient(2).Pointer, Team);
        }
        else
        {
            Activations.Gradient(f, Y.Pointer, δ.Data, δ.Data, Y.Shape.Count, Team);
        }

        if (Wants(1))
        {
            MatrixProduct.Multiply(Matrix(X(0)).Transposed, δ, Matrix(InputGradient(1)), Team);
        }

        if (Wants(0))
        {
            MatrixProduct.Multiply(δ, Matrix(X(1)).Transposed, Matrix(InputGradient(0)), Team);
        }
    }

    // As in "linear encoder.hidden1 100×784×1000 relu".
    private protected override string Describe()
    {
        string layer = w is Parameter parameter ? $" {parameter.Name[..Math.Max(parameter.Name.LastIndexOf('.'), 0)]}" : "";
        string function = f.Kind == ActivationKind.Identity ? "" : $" {f.Kind.ToString().ToLowerInvariant()}";
        return $"linear{layer} {x.Shape[0]}×{x.Shape[1]}×{w.Shape[1]}{function}";
    }

    private static Shape ShapeRule(Shape x, Shape w, Shape b) => x.Rank == 2 && w.Rank == 2 && x[1] == w[0] && b == new Shape(w[1])
        ? new Shape(x[0], w[1])
        : throw new AaeException($"linear: x {x}, w {w}, b {b} do not fit x [batch, in], w [in, out], b [out]");

    private static MatrixView Matrix(Tensor tensor) => new(tensor.Pointer, tensor.Shape[0], tensor.Shape[1]);
}
