using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;
using Aae.Kernels.Convolution;
using Aae.Kernels.Elementwise;

namespace Aae.Autograd.Ops;

/// <summary>
/// y = f(P(x)·w + b), P(x) the patches under the kernel: a 2-D convolution whose kernel moves by the stride over an image that is
/// padded with zeros, as evenly as it goes, to ⌈height/stride⌉ × ⌈width/stride⌉ places.
/// x [batch, height · width · channels], channels last, w [kernel height, kernel width, channels, filters], b [filters]
/// → y [batch, ⌈height/stride⌉, ⌈width/stride⌉, filters]
/// δ = ∂y ⊙ f′(y);   ∂x = Pᵀ(δ·wᵀ)   ∂w = P(x)ᵀ·δ   ∂b = Σ_batch, places δ
/// </summary>
internal sealed unsafe class ConvolutionOp(Variable x, Variable w, Variable b, int height, int width, int stride, Activation f)
    : Op(ShapeRule(x.Shape, w.Shape, b.Shape, height, width, stride), x, w, b)
{
    private readonly ConvolutionShape _shape = Fit(x.Shape, w.Shape, b.Shape, height, width, stride);

    internal override long ForwardOperations => 2L * _shape.Positions * w.Shape.Count;

    internal override long BackwardOperations => ForwardOperations * ((Wants(0) ? 1 : 0) + (Wants(1) ? 1 : 0));

    protected internal override void Forward() =>
        Convolution2D.Forward(_shape, X(0).Pointer, X(1).Pointer, X(2).Pointer, f, Y.Pointer, Team);

    protected internal override void Backward()
    {
        float* δ = OutputGradient.Pointer; // ∂y ⊙ f′(y) takes the place of ∂y
        Activations.Gradient(f, Y.Pointer, δ, δ, Y.Shape.Count, Team);
        if (Wants(2))
        {
            Convolution2D.BiasGradient(_shape, δ, InputGradient(2).Pointer, Team);
        }

        if (Wants(0))
        {
            Convolution2D.InputGradient(_shape, δ, X(1).Pointer, InputGradient(0).Pointer, Team);
        }

        if (Wants(1))
        {
            Convolution2D.WeightGradient(_shape, X(0).Pointer, δ, InputGradient(1).Pointer, Team);
        }
    }

    // As in "convolution encoder.convolution2 100×14×14×32 5×5/2→64 relu".
    private protected override string Describe() =>
        $"convolution{LayerTitle.Name(w)} {x.Shape.Rows}×{height}×{width}×{w.Shape[2]} {w.Shape[0]}×{w.Shape[1]}/{stride}→{w.Shape[3]}{LayerTitle.Function(f)}";

    private static Shape ShapeRule(Shape x, Shape w, Shape b, int height, int width, int stride)
    {
        ConvolutionShape shape = Fit(x, w, b, height, width, stride);
        return new(shape.Batch, shape.Rows.Output, shape.Columns.Output, shape.Filters);
    }

    private static ConvolutionShape Fit(Shape x, Shape w, Shape b, int height, int width, int stride) =>
        x.Rank > 1 && w.Rank == 4 && height > 0 && width > 0 && x.Columns == (long)height * width * w[2] && b == new Shape(w[3]) && stride > 0
            ? new(x.Rows, EvenPadding.Axis(height, w[0], stride), EvenPadding.Axis(width, w[1], stride), w[2], w[3])
            : throw new AaeException(
                $"convolution: x {x} of {height} × {width} places, w {w}, b {b}, stride {stride} do not fit "
                + "x [batch, height · width · channels], w [kernel height, kernel width, channels, filters], b [filters], stride 1 or more");
}
