using Aae.Core;

namespace Aae.Kernels.Elementwise;

/// <summary>The kinds of activation functions.</summary>
public enum ActivationKind
{
    /// <summary>f(x) = x.</summary>
    Identity,

    /// <summary>f(x) = max(x, 0).</summary>
    Relu,

    /// <summary>f(x) = x where x &gt; 0, slope·x elsewhere.</summary>
    LeakyRelu,

    /// <summary>f(x) = 1 / (1 + e⁻ˣ).</summary>
    Sigmoid,

    /// <summary>f(x) = tanh x.</summary>
    Tanh,
}

/// <summary>
/// An element-wise activation function whose derivative can be had from its output, so that no layer keeps its input for the
/// way back.
/// </summary>
/// <param name="Kind">The function.</param>
/// <param name="Slope">The slope left of zero; used by <see cref="ActivationKind.LeakyRelu"/> alone and then above 0.</param>
/// <exception cref="AaeException">There is no such function.</exception>
public readonly record struct Activation(ActivationKind Kind, float Slope = 0)
{
    /// <summary>The function.</summary>
    public ActivationKind Kind { get; } = Kind is >= ActivationKind.Identity and <= ActivationKind.Tanh
        ? Kind
        : throw new AaeException($"number {(int)Kind} is no activation function: 0 to {(int)ActivationKind.Tanh} are");

    /// <summary>
    /// The slope left of zero; used by <see cref="ActivationKind.LeakyRelu"/> alone and then above 0, or y would not tell the
    /// sign of x.
    /// </summary>
    public float Slope { get; } = Kind != ActivationKind.LeakyRelu || Slope is > 0 and < float.PositiveInfinity
        ? Slope
        : throw new AaeException($"the slope of a leaky ReLU is above 0 and finite, not {Slope}");

    /// <summary>f(x) = x.</summary>
    public static Activation Identity => new(ActivationKind.Identity);

    /// <summary>f(x) = max(x, 0).</summary>
    public static Activation Relu => new(ActivationKind.Relu);

    /// <summary>f(x) = 1 / (1 + e⁻ˣ).</summary>
    public static Activation Sigmoid => new(ActivationKind.Sigmoid);

    /// <summary>f(x) = tanh x.</summary>
    public static Activation Tanh => new(ActivationKind.Tanh);

    /// <summary>f(x) = x where x &gt; 0, slope·x elsewhere.</summary>
    /// <param name="slope">The slope left of zero, above 0.</param>
    /// <exception cref="AaeException">The slope is not above 0.</exception>
    public static Activation LeakyRelu(float slope) => new(ActivationKind.LeakyRelu, slope);
}
