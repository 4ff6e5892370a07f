using Aae.Autograd.Tapes;

namespace Aae.Autograd.Modules;

/// <summary>
/// A piece of a network: it owns named parameters, registered explicitly, and knows how to apply them to a variable. The same
/// module may be applied on several tapes.
/// </summary>
public abstract class Module
{
    private readonly List<Parameter> _parameters = [];
    private readonly List<(Parameter Parameter, Initializer Initializer)> _initializers = [];

    /// <summary>Creates a module.</summary>
    /// <param name="name">Its full name, as "encoder.hidden1": the beginning of its parameters' names.</param>
    protected Module(string name) => Name = name;

    /// <summary>Its full name.</summary>
    public string Name { get; }

    /// <summary>Its parameters and those of the modules it is made of, in order of registration.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>Computes the module's output.</summary>
    /// <param name="tape">The tape to record on.</param>
    /// <param name="x">The input [batch, …].</param>
    public abstract Variable Apply(Tape tape, Variable x);

    /// <summary>Gives every parameter its starting value: a function of the seed and of the parameter's name.</summary>
    /// <param name="seed">The seed.</param>
    public void Initialize(ulong seed)
    {
        foreach ((Parameter parameter, Initializer initializer) in _initializers)
        {
            initializer.Fill(parameter, seed);
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

    /// <summary>Registers a module that this one is made of.</summary>
    /// <param name="part">The module.</param>
    protected T Register<T>(T part)
        where T : Module
    {
        _parameters.AddRange(part._parameters);
        _initializers.AddRange(part._initializers);
        return part;
    }
}
