using Aae.Kernels.Optimizers;

namespace Aae.Autograd.Tapes;

/// <summary>
/// Moves parameters along their gradients, each at the moment when the way back comes to it: so an op can use a gradient piece
/// by piece as it computes it, and never write it.
/// </summary>
internal interface IMover
{
    /// <summary>How a parameter is moved; null if the mover leaves it alone.</summary>
    IParameterMove? MoveOf(Parameter parameter);
}

/// <summary>How one parameter is moved.</summary>
internal interface IParameterMove
{
    /// <summary>The step at hand. Whoever asks for it carries it out.</summary>
    ParameterUpdate Next();
}
