using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;

namespace Aae.Models.Networks;

/// <summary>A batch of codes on a tape, part by part.</summary>
public sealed class Code
{
    private readonly Dictionary<Part, Variable> _parts;
    private readonly Dictionary<Part, Variable> _logits;

    internal Code(Dictionary<Part, Variable> parts, Dictionary<Part, Variable> logits)
    {
        _parts = parts;
        _logits = logits;
    }

    /// <summary>One part [batch, size]: of a categorical one the distributions q(y|x).</summary>
    /// <param name="part">A part of the encoder that made the code.</param>
    public Variable this[Part part] => _parts[part];

    /// <summary>What the softmax of a categorical part was given: the input of a cross-entropy on logits.</summary>
    /// <param name="part">A categorical part of the encoder that made the code.</param>
    /// <returns>[batch, classes]</returns>
    public Variable Logits(Part part) => _logits[part];

    /// <summary>All parts side by side, in their order: what the decoder reads.</summary>
    /// <param name="tape">The tape of the parts.</param>
    /// <returns>[batch, sum of sizes]</returns>
    public Variable Join(Tape tape) => _parts.Values.Aggregate(tape.JoinColumns);
}
