using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Gemm;

namespace Aae.Autograd.Ops;

/// <summary>
/// y = f(x·w + b), or f(x·w) without a bias.   x [batch, in], w [in, out], b [out] → y [batch, out]
/// δ = ∂y ⊙ f′(y);   ∂x = δ·wᵀ   ∂w = xᵀ·δ   ∂b = Σ_batch δ
/// The same back through the weights, y = f(x·wᵀ + b):   x [batch, out], b [in] → y [batch, in];   ∂x = δ·w   ∂w = δᵀ·x
/// </summary>
internal sealed unsafe class LinearOp(Variable x, Variable w, Variable? b, Activation f, bool back = false)
    : Op(ShapeRule(x.Shape, w.Shape, b?.Shape, back), b is null ? [x, w] : [x, w, b])
{
    internal override long ForwardOperations => 2L * x.Shape.Rows * w.Shape.Count;

    internal override string BackwardPass => MoveOf(1) is null ? "backward" : "backward + update";

    internal override long BackwardOperations => ForwardOperations * ((Wants(0) ? 1 : 0) + (Wants(1) ? 1 : 0));

    protected internal override void Forward() =>
        MatrixProduct.Multiply(Matrix(X(0)), Weights, Matrix(Y), Team, b is null ? null : X(2).Pointer, f);

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
            MatrixProduct.Multiply(δ, Weights.Transposed, Matrix(InputGradient(0)), Team);
        }

        (MatrixView left, MatrixView right) = back ? (δ, Matrix(X(0))) : (Matrix(X(0)), δ);

        // Last, as ∂x is computed with the weights that the forward pass used.
        if (MoveOf(1) is { } move)
        {
            MatrixProduct.Update(left.Transposed, right, move.Next(), Team);
        }
        else if (Wants(1))
        {
            MatrixProduct.Multiply(left.Transposed, right, Matrix(InputGradient(1)), Team);
        }
    }

    internal override bool CanMove(int input) => input == 1 && MatrixProduct.CanUpdate(w.Shape[0], x.Shape[0], w.Shape[1]);

    // As in "linear encoder.hidden1 100×784×1000 relu".
    private protected override string Describe() =>
        $"linear{(back ? " back" : "")}{LayerTitle.Name(w)} {x.Shape[0]}×{x.Shape[1]}×{Y.Shape[1]}{LayerTitle.Function(f)}";

    private static Shape ShapeRule(Shape x, Shape w, Shape? b, bool back)
    {
        (int from, int to) = back ? (1, 0) : (0, 1);
        return x.Rank == 2 && w.Rank == 2 && x[1] == w[from] && (b is null || b == new Shape(w[to])) ? new Shape(x[0], w[to])
            : back ? throw new AaeException($"linear back: x {x}, w {w}, b {b} do not fit x [batch, out], w [in, out], b [in]")
            : b is null ? throw new AaeException($"matmul: x {x}, w {w} do not fit x [batch, in], w [in, out]")
            : throw new AaeException($"linear: x {x}, w {w}, b {b} do not fit x [batch, in], w [in, out], b [out]");
    }

    private MatrixView Weights => back ? Matrix(X(1)).Transposed : Matrix(X(1));

    private static MatrixView Matrix(Tensor tensor) => new(tensor.Pointer, tensor.Shape[0], tensor.Shape[1]);
}
