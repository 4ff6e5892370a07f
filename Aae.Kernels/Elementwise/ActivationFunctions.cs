using Aae.Kernels.Simd;

namespace Aae.Kernels.Elementwise;

/// <summary>An activation function and its gradient, as formulas.</summary>
internal interface IActivationFunction
{
    /// <summary>f(x).</summary>
    V Value<V>(V x)
        where V : unmanaged, ISimd<V>;

    /// <summary>∂y·f′(x), given y = f(x).</summary>
    V Gradient<V>(V y, V dy)
        where V : unmanaged, ISimd<V>;

    /// <summary>What f(x) means.</summary>
    float Value(float x);

    /// <summary>What the gradient means.</summary>
    float Gradient(float y, float dy);
}

/// <summary>f(x) = x.</summary>
internal readonly struct Identity : IActivationFunction
{
    public V Value<V>(V x)
        where V : unmanaged, ISimd<V> => x;

    public V Gradient<V>(V y, V dy)
        where V : unmanaged, ISimd<V> => dy;

    public float Value(float x) => x;

    public float Gradient(float y, float dy) => dy;
}

/// <summary>f(x) = max(x, 0); a NaN stays one.</summary>
internal readonly struct Relu : IActivationFunction
{
    public V Value<V>(V x)
        where V : unmanaged, ISimd<V> => V.IfLessOrEqual(x, V.Create(0), V.Create(0), x);

    public V Gradient<V>(V y, V dy)
        where V : unmanaged, ISimd<V> => V.IfLessOrEqual(y, V.Create(0), V.Create(0), dy);

    public float Value(float x) => x <= 0 ? 0 : x;

    public float Gradient(float y, float dy) => y <= 0 ? 0 : dy;
}

/// <summary>f(x) = x where x &gt; 0, slope·x elsewhere. As the slope is above 0, y has the sign of x.</summary>
internal readonly struct LeakyRelu(float slope) : IActivationFunction
{
    public V Value<V>(V x)
        where V : unmanaged, ISimd<V> => V.IfLess(V.Create(0), x, x, V.Create(slope) * x);

    public V Gradient<V>(V y, V dy)
        where V : unmanaged, ISimd<V> => V.IfLess(V.Create(0), y, dy, V.Create(slope) * dy);

    public float Value(float x) => x > 0 ? x : slope * x;

    public float Gradient(float y, float dy) => y > 0 ? dy : slope * dy;
}

/// <summary>f(x) = 1/(1 + e⁻ˣ), f′ = y(1 − y).</summary>
internal readonly struct Sigmoid : IActivationFunction
{
    public V Value<V>(V x)
        where V : unmanaged, ISimd<V> => VectorMath.Sigmoid(x);

    public V Gradient<V>(V y, V dy)
        where V : unmanaged, ISimd<V> => dy * (y * (V.Create(1) - y));

    public float Value(float x)
    {
        float e = MathF.Exp(-MathF.Abs(x)); // at most 1: no overflow on either side
        return (x < 0 ? e : 1) / (1 + e);
    }

    public float Gradient(float y, float dy) => dy * (y * (1 - y));
}

/// <summary>f(x) = tanh x, f′ = 1 − y² = (1 − y)(1 + y), which keeps its digits where y is close to ±1.</summary>
internal readonly struct Tanh : IActivationFunction
{
    public V Value<V>(V x)
        where V : unmanaged, ISimd<V> => VectorMath.Tanh(x);

    public V Gradient<V>(V y, V dy)
        where V : unmanaged, ISimd<V> => dy * ((V.Create(1) - y) * (V.Create(1) + y));

    public float Value(float x) => MathF.Tanh(x);

    public float Gradient(float y, float dy) => dy * ((1 - y) * (1 + y));
}
