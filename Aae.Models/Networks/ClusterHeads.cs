using Aae.Autograd.Modules;
using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core.Tensors;

namespace Aae.Models.Networks;

/// <summary>
/// r = y·W_C + z (paper §7): the rows of W_C are points of the space of z, the cluster heads; y chooses one, z is the place about
/// it. [y, z] [batch, classes + n] → r [batch, n]
/// </summary>
public sealed class ClusterHeads : Module
{
    private readonly int _classes;
    private readonly int _size;

    /// <summary>Creates the heads.</summary>
    /// <param name="name">Its full name.</param>
    /// <param name="classes">The number of classes or clusters.</param>
    /// <param name="size">The number n of dimensions of z.</param>
    /// <param name="initializer">Where the heads start.</param>
    /// <param name="learned">Whether training moves them.</param>
    public ClusterHeads(string name, int classes, int size, Initializer initializer, bool learned)
        : base(name)
    {
        _classes = classes;
        _size = size;
        Weight = Register(new Parameter($"{name}.weight", new Shape(classes, size)) { Frozen = !learned }, initializer);
    }

    /// <summary>W_C [classes, n].</summary>
    public Parameter Weight { get; }

    /// <inheritdoc/>
    public override Variable Apply(Tape tape, Variable x) =>
        tape.Add(tape.Matmul(tape.TakeColumns(x, 0, _classes), Weight), tape.TakeColumns(x, _classes, _size));
}
