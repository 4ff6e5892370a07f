namespace Aae.Kernels.Elementwise;

/// <summary>An activation function and its gradient, as formulas.</summary>
internal interface IActivationFunction
{
    /// <summary>f(x).</summary>
    float Value(float x);

    /// <summary>∂y·f′(x), given y = f(x).</summary>
    float Gradient(float y, float dy);
}

/// <summary>f(x) = x.</summary>
internal readonly struct Identity : IActivationFunction
{
    public float Value(float x) => x;

    public float Gradient(float y, float dy) => dy;
}

/// <summary>f(x) = max(x, 0); a NaN stays one.</summary>
internal readonly struct Relu : IActivationFunction
{
    public float Value(float x) => x <= 0 ? 0 : x;

    public float Gradient(float y, float dy) => y <= 0 ? 0 : dy;
}

/// <summary>f(x) = x where x &gt; 0, slope·x elsewhere. As the slope is above 0, y has the sign of x.</summary>
internal readonly struct LeakyRelu(float slope) : IActivationFunction
{
    public float Value(float x) => x > 0 ? x : slope * x;

    public float Gradient(float y, float dy) => y > 0 ? dy : slope * dy;
}

/// <summary>f(x) = 1/(1 + e⁻ˣ), f′ = y(1 − y).</summary>
internal readonly struct Sigmoid : IActivationFunction
{
    public float Value(float x)
    {
        float e = MathF.Exp(-MathF.Abs(x)); // at most 1: no overflow on either side
        return (x < 0 ? e : 1) / (1 + e);
    }

    public float Gradient(float y, float dy) => dy * (y * (1 - y));
}

/// <summary>f(x) = tanh x, f′ = 1 − y².</summary>
internal readonly struct Tanh : IActivationFunction
{
    public float Value(float x) => MathF.Tanh(x);

    public float Gradient(float y, float dy) => dy * ((1 - y) * (1 + y)); // keeps its digits where y is close to ±1
}
