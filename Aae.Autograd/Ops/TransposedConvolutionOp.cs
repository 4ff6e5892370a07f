using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;
using Aae.Kernels.Convolution;
using Aae.Kernels.Elementwise;

namespace Aae.Autograd.Ops;

/// <summary>
/// y = f(Pᵀ(x·wᵀ) + b), P(y) the patches that a <see cref="ConvolutionOp"/> of the same weights and stride sees: the 2-D transposed
/// convolution, which lays a kernel, weighed by each number of x, into an image and adds up where they overlap.
/// x [batch, ⌈height/stride⌉ · ⌈width/stride⌉ · filters], filters last, w [kernel height, kernel width, channels, filters],
/// b [channels] → y [batch, height, width, channels]
/// δ = ∂y ⊙ f′(y);   ∂x = P(δ)·w   ∂w = P(δ)ᵀ·x   ∂b = Σ_batch, places δ
/// </summary>
internal sealed unsafe class TransposedConvolutionOp(Variable x, Variable w, Variable b, int height, int width, int stride, Activation f)
    : Op(ShapeRule(x.Shape, w.Shape, b.Shape, height, width, stride), x, w, b)
{
    private readonly ConvolutionShape _shape = Fit(x.Shape, w.Shape, b.Shape, height, width, stride);

    internal override long ForwardOperations => 2L * _shape.Positions * w.Shape.Count;

    internal override long BackwardOperations => ForwardOperations * ((Wants(0) ? 1 : 0) + (Wants(1) ? 1 : 0));

    protected internal override void Forward() =>
        TransposedConvolution2D.Forward(_shape, X(0).Pointer, X(1).Pointer, X(2).Pointer, f, Y.Pointer, Team);

    protected internal override void Backward()
    {
        float* δ = OutputGradient.Pointer; // ∂y ⊙ f′(y) takes the place of ∂y
        Activations.Gradient(f, Y.Pointer, δ, δ, Y.Shape.Count, Team);
        if (Wants(2))
        {
            TransposedConvolution2D.BiasGradient(_shape, δ, InputGradient(2).Pointer, Team);
        }

        if (Wants(0))
        {
            TransposedConvolution2D.InputGradient(_shape, δ, X(1).Pointer, InputGradient(0).Pointer, Team);
        }

        if (Wants(1))
        {
            TransposedConvolution2D.WeightGradient(_shape, X(0).Pointer, δ, InputGradient(1).Pointer, Team);
        }
    }

    // As in "transposed convolution decoder.convolution1 100×7×7×64 5×5/2→14×14×32 relu".
    private protected override string Describe() =>
        $"transposed convolution{LayerTitle.Name(w)} {x.Shape.Rows}×{_shape.Rows.Output}×{_shape.Columns.Output}×{w.Shape[3]} "
        + $"{w.Shape[0]}×{w.Shape[1]}/{stride}→{height}×{width}×{w.Shape[2]}{LayerTitle.Function(f)}";

    private static Shape ShapeRule(Shape x, Shape w, Shape b, int height, int width, int stride)
    {
        ConvolutionShape shape = Fit(x, w, b, height, width, stride);
        return new(shape.Batch, height, width, shape.Channels);
    }

    private static ConvolutionShape Fit(Shape x, Shape w, Shape b, int height, int width, int stride) =>
        x.Rank > 1 && w.Rank == 4 && height > 0 && width > 0 && stride > 0 && b == new Shape(w[2])
        && x.Columns == (long)EvenPadding.Places(height, stride) * EvenPadding.Places(width, stride) * w[3]
            ? new(x.Rows, EvenPadding.Axis(height, w[0], stride), EvenPadding.Axis(width, w[1], stride), w[2], w[3])
            : throw new AaeException(
                $"transposed convolution: x {x}, w {w}, b {b} do not fit an image of {height} × {width} places by stride {stride}: "
                + "x [batch, ⌈height/stride⌉ · ⌈width/stride⌉ · filters], w [kernel height, kernel width, channels, filters], b [channels], stride 1 or more");
}
