using Aae.Autograd.Tapes;

namespace Aae.Autograd.Modules;

/// <summary>Modules applied one after the other.</summary>
public sealed class Sequential : Module
{
    private readonly Module[] _parts;

    /// <summary>Creates the chain.</summary>
    /// <param name="name">Its full name.</param>
    /// <param name="parts">The modules, first applied first; they bring their own full names.</param>
    public Sequential(string name, params Module[] parts)
        : base(name)
    {
        _parts = parts;
        foreach (Module part in parts)
        {
            Register(part);
        }
    }

    /// <inheritdoc/>
    public override Variable Apply(Tape tape, Variable x)
    {
        foreach (Module part in _parts)
        {
            x = part.Apply(tape, x);
        }

        return x;
    }
}
