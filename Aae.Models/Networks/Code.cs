using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Models.Posteriors;

namespace Aae.Models.Networks;

/// <summary>A batch of codes on a tape, part by part.</summary>
public sealed class Code
{
    private readonly Dictionary<Part, Variable> _parts;
    private readonly Dictionary<Part, Variable> _logits;
    private readonly Dictionary<Part, GaussianMoments> _moments;

    internal Code(Dictionary<Part, Variable> parts, Dictionary<Part, Variable> logits, Dictionary<Part, GaussianMoments> moments)
    {
        _parts = parts;
        _logits = logits;
        _moments = moments;
    }

    /// <summary>
    /// One part [batch, size]: of a categorical one the distributions q(y|x), of one with a random posterior samples where the
    /// tape draws them, else means.
    /// </summary>
    /// <param name="part">A part of the encoder that made the code.</param>
    public Variable this[Part part] => _parts[part];

    /// <summary>What the softmax of a categorical part was given: the input of a cross-entropy on logits.</summary>
    /// <param name="part">A categorical part of the encoder that made the code.</param>
    /// <returns>[batch, classes]</returns>
    public Variable Logits(Part part) => _logits[part];

    /// <summary>The moments of q(z|x).</summary>
    /// <param name="part">A part with a Gaussian posterior of the encoder that made the code.</param>
    public GaussianMoments Moments(Part part) => _moments[part];

    /// <summary>All parts side by side, in their order: what the decoder reads.</summary>
    /// <param name="tape">The tape of the parts.</param>
    /// <returns>[batch, sum of sizes]</returns>
    public Variable Join(Tape tape) => _parts.Values.Aggregate(tape.JoinColumns);
}
