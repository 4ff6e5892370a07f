using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;

namespace Aae.Models.Networks;

/// <summary>A batch of codes on a tape, part by part.</summary>
public sealed class Code
{
    private readonly Dictionary<Part, Variable> _parts;

    internal Code(Dictionary<Part, Variable> parts) => _parts = parts;

    /// <summary>One part [batch, size].</summary>
    /// <param name="part">A part of the encoder that made the code.</param>
    public Variable this[Part part] => _parts[part];

    /// <summary>All parts side by side, in the encoder's order: what the decoder reads.</summary>
    /// <param name="tape">The tape of the parts.</param>
    /// <returns>[batch, sum of sizes]</returns>
    public Variable Join(Tape tape) => _parts.Values.Aggregate(tape.JoinColumns);
}
