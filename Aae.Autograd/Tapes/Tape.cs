using Aae.Autograd.Profiling;
using Aae.Core;
using Aae.Core.Memory;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;

namespace Aae.Autograd.Tapes;

/// <summary>
/// Records ops as they run, runs them again on new inputs, and walks back over them to differentiate a loss.
/// </summary>
/// <remarks>
/// An op runs at once when it is recorded, so values can be looked at as one writes them. A training step of a given shape is
/// recorded once; from then on <see cref="Forward"/> replays it over the same memory, and neither way allocates anything, as long
/// as the way back starts from the same loss.
/// </remarks>
public sealed class Tape
{
    private readonly HashSet<Parameter>? _moves;
    private readonly List<Op> _ops = [];
    private readonly Dictionary<string, int> _streams = [];
    private bool _withoutGradient;
    private BackwardPlan? _plan;

    /// <summary>Creates an empty tape.</summary>
    /// <param name="moves">The parameters to differentiate by; null for every one that is not frozen.</param>
    /// <param name="training">Whether noise and dropout act and batch norm takes the batch's own statistics.</param>
    /// <param name="name">What the tape computes (a phase's name); part of the names of its random streams.</param>
    /// <param name="seed">The seed of its random streams.</param>
    /// <param name="team">The threads to work with; null for those that the process may use.</param>
    public Tape(IEnumerable<Parameter>? moves = null, bool training = true, string name = "", ulong seed = 0, WorkerTeam? team = null)
    {
        _moves = moves?.ToHashSet();
        Training = training;
        DrawsSamples = training;
        Name = name;
        Seed = seed;
        Team = team ?? WorkerTeam.Default;
    }

    /// <summary>What the tape computes.</summary>
    public string Name { get; }

    /// <summary>Whether noise and dropout act and batch norm takes the batch's own statistics.</summary>
    public bool Training { get; }

    /// <summary>
    /// Whether samples of random posteriors are drawn; else their means stand for them. While training they are, elsewhere not
    /// unless it is asked for.
    /// </summary>
    public bool DrawsSamples { get; init; }

    /// <summary>
    /// Whether the running statistics of batch norm that is recorded from now on follow the batches that pass forward, while
    /// training.
    /// </summary>
    public bool RenewsStatistics { get; set; }

    /// <summary>The seed of the random streams.</summary>
    public ulong Seed { get; }

    /// <summary>The training step, from which random ops draw: replaying a step draws the same numbers.</summary>
    public ulong Step { get; set; }

    /// <summary>The memory of values and gradients.</summary>
    public Arena Arena { get; init; } = new();

    /// <summary>The threads to work with.</summary>
    public WorkerTeam Team { get; }

    /// <summary>Where the time of the ops is counted; null where nobody counts it.</summary>
    internal Profile? Profile { get; set; }

    /// <summary>The recorded ops, in order.</summary>
    internal IReadOnlyList<Op> Ops => _ops;

    /// <summary>An input: a tensor that ops read and no gradient reaches. The memory is shared, so a replay sees new content.</summary>
    /// <param name="value">The tensor.</param>
    public Variable Constant(Tensor value) => Variable.Create(value, requiresGradient: false);

    /// <summary>An input whose gradient is wanted.</summary>
    /// <param name="value">The tensor; the memory is shared.</param>
    public Variable Input(Tensor value) => Variable.Create(value, requiresGradient: !_withoutGradient);

    /// <summary>Adds an op, runs it, and returns its output.</summary>
    /// <param name="op">An op that stands on no tape yet.</param>
    public Variable Record(Op op)
    {
        Variable output = op.Attach(this);
        _ops.Add(op);
        _plan = null;
        Run(op);
        return output;
    }

    /// <summary>Until the result is disposed, ops are recorded as constants: no way back passes through them.</summary>
    public NoGradientScope WithoutGradient() => new(this);

    /// <summary>
    /// A random stream of this tape: apart from those of other tapes by the tape's name, and from others of the same name by
    /// the order of asking.
    /// </summary>
    /// <param name="name">What the numbers are for.</param>
    public RandomStream Stream(string name)
    {
        int uses = _streams[name] = _streams.GetValueOrDefault(name) + 1;
        return RandomStream.Named(Seed, $"{Name}/{name}/{uses}");
    }

    /// <summary>Runs all recorded ops again, in order, on what the inputs hold now.</summary>
    public void Forward()
    {
        foreach (Op op in _ops)
        {
            Run(op);
        }
    }

    /// <summary>Writes ∂loss into the gradient of every parameter and input that the loss depends on.</summary>
    /// <param name="loss">A scalar of this tape.</param>
    /// <exception cref="AaeException">The loss is no scalar, or depends on nothing that is differentiated.</exception>
    public void Backward(Variable loss) => Backward(loss, mover: null);

    /// <summary>The same, with parameters moved on the way where that is possible; the others get their gradients.</summary>
    internal void Backward(Variable loss, IMover? mover)
    {
        if (loss.Shape.Count != 1)
        {
            throw new AaeException($"only a scalar can be differentiated, not a variable of shape {loss.Shape}");
        }

        Plan(loss, mover).Run();
    }

    /// <summary>
    /// Goes on with a way back that another tape began: writes Σ gradient ⊙ ∂output into the gradients of what the output
    /// depends on.
    /// </summary>
    /// <param name="output">A variable of this tape.</param>
    /// <param name="gradient">The loss's gradient by the output, of its shape.</param>
    /// <exception cref="AaeException">The shapes differ, or the output depends on nothing that is differentiated.</exception>
    public void Backward(Variable output, Tensor gradient) => Backward(output, gradient, mover: null);

    /// <summary>The same, with parameters moved on the way where that is possible; the others get their gradients.</summary>
    internal void Backward(Variable output, Tensor gradient, IMover? mover) => Plan(output, mover).Run(gradient);

    /// <summary>The parameters that the last way back reached: it wrote their gradients, or had them moved.</summary>
    public IReadOnlyCollection<Parameter> Reached => _plan?.Parameters ?? [];

    /// <summary>Whether gradients are wanted of a variable.</summary>
    internal bool Differentiates(Variable variable) => !_withoutGradient && (variable is Parameter parameter
        ? !parameter.Frozen && (_moves is null || _moves.Contains(parameter))
        : variable.RequiresGradient);

    private void Run(Op op)
    {
        using (Profile?.Part(op.Title, "forward", op.ForwardOperations))
        {
            op.Forward();
        }
    }

    private BackwardPlan Plan(Variable from, IMover? mover) =>
        _plan?.From == from && _plan.Mover == mover ? _plan : _plan = new BackwardPlan(this, from, mover);

    /// <summary>A stretch of recording without gradients.</summary>
    public readonly struct NoGradientScope : IDisposable
    {
        private readonly Tape _tape;
        private readonly bool _before;

        internal NoGradientScope(Tape tape)
        {
            _tape = tape;
            _before = tape._withoutGradient;
            tape._withoutGradient = true;
        }

        /// <summary>Ends the stretch.</summary>
        public void Dispose() => _tape._withoutGradient = _before;
    }
}
