using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;
using Aae.Core.Threading;

namespace Aae.Autograd.Optimizers;

/// <summary>
/// Moves parameters along their gradients. Its state belongs to these parameters and to this optimizer alone: two phases that
/// move the same parameters have an optimizer each.
/// </summary>
public abstract class Optimizer
{
    /// <summary>Creates an optimizer.</summary>
    /// <param name="parameters">The parameters that it moves.</param>
    private protected Optimizer(IReadOnlyList<Parameter> parameters) => Parameters = parameters;

    /// <summary>The parameters that it moves; those that are frozen stay.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The number of updates so far.</summary>
    public long Updates { get; internal set; }

    /// <summary>The tensors that a checkpoint must keep, by name: "momentum/encoder.hidden1.weight".</summary>
    public abstract IEnumerable<KeyValuePair<string, Tensor>> State { get; }

    /// <summary>Moves every parameter once.</summary>
    /// <param name="rate">The learning rate, above 0.</param>
    /// <param name="team">The threads to work with.</param>
    /// <param name="gradientScale">A factor on all gradients, as clipping asks for.</param>
    public void Update(float rate, WorkerTeam team, float gradientScale = 1)
    {
        Updates++;
        for (int i = 0; i < Parameters.Count; i++)
        {
            if (!Parameters[i].Frozen)
            {
                Move(i, Parameters[i], rate, gradientScale, team);
                Parameters[i].Version++;
            }
        }
    }

    /// <summary>Moves one parameter.</summary>
    /// <param name="index">Its place among <see cref="Parameters"/>.</param>
    /// <param name="parameter">The parameter; its gradient is there.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="gradientScale">A factor on the gradient.</param>
    /// <param name="team">The threads to work with.</param>
    private protected abstract void Move(int index, Parameter parameter, float rate, float gradientScale, WorkerTeam team);

    /// <summary>A weight decay that is in range.</summary>
    /// <exception cref="AaeException">It is not.</exception>
    private protected static double CheckedDecay(double weightDecay) =>
        weightDecay >= 0 && double.IsFinite(weightDecay)
            ? weightDecay
            : throw new AaeException(FormattableString.Invariant($"a weight decay is 0 or more and finite, not {weightDecay}"));

    /// <summary>A tensor of state for each parameter.</summary>
    private protected Tensor[] NewState() => [.. Parameters.Select(parameter => new Tensor(parameter.Shape))];

    /// <summary>State tensors under the names of a checkpoint.</summary>
    private protected IEnumerable<KeyValuePair<string, Tensor>> Named(string kind, Tensor[] state) =>
        Parameters.Zip(state, (parameter, tensor) => KeyValuePair.Create($"{kind}/{parameter.Name}", tensor));
}
