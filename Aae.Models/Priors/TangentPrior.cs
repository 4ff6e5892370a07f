using Aae.Autograd.Modules;
using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core.Tensors;
using Aae.Kernels.Elementwise;
using Aae.Models.Networks;

namespace Aae.Models.Priors;

/// <summary>
/// p(z) of contractive autoencoders by a noisy chain (Rifai, Bengio, Dauphin, Vincent 2012): z is decoded to x, x encoded to h, and
/// z ← h + J·Jᵀ·ε with J = ∂h/∂x and ε ~ N(0, σ²I). J·Jᵀ leads the noise along the directions in which codes of data vary, the
/// tangents of their manifold; what the layers contract it contracts too.
/// </summary>
/// <param name="layers">The layers, sigmoid.</param>
/// <param name="deviation">σ.</param>
/// <param name="schedule">How samples are taken.</param>
public sealed class TangentPrior(MirroredLayers layers, float deviation, ChainSchedule schedule)
    : ChainPrior(layers.Up[^1].Weight.Shape[1], layers.Up[^1].Weight.Shape[1], schedule)
{
    private protected override (Variable Next, Variable Z) Record(Tape tape, Variable state)
    {
        Variable x = layers.Down.Reverse().Aggregate(state, (value, layer) => layer.Apply(tape, value));
        var h = new List<Variable>();
        foreach (Linear layer in layers.Up)
        {
            h.Add(layer.Apply(tape, h.Count == 0 ? x : h[^1]));
        }

        Variable noise = tape.AddGaussianNoise(tape.Constant(new Tensor(state.Shape)), deviation, tape.Stream("tangent"));
        Variable z = tape.Add(h[^1], ThroughJacobian(tape, h, noise));
        return (z, z);
    }

    /// <summary>J·Jᵀ·ε: back through all layers, and up again.</summary>
    /// <param name="tape">The tape to record on.</param>
    /// <param name="h">What each layer made.</param>
    /// <param name="noise">ε [batch, size].</param>
    internal Variable ThroughJacobian(Tape tape, IReadOnlyList<Variable> h, Variable noise)
    {
        for (int i = h.Count - 1; i >= 0; i--)
        {
            noise = tape.LinearBack(tape.Slope(noise, h[i], Activation.Sigmoid), layers.Up[i].Weight);
        }

        for (int i = 0; i < h.Count; i++)
        {
            noise = tape.Slope(tape.Matmul(noise, layers.Up[i].Weight), h[i], Activation.Sigmoid);
        }

        return noise;
    }
}
