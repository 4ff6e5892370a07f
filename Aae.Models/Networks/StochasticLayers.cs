using Aae.Autograd.Modules;
using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core.Tensors;
using Aae.Kernels.Elementwise;

namespace Aae.Models.Networks;

/// <summary>
/// The layers of a deep generative stochastic network (Bengio, Thibodeau-Laufer, Alain, Yosinski 2014): the image, z above it, and
/// further layers, each connected with its neighbours by weights that are used both ways. One step of its chain renews z and every
/// second layer above it from their neighbours, then the image and the others.
/// </summary>
/// <remarks>
/// A layer above z has noise on both sides of its activation function: f(a + ε) + ε′, ε and ε′ ~ N(0, σ²I). The image that the next
/// step starts from is drawn pixel by pixel and corrupted. z itself has no noise, as in the authors' program.
/// </remarks>
public sealed class StochasticLayers
{
    private readonly MirroredLayers _first;
    private readonly Activation _activation;
    private readonly float _corruption;
    private readonly float _deviation;

    /// <summary>Creates the layers.</summary>
    /// <param name="first">One layer, from the image to z and back.</param>
    /// <param name="above">The widths of the layers above z.</param>
    /// <param name="activation">f of z and of the layers above it.</param>
    /// <param name="initializer">The law of the starting weights of the layers above z.</param>
    /// <param name="corruption">The probability that a pixel is made black or white, 0 ≤ corruption &lt; 1.</param>
    /// <param name="deviation">σ, 0 or more.</param>
    public StochasticLayers(
        MirroredLayers first, IReadOnlyList<int> above, Activation activation, Initializer initializer, float corruption, float deviation)
    {
        (_first, _activation, _corruption, _deviation) = (first, activation, corruption, deviation);
        Above = [.. above.Select((width, i) => new Linear($"encoder.above{i + 1}", i == 0 ? Widths.Z : above[i - 1], width, activation, initializer))];
    }

    /// <summary>The layers above z, from below.</summary>
    public IReadOnlyList<Linear> Above { get; }

    /// <summary>All parameters.</summary>
    public IReadOnlyList<Parameter> Parameters =>
        [.. _first.Up[0].Parameters, .. _first.Down[0].Parameters, .. Above.SelectMany(layer => layer.Parameters)];

    /// <summary>The widths of the layers above z.</summary>
    public IReadOnlyList<int> WidthsAbove => [.. Above.Select(layer => layer.Weight.Shape[1])];

    /// <summary>The widths of image and z.</summary>
    public (int Image, int Z) Widths => (_first.Up[0].Weight.Shape[0], _first.Up[0].Weight.Shape[1]);

    /// <summary>The layers above z before a chain's first step: zeros.</summary>
    /// <param name="tape">The tape to record on.</param>
    /// <param name="batch">The number of chains.</param>
    public Variable[] Silent(Tape tape, int batch) => [.. WidthsAbove.Select(width => tape.Constant(new Tensor(new Shape(batch, width))))];

    /// <summary>An image with salt and pepper.</summary>
    /// <param name="tape">The tape to record on.</param>
    /// <param name="x">[batch, pixels]</param>
    public Variable Corrupt(Tape tape, Variable x) => tape.SaltAndPepper(x, _corruption, tape.Stream("corruption"));

    /// <summary>One step of the chain.</summary>
    /// <param name="tape">The tape to record on.</param>
    /// <param name="x">The corrupted image [batch, pixels].</param>
    /// <param name="above">The layers above z.</param>
    /// <returns>z, the log odds of the pixels that it gives, and the layers above it.</returns>
    public (Variable Z, Variable Logits, Variable[] Above) Step(Tape tape, Variable x, IReadOnlyList<Variable> above)
    {
        Variable[] next = [.. above];
        Variable z = tape.Activate(WithAbove(tape, _first.Up[0].Logits(tape, x), next, 0), _activation);
        for (int i = 1; i < next.Length; i += 2) // beside z the second layer above it, the fourth, …
        {
            next[i] = Renewed(tape, z, next, i);
        }

        for (int i = 0; i < next.Length; i += 2)
        {
            next[i] = Renewed(tape, z, next, i);
        }

        return (z, _first.Down[0].Logits(tape, z), next);
    }

    /// <summary>The image from which the next step starts: drawn, and corrupted.</summary>
    /// <param name="tape">The tape to record on.</param>
    /// <param name="logits">The log odds of its pixels [batch, pixels].</param>
    public Variable NextImage(Tape tape, Variable logits) =>
        Corrupt(tape, tape.Bernoulli(tape.Activate(logits, Activation.Sigmoid), tape.Stream("image")));

    private Variable Renewed(Tape tape, Variable z, Variable[] above, int i)
    {
        Variable a = WithAbove(tape, Above[i].Logits(tape, i == 0 ? z : above[i - 1]), above, i + 1);
        return Noisy(tape, tape.Activate(Noisy(tape, a, i), _activation), i);
    }

    // What comes from below, and what the layer above adds.
    private Variable WithAbove(Tape tape, Variable below, Variable[] above, int i) =>
        i < above.Length ? tape.Add(below, tape.LinearBack(above[i], Above[i].Weight)) : below;

    private Variable Noisy(Tape tape, Variable x, int i) =>
        _deviation > 0 ? tape.AddGaussianNoise(x, _deviation, tape.Stream(Above[i].Name)) : x;
}
