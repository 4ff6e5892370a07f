using Aae.Core.Tensors;
using Aae.Core.Threading;

namespace Aae.Autograd.Tapes;

/// <summary>
/// One differentiable operation as it stands on a tape: its inputs, its output, the way forward and the way back. A new op is
/// one class in one file: the constructor states the shape rule, <see cref="Forward"/> and <see cref="Backward"/> the formula.
/// </summary>
public abstract class Op
{
    private readonly Variable[] _inputs;
    private readonly bool[] _wants;
    private readonly Tensor?[] _inputGradients;
    private Tape? _tape;
    private Variable? _output;
    private string? _title;

    /// <summary>Creates an op whose output has a given shape.</summary>
    /// <param name="output">The output's shape.</param>
    /// <param name="inputs">What it computes from.</param>
    protected Op(Shape output, params Variable[] inputs)
    {
        OutputShape = output;
        _inputs = inputs;
        _wants = new bool[inputs.Length];
        _inputGradients = new Tensor?[inputs.Length];
    }

    /// <summary>The shape of the output.</summary>
    internal Shape OutputShape { get; }

    /// <summary>The op in a few words, for people.</summary>
    internal string Title => _title ??= Describe();

    /// <summary>
    /// Floating-point operations of the products in <see cref="Forward"/>, a multiply-add counted as two. Only matrix products
    /// and convolutions count: it is their speed that is read against the peak of multiply-adds.
    /// </summary>
    internal virtual long ForwardOperations => 0;

    /// <summary>The same of <see cref="Backward"/>, for the gradients that are wanted.</summary>
    internal virtual long BackwardOperations => 0;

    /// <summary>What <see cref="Backward"/> does, for people.</summary>
    internal virtual string BackwardPass => "backward";

    /// <summary>What the op computes from.</summary>
    internal IReadOnlyList<Variable> Inputs => _inputs;

    /// <summary>What the op computed.</summary>
    internal Variable Output => _output ?? throw new InvalidOperationException("the op is on no tape");

    /// <summary>The tape on which the op stands.</summary>
    protected Tape Tape => _tape ?? throw new InvalidOperationException("the op is on no tape");

    /// <summary>The threads to work with.</summary>
    protected WorkerTeam Team => Tape.Team;

    /// <summary>The output's elements, which <see cref="Forward"/> writes.</summary>
    protected Tensor Y => Output.Value;

    /// <summary>∂y, the loss's gradient by the output. <see cref="Backward"/> may overwrite it: nobody reads it after.</summary>
    protected Tensor OutputGradient => Output.Gradient!;

    /// <summary>Computes the output from the inputs. Runs again at each replay of the tape; must not allocate then.</summary>
    internal protected abstract void Forward();

    /// <summary>
    /// Writes the gradient of each input that is wanted, without regard to what stood there: where a variable is used more than
    /// once it is the tape that adds.
    /// </summary>
    internal protected abstract void Backward();

    /// <summary>The elements of an input.</summary>
    /// <param name="input">Its place in the constructor's list.</param>
    protected Tensor X(int input) => _inputs[input].Value;

    /// <summary>Whether the gradient of an input is wanted.</summary>
    /// <param name="input">Its place in the constructor's list.</param>
    internal protected bool Wants(int input) => _wants[input];

    /// <summary>Where <see cref="Backward"/> writes the gradient of a wanted input.</summary>
    /// <param name="input">Its place in the constructor's list.</param>
    protected Tensor InputGradient(int input) => _inputGradients[input]!;

    /// <summary>Joins the op to a tape: decides what is wanted and makes the output.</summary>
    internal Variable Attach(Tape tape)
    {
        if (_tape is not null)
        {
            throw new InvalidOperationException("the op is on a tape already");
        }

        _tape = tape;
        bool any = false;
        for (int i = 0; i < _inputs.Length; i++)
        {
            _wants[i] = tape.Differentiates(_inputs[i]);
            any |= _wants[i];
        }

        return _output = Variable.Create(tape.Arena.Rent(OutputShape), any);
    }

    internal void WriteInputGradientTo(int input, Tensor gradient) => _inputGradients[input] = gradient;

    /// <summary>The op in a few words: by default its class and the shape of its first input, as in "half squared error [100, 784]".</summary>
    private protected virtual string Describe()
    {
        string name = GetType().Name;
        name = name.EndsWith(nameof(Op), StringComparison.Ordinal) ? name[..^nameof(Op).Length] : name;
        IEnumerable<string> letters = name.Select((c, i) => char.IsUpper(c) && i > 0 ? $" {char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}");
        return $"{string.Concat(letters)} {_inputs[0].Shape}";
    }
}
