using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Kernels.Optimizers;

namespace Aae.Autograd.Optimizers;

/// <summary>
/// Moves parameters along their gradients. Its state belongs to these parameters and to this optimizer alone: two phases that
/// move the same parameters have an optimizer each.
/// </summary>
public abstract class Optimizer : IMover
{
    private readonly Move[] _moves;
    private float _rate;

    /// <summary>Creates an optimizer.</summary>
    /// <param name="parameters">The parameters that it moves.</param>
    private protected Optimizer(IReadOnlyList<Parameter> parameters)
    {
        Parameters = parameters;
        _moves = [.. parameters.Select((parameter, index) => new Move(this, parameter, index))];
    }

    /// <summary>The parameters that it moves; those that are frozen stay.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The number of updates so far.</summary>
    public long Updates { get; internal set; }

    /// <summary>The tensors that a checkpoint must keep, by name: "momentum/encoder.hidden1.weight".</summary>
    public abstract IEnumerable<KeyValuePair<string, Tensor>> State { get; }

    /// <summary>To be called before the updates of an epoch: what changes from epoch to epoch, besides the rate, changes here.</summary>
    /// <param name="epoch">The epoch, counted from 0.</param>
    internal virtual void Enter(int epoch)
    {
    }

    /// <summary>Moves every parameter once.</summary>
    /// <param name="rate">The learning rate, above 0.</param>
    /// <param name="team">The threads to work with.</param>
    /// <param name="gradientScale">A factor on all gradients, as clipping asks for.</param>
    public void Update(float rate, WorkerTeam team, float gradientScale = 1)
    {
        Begin(rate);
        Finish(team, gradientScale);
    }

    /// <summary>Begins an update, in the course of which a way back may move parameters as it reaches them.</summary>
    /// <param name="rate">The learning rate, above 0.</param>
    internal void Begin(float rate)
    {
        Updates++;
        _rate = rate;
        foreach (Move move in _moves)
        {
            move.IsDone = false;
        }
    }

    /// <summary>Moves the parameters that have not been moved since <see cref="Begin"/>, by their gradients.</summary>
    /// <param name="team">The threads to work with.</param>
    /// <param name="gradientScale">A factor on the gradients.</param>
    internal unsafe void Finish(WorkerTeam team, float gradientScale = 1)
    {
        foreach (Move move in _moves)
        {
            if (!move.IsDone && !move.Parameter.Frozen)
            {
                move.Next(gradientScale).Run(move.Parameter.Gradient!.Pointer, move.Parameter.Shape.Count, team);
            }
        }
    }

    /// <summary>Whether a parameter has been moved since <see cref="Begin"/>; else its gradient is there.</summary>
    /// <param name="index">Its place among <see cref="Parameters"/>.</param>
    internal bool IsMoved(int index) => _moves[index].IsDone;

    IParameterMove? IMover.MoveOf(Parameter parameter) => _moves.FirstOrDefault(move => move.Parameter == parameter);

    /// <summary>The step at hand for one parameter.</summary>
    /// <param name="index">Its place among <see cref="Parameters"/>.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="gradientScale">A factor on the gradient.</param>
    private protected abstract ParameterUpdate Prepare(int index, Parameter parameter, float rate, float gradientScale);

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

    private sealed class Move(Optimizer optimizer, Parameter parameter, int index) : IParameterMove
    {
        public Parameter Parameter { get; } = parameter;

        public bool IsDone { get; set; }

        public ParameterUpdate Next() => Next(gradientScale: 1);

        public ParameterUpdate Next(float gradientScale)
        {
            IsDone = true;
            Parameter.Version++;
            return optimizer.Prepare(index, Parameter, optimizer._rate, gradientScale);
        }
    }
}
