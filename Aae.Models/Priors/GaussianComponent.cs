using Aae.Core;

namespace Aae.Models.Priors;

/// <summary>One Gaussian of a mixture: x = m + A·ε, ε ~ N(0, I), so that its covariance is A·Aᵀ and A's columns are axes of it.</summary>
public sealed class GaussianComponent
{
    private readonly float[] _mean;
    private readonly float[] _axes;
    private readonly float[] _whitening;

    /// <summary>Creates a component.</summary>
    /// <param name="weight">Its share of the mixture, above 0; shares need not sum to 1.</param>
    /// <param name="mean">m [n]</param>
    /// <param name="axes">A [n, n], row by row; invertible.</param>
    /// <exception cref="AaeException">The weight is not above 0, a number is not finite, the lengths do not fit, or A has no inverse.</exception>
    public GaussianComponent(float weight, ReadOnlySpan<float> mean, ReadOnlySpan<float> axes)
    {
        if (!(weight > 0 && float.IsFinite(weight)))
        {
            throw new AaeException(FormattableString.Invariant($"the weight of a mixture's component is a finite number above 0, not {weight}"));
        }

        if (mean.IsEmpty || axes.Length != (long)mean.Length * mean.Length)
        {
            throw new AaeException($"a mean of {mean.Length} numbers and axes of {axes.Length} make no component: n of 1 or more and n² are needed");
        }

        Weight = weight;
        _mean = mean.ToArray();
        _axes = axes.ToArray();
        (double[] inverse, LogVolume) = MatrixInverse.Of(axes, mean.Length);
        _whitening = Array.ConvertAll(inverse, element => (float)element);
        if (!Array.TrueForAll(_mean, float.IsFinite) || !Array.TrueForAll(_axes, float.IsFinite) || !Array.TrueForAll(_whitening, float.IsFinite))
        {
            throw new AaeException("a mixture's component needs a finite mean, and finite axes with a finite inverse");
        }

        MainAxis = LongestColumn();
    }

    /// <summary>Its share of the mixture, not normalized.</summary>
    public float Weight { get; }

    /// <summary>The number of dimensions n.</summary>
    public int Size => _mean.Length;

    /// <summary>m [n]</summary>
    public ReadOnlySpan<float> Mean => _mean;

    /// <summary>A [n, n], row by row.</summary>
    public ReadOnlySpan<float> Axes => _axes;

    /// <summary>A⁻¹ [n, n], row by row: A⁻¹(x − m) is white.</summary>
    public ReadOnlySpan<float> Whitening => _whitening;

    /// <summary>log |det A|</summary>
    public double LogVolume { get; }

    /// <summary>The longest column of A.</summary>
    internal int MainAxis { get; }

    /// <summary>A component whose axes are those of the coordinates, or in two dimensions those turned by an angle.</summary>
    /// <param name="weight">Its share of the mixture, above 0.</param>
    /// <param name="mean">m [n]</param>
    /// <param name="deviations">The standard deviation along each axis [n], above 0.</param>
    /// <param name="angle">In radians, from the first axis to the second; 0 in other than two dimensions.</param>
    /// <exception cref="AaeException">A number is out of its range, or the lengths do not fit.</exception>
    public static GaussianComponent WithDeviations(float weight, ReadOnlySpan<float> mean, ReadOnlySpan<float> deviations, double angle = 0)
    {
        int n = mean.Length;
        if (deviations.Length != n)
        {
            throw new AaeException($"a mean of {n} numbers needs as many deviations, not {deviations.Length}");
        }

        if (angle != 0 && n != 2)
        {
            throw new AaeException(FormattableString.Invariant($"a component in {n} dimensions cannot be turned by an angle of {angle}: only one in 2 can"));
        }

        var axes = new float[n * n];
        for (int k = 0; k < n; k++)
        {
            axes[k * n + k] = deviations[k] > 0
                ? deviations[k]
                : throw new AaeException(FormattableString.Invariant($"a standard deviation is above 0, not {deviations[k]}"));
        }

        if (angle != 0)
        {
            (double sin, double cos) = Math.SinCos(angle);
            axes = [(float)(cos * deviations[0]), (float)(-sin * deviations[1]), (float)(sin * deviations[0]), (float)(cos * deviations[1])];
        }

        return new GaussianComponent(weight, mean, axes);
    }

    /// <summary>z = m + A·ε</summary>
    /// <param name="noise">ε [n]</param>
    /// <param name="z">[n], overwritten; other memory than ε's.</param>
    internal void Place(ReadOnlySpan<float> noise, Span<float> z)
    {
        for (int row = 0; row < z.Length; row++)
        {
            float sum = _mean[row];
            for (int column = 0; column < z.Length; column++)
            {
                sum += _axes[row * z.Length + column] * noise[column];
            }

            z[row] = sum;
        }
    }

    private int LongestColumn()
    {
        double Length(int column) => Enumerable.Range(0, Size).Sum(row => (double)_axes[row * Size + column] * _axes[row * Size + column]);
        return Enumerable.Range(0, Size).MaxBy(Length);
    }
}
