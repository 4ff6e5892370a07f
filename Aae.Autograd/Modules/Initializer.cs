using System.Numerics.Tensors;
using Aae.Autograd.Tapes;
using Aae.Core.Random;

namespace Aae.Autograd.Modules;

/// <summary>The law of a parameter's starting values: a constant, a diagonal, or Gaussian with mean 0 and a deviation that may depend on the shape.</summary>
public sealed class Initializer
{
    private readonly Func<Fan, double> _deviation;
    private readonly float _constant;
    private readonly float _diagonal;
    private readonly double? _meeting;

    private Initializer(Func<Fan, double> deviation, float constant = 0, float diagonal = 0, double? meeting = null)
    {
        _deviation = deviation;
        _meeting = meeting;
        _constant = constant;
        _diagonal = diagonal;
    }

    /// <summary>All zero.</summary>
    public static Initializer Zero { get; } = new(_ => 0);

    /// <summary>All one.</summary>
    public static Initializer One { get; } = new(_ => 0, constant: 1);

    /// <summary>N(0, 2/in): keeps the variance through layers of ReLU (He et al. 2015).</summary>
    public static Initializer He { get; } = new(fan => Math.Sqrt(2.0 / fan.In));

    /// <summary>N(0, 2/(in + out)): a compromise between the way forward and the way back (Glorot and Bengio 2010).</summary>
    public static Initializer Glorot { get; } = new(fan => Math.Sqrt(2.0 / (fan.In + fan.Out)));

    /// <summary>N(0, σ²).</summary>
    /// <param name="deviation">The standard deviation σ, 0 or more.</param>
    public static Initializer Normal(double deviation) => new(_ => deviation);

    /// <summary>c·I: c on the diagonal of a matrix, zero beside it.</summary>
    /// <param name="c">A number.</param>
    public static Initializer Diagonal(float c) => new(_ => 0, diagonal: c);

    /// <summary>The same law for the weights of a transposed convolution.</summary>
    /// <param name="meeting">The places of kernels that meet in a place of the output.</param>
    internal Initializer Transposed(double meeting) => new(_deviation, _constant, _diagonal, meeting);

    /// <summary>Fills a parameter [in, out], or a kernel [height, width, channels, filters], from the random stream that belongs to its name.</summary>
    internal void Fill(Parameter parameter, ulong seed)
    {
        Span<float> values = parameter.Value.Span;
        float deviation = (float)_deviation(new Fan(parameter, _meeting));
        if (deviation == 0)
        {
            values.Fill(_constant);
            for (int i = 0; _diagonal != 0 && i < Math.Min(parameter.Shape.Rows, parameter.Shape.Columns); i++)
            {
                parameter.Value.Row(i)[i] = _diagonal;
            }

            return;
        }

        RandomStream.Named(seed, $"initial/{parameter.Name}").FillGaussian(values, step: 0);
        TensorPrimitives.Multiply(values, deviation, values);
    }

    // How a parameter [in, out] ties inputs to outputs, or a kernel [height, width, channels, filters], whose places share its weights
    // (as if it moved by one place; transposed, by the places that meet).
    private readonly struct Fan(Parameter w, double? meeting)
    {
        // The numbers that go into one output.
        public double In => meeting is { } places ? places * Filters : (double)w.Shape.Count / Filters;

        // The outputs that one number goes into.
        public double Out => (double)w.Shape.Count / (meeting is null ? Channels : Filters);

        private int Channels => w.Shape[w.Shape.Rank - 2];

        private int Filters => w.Shape[w.Shape.Rank - 1];
    }
}
