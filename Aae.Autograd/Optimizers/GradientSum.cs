using Aae.Autograd.Tapes;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;

namespace Aae.Autograd.Optimizers;

/// <summary>
/// The weighted sum of the gradients of several ways back: so an update can follow more examples than are computed at once.
/// </summary>
/// <param name="parameters">The parameters; those that are frozen have no gradient and do not count.</param>
public sealed class GradientSum(IReadOnlyList<Parameter> parameters)
{
    private readonly Tensor[] _sums = [.. parameters.Select(parameter => new Tensor(parameter.Shape))];

    /// <summary>Forgets what was added.</summary>
    public void Clear()
    {
        foreach (Tensor sum in _sums)
        {
            sum.Span.Clear();
        }
    }

    /// <summary>Adds the gradients that the last way back wrote.</summary>
    /// <param name="weight">Their weight.</param>
    /// <param name="team">The threads to work with.</param>
    public unsafe void Add(float weight, WorkerTeam team)
    {
        for (int i = 0; i < _sums.Length; i++)
        {
            if (!parameters[i].Frozen)
            {
                Arithmetic.MultiplyAdd(parameters[i].Gradient!.Pointer, weight, _sums[i].Pointer, _sums[i].Pointer, _sums[i].Shape.Count, team);
            }
        }
    }

    /// <summary>Puts the sum into the place of the gradients.</summary>
    public void WriteBack()
    {
        for (int i = 0; i < _sums.Length; i++)
        {
            if (!parameters[i].Frozen)
            {
                parameters[i].Gradient!.CopyFrom(_sums[i]);
            }
        }
    }
}
