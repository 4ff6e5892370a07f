using Aae.Autograd.Tapes;
using Aae.Core.Tensors;

namespace Aae.Autograd.Modules;

/// <summary>
/// A piece of a network: it owns named parameters, registered explicitly, and knows how to apply them to a variable. The same
/// module may be applied on several tapes.
/// </summary>
public abstract class Module
{
    private readonly List<Parameter> _parameters = [];
    private readonly List<(Parameter Parameter, Initializer Initializer)> _initializers = [];
    private readonly List<KeyValuePair<string, Tensor>> _buffers = [];
    private readonly List<(Tensor Buffer, float Value)> _bufferInitializers = [];

    /// <summary>Creates a module.</summary>
    /// <param name="name">Its full name, as "encoder.hidden1": the beginning of its parameters' names.</param>
    protected Module(string name) => Name = name;

    /// <summary>Its full name.</summary>
    public string Name { get; }

    /// <summary>Its parameters and those of the modules it is made of, in order of registration.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>
    /// The tensors by name, as "encoder.hidden1.norm.mean", that it and the modules it is made of keep beside the parameters: part
    /// of what a model is, but moved by no optimizer.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> Buffers => _buffers;

    /// <summary>Computes the module's output.</summary>
    /// <param name="tape">The tape to record on.</param>
    /// <param name="x">The input [batch, …].</param>
    public abstract Variable Apply(Tape tape, Variable x);

    /// <summary>Gives every parameter its starting value, a function of the seed and of the parameter's name, and every buffer its own.</summary>
    /// <param name="seed">The seed.</param>
    public void Initialize(ulong seed)
    {
        foreach ((Parameter parameter, Initializer initializer) in _initializers)
        {
            initializer.Fill(parameter, seed);
        }

        foreach ((Tensor buffer, float value) in _bufferInitializers)
        {
            buffer.Span.Fill(value);
        }
    }

    /// <summary>Registers a parameter of this module.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="initializer">Its starting values.</param>
    protected Parameter Register(Parameter parameter, Initializer initializer)
    {
        _parameters.Add(parameter);
        _initializers.Add((parameter, initializer));
        return parameter;
    }

    /// <summary>Registers a buffer of this module.</summary>
    /// <param name="name">The name under which checkpoints keep it.</param>
    /// <param name="buffer">The tensor.</param>
    /// <param name="initial">The starting value of all its elements.</param>
    protected Tensor RegisterBuffer(string name, Tensor buffer, float initial)
    {
        _buffers.Add(KeyValuePair.Create(name, buffer));
        _bufferInitializers.Add((buffer, initial));
        return buffer;
    }

    /// <summary>Registers a module that this one is made of.</summary>
    /// <param name="part">The module.</param>
    protected T Register<T>(T part)
        where T : Module
    {
        _parameters.AddRange(part._parameters);
        _initializers.AddRange(part._initializers);
        _buffers.AddRange(part._buffers);
        _bufferInitializers.AddRange(part._bufferInitializers);
        return part;
    }
}
