using Aae.Autograd.Modules;
using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core.Tensors;
using Aae.Kernels.Elementwise;
using Aae.Models.Networks;

namespace Aae.Models.Posteriors;

/// <summary>
/// q(z|x) = N(μ(x), diag σ²(x)), drawn by reparameterisation: z = μ + σ ⊙ ε (paper §2, "Gaussian posterior"). Both heads are
/// linear functions of the encoder's features; that of the variance is bounded, log σ² = log s² + c·tanh(a/c), so that σ stays
/// between s·e^−½c and s·e^½c (<see cref="DeviationRange"/>). features [batch, features] → z [batch, size]
/// </summary>
/// <remarks>Where the tape draws no samples the code is μ.</remarks>
public sealed class GaussianPosterior : Module
{
    private readonly Sequential _mean;
    private readonly Sequential _logVariance;
    private readonly DeviationRange _range;

    /// <summary>Creates the heads of one part.</summary>
    /// <param name="part">The part of the code, whose posterior is Gaussian.</param>
    /// <param name="features">The width of the encoder's features.</param>
    /// <param name="initializer">The law of the starting weights.</param>
    /// <param name="batchNorm">Whether batch norm follows the linear functions.</param>
    public GaussianPosterior(Part part, int features, Initializer initializer, bool batchNorm = false)
        : base($"encoder.{part.Name}")
    {
        _range = part.Deviation ?? throw new ArgumentException($"the posterior of part {part.Name} is not Gaussian", nameof(part));
        _mean = Register(Mlp.Layer(Name, features, part.Size, Activation.Identity, initializer, batchNorm));
        _logVariance = Register(Mlp.Layer($"{Name}.logVariance", features, part.Size, Activation.Identity, initializer, batchNorm));
    }

    /// <summary>μ and log σ² [batch, size] of each row.</summary>
    /// <param name="tape">The tape to record on.</param>
    /// <param name="features">[batch, features]</param>
    public GaussianMoments Moments(Tape tape, Variable features)
    {
        Variable a = _logVariance.Apply(tape, features);
        var middle = new Tensor(a.Shape);
        middle.Span.Fill(2 * MathF.Log(_range.Middle));
        Variable bounded = tape.Scale(tape.Activate(tape.Scale(a, 1 / _range.Bound), Activation.Tanh), _range.Bound);
        return new(_mean.Apply(tape, features), tape.Add(tape.Constant(middle), bounded));
    }

    /// <summary>The code that stands for the posterior: a sample where the tape draws them, else the mean.</summary>
    /// <param name="tape">The tape of the moments.</param>
    /// <param name="moments">What <see cref="Moments"/> gave.</param>
    public Variable Code(Tape tape, GaussianMoments moments) =>
        tape.DrawsSamples ? tape.Reparameterize(moments.Mean, moments.LogVariance, tape.Stream(Name)) : moments.Mean;

    /// <inheritdoc/>
    public override Variable Apply(Tape tape, Variable x) => Code(tape, Moments(tape, x));
}
