using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Normalization;

namespace Aae.Autograd.Ops;

/// <summary>
/// y = f(γ·x̂ + β), x̂ = (x − mean) / √(variance + ε).   x [batch, …, features], γ, β [features] → y [batch, …, features]
/// While training, mean and variance are the batch's own (Ioffe and Szegedy 2015), and depend on x. With n of each feature, as
/// many as the batch has images or, behind a convolution, places:
/// δ = ∂y ⊙ f′(y);   ∂β = Σ_n δ   ∂γ = Σ_n δ ⊙ x̂   ∂x = γ/√(variance + ε) · (δ − (∂β + x̂·∂γ)/n)
/// At evaluation they are running averages, so that an image's output does not depend on the others of its batch:
/// ∂x = γ/√(variance + ε) · δ.
/// Where it renews statistics: running ← 0.9·running + 0.1·batch's, the variance unbiased.
/// </summary>
internal sealed unsafe class BatchNormOp(
    Variable x, Variable γ, Variable β, Tensor runningMean, Tensor runningVariance, Activation f, bool training, bool renews = false)
    : Op(ShapeRule(x.Shape, γ.Shape, β.Shape, runningMean.Shape, runningVariance.Shape, training), x, γ, β)
{
    private const float Epsilon = 1e-5f; // keeps the division finite where a feature does not vary
    private const float Momentum = 0.1f;

    private readonly Tensor _mean = training ? new Tensor(γ.Shape) : runningMean;
    private readonly Tensor _variance = training ? new Tensor(γ.Shape) : runningVariance;
    private readonly Tensor _inverse = new(γ.Shape); // 1/√(variance + ε)

    // ∂x takes the sums ∂γ and ∂β also where nobody else asks for them, and at evaluation zeros in their place.
    private readonly Tensor _γGradient = new(γ.Shape);
    private readonly Tensor _βGradient = new(γ.Shape);
    private readonly Tensor _zeros = new(γ.Shape);

    protected internal override void Forward()
    {
        (int n, int features) = (Y.Shape.Count / γ.Shape.Count, γ.Shape.Count);
        if (training)
        {
            BatchNorm.Statistics(
                n, features, X(0).Pointer, Epsilon, _mean.Pointer, _variance.Pointer, _inverse.Pointer, Team);
        }
        else
        {
            for (int i = 0; i < features; i++)
            {
                _inverse.Span[i] = 1 / MathF.Sqrt(_variance.Span[i] + Epsilon);
            }
        }

        BatchNorm.Normalize(
            n, features, X(0).Pointer, _mean.Pointer, _inverse.Pointer, X(1).Pointer, X(2).Pointer, Y.Pointer, Team);
        Activations.Apply(f, Y.Pointer, Y.Pointer, Y.Shape.Count, Team);
        if (training && renews)
        {
            BatchNorm.UpdateRunning(
                n, features, Momentum, _mean.Pointer, _variance.Pointer, runningMean.Pointer, runningVariance.Pointer, Team);
        }
    }

    protected internal override void Backward()
    {
        (int n, int features) = (Y.Shape.Count / γ.Shape.Count, γ.Shape.Count);
        float* δ = OutputGradient.Pointer; // ∂y ⊙ f′(y) takes the place of ∂y
        Activations.Gradient(f, Y.Pointer, δ, δ, Y.Shape.Count, Team);

        Tensor γGradient = Wants(1) ? InputGradient(1) : _γGradient;
        Tensor βGradient = Wants(2) ? InputGradient(2) : _βGradient;
        BatchNorm.ParameterGradients(
            n, features, X(0).Pointer, δ, _mean.Pointer, _inverse.Pointer, γGradient.Pointer, βGradient.Pointer, Team);
        if (Wants(0))
        {
            BatchNorm.InputGradient(
                n, features, X(0).Pointer, δ, _mean.Pointer, _inverse.Pointer, X(1).Pointer,
                (training ? γGradient : _zeros).Pointer, (training ? βGradient : _zeros).Pointer, InputGradient(0).Pointer, Team);
        }
    }

    private static Shape ShapeRule(Shape x, Shape γ, Shape β, Shape mean, Shape variance, bool training) =>
        x.Rank < 2 || γ != new Shape(x[x.Rank - 1]) || β != γ || mean != γ || variance != γ
            ? throw new AaeException($"batch norm: x {x}, γ {γ}, β {β}, running mean {mean}, variance {variance} do not fit x [batch, …, features] and [features] for the others")
        : training && x.Count < 2 * γ.Count ? throw new AaeException($"batch norm: a batch {x} has no statistics of its own; one of two or more rows has")
        : x;
}
