using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Gemm;

namespace Aae.Autograd.Ops;

/// <summary>
/// y = f(x·w + b), or f(x·w) without a bias.   x [batch, in], w [in, out], b [out] → y [batch, out]
/// δ = ∂y ⊙ f′(y);   ∂x = δ·wᵀ   ∂w = xᵀ·δ   ∂b = Σ_batch δ
/// </summary>
internal sealed unsafe class LinearOp(Variable x, Variable w, Variable? b, Activation f)
    : Op(ShapeRule(x.Shape, w.Shape, b?.Shape), b is null ? [x, w] : [x, w, b])
{
    internal override long ForwardOperations => 2L * x.Shape.Count * w.Shape[1];

    internal override string BackwardPass => MoveOf(1) is null ? "backward" : "backward + update";

    internal override long BackwardOperations => ForwardOperations * ((Wants(0) ? 1 : 0) + (Wants(1) ? 1 : 0));

    protected internal override void Forward() =>
        MatrixProduct.Multiply(Matrix(X(0)), Matrix(X(1)), Matrix(Y), Team, b is null ? null : X(2).Pointer, f);

    protected internal override void Backward()
    {
        MatrixView δ = Matrix(OutputGradient); // ∂y ⊙ f′(y) takes the place of ∂y
        if (b is not null && Wants(2))
        {
            Activations.GradientWithBias(f, δ.Rows, δ.Columns, Y.Pointer, δ.Data, δ.Data, InputGradient(2).Pointer, Team);
        }
        else
        {
            Activations.Gradient(f, Y.Pointer, δ.Data, δ.Data, Y.Shape.Count, Team);
        }

        if (Wants(0))
        {
            MatrixProduct.Multiply(δ, Matrix(X(1)).Transposed, Matrix(InputGradient(0)), Team);
        }

        // Last, as ∂x is computed with the weights that the forward pass used.
        if (MoveOf(1) is { } move)
        {
            MatrixProduct.Update(Matrix(X(0)).Transposed, δ, move.Next(), Team);
        }
        else if (Wants(1))
        {
            MatrixProduct.Multiply(Matrix(X(0)).Transposed, δ, Matrix(InputGradient(1)), Team);
        }
    }

    internal override bool CanMove(int input) => input == 1 && MatrixProduct.CanUpdate(w.Shape[0], x.Shape[0], w.Shape[1]);

    // As in "linear encoder.hidden1 100×784×1000 relu".
    private protected override string Describe()
    {
        string layer = w is Parameter parameter ? $" {parameter.Name[..Math.Max(parameter.Name.LastIndexOf('.'), 0)]}" : "";
        string function = f.Kind == ActivationKind.Identity ? "" : $" {f.Kind.ToString().ToLowerInvariant()}";
        return $"linear{layer} {x.Shape[0]}×{x.Shape[1]}×{w.Shape[1]}{function}";
    }

    private static Shape ShapeRule(Shape x, Shape w, Shape? b) =>
        x.Rank == 2 && w.Rank == 2 && x[1] == w[0] && (b is null || b == new Shape(w[1])) ? new Shape(x[0], w[1])
        : b is null ? throw new AaeException($"matmul: x {x}, w {w} do not fit x [batch, in], w [in, out]")
        : throw new AaeException($"linear: x {x}, w {w}, b {b} do not fit x [batch, in], w [in, out], b [out]");

    private static MatrixView Matrix(Tensor tensor) => new(tensor.Pointer, tensor.Shape[0], tensor.Shape[1]);
}
