using Aae.Core.Tensors;

namespace Aae.Autograd.Tapes;

/// <summary>
/// A variable that training moves. It outlives tapes, may stand on several of them, and owns its gradient, which each way
/// back writes anew.
/// </summary>
public sealed class Parameter : Variable
{
    /// <summary>Creates a parameter of zeros.</summary>
    /// <param name="name">The name under which checkpoints keep it, as "encoder.hidden1.weight".</param>
    /// <param name="shape">Its shape.</param>
    public Parameter(string name, Shape shape)
        : base(new Tensor(shape), requiresGradient: true) => Name = name;

    /// <summary>The name under which checkpoints keep it.</summary>
    public string Name { get; }

    /// <summary>Whether it stays as it is: no tape differentiates by it and no optimizer moves it.</summary>
    public bool Frozen { get; set; }

    /// <summary>Grows with each move, so that what was computed from the parameter can be told to be out of date.</summary>
    internal long Version { get; set; }

    /// <summary>The name and the shape.</summary>
    public override string ToString() => $"{Name} {Shape}";

    internal override Tensor GradientMemory(Tape tape) => Gradient ??= new Tensor(Shape);
}
