using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;

namespace Aae.Models.Priors;

/// <summary>p(z) = Σ_k w_k·N(m_k, A_k·A_kᵀ): a mixture of Gaussians, one to each class.</summary>
/// <remarks>
/// The class of a code is that of the component from which it most probably came. A walk goes along the longest column of A_k,
/// from −2 to 2 deviations.
/// </remarks>
public sealed class GaussianMixturePrior : ConditionalPrior
{
    /// <summary>The most dimensions that a mixture can have: each component holds n² numbers.</summary>
    public const int MostDimensions = 128;

    private const double WalkDeviations = 2;

    // Numbers of the step that choose components lie above all those of which its Gaussian numbers are made.
    private const uint FirstChoice = 1u << 31;

    private readonly GaussianComponent[] _components;
    private readonly double[] _cumulative;

    /// <summary>Creates the mixture.</summary>
    /// <param name="components">1 to 256 components of the same size, of 1 to <see cref="MostDimensions"/> dimensions; their weights need not sum to 1.</param>
    /// <exception cref="AaeException">The number of components or of dimensions is another, or the sizes differ.</exception>
    public GaussianMixturePrior(IReadOnlyList<GaussianComponent> components)
        : base(components.Count > 0 ? components[0].Size : 0, components.Count)
    {
        if (Size > MostDimensions)
        {
            throw new AaeException($"a mixture of Gaussians has 1 to {MostDimensions} dimensions, not {Size}");
        }

        if (components.FirstOrDefault(component => component.Size != Size) is { } other)
        {
            throw new AaeException($"a mixture of Gaussians has components of one size, not of {Size} and {other.Size} dimensions");
        }

        _components = [.. components];
        _cumulative = new double[components.Count];
        double total = components.Sum(component => (double)component.Weight);
        double sum = 0;
        for (int k = 0; k < _cumulative.Length; k++)
        {
            sum += components[k].Weight;
            _cumulative[k] = sum / total;
        }

        Mixture = new MixtureDensity(components);
    }

    /// <summary>The components, one to each class.</summary>
    public IReadOnlyList<GaussianComponent> Components => _components;

    /// <summary>Its log density.</summary>
    public MixtureDensity Mixture { get; }

    /// <summary>
    /// The paper's mixture in the plane, petals of a flower: component k lies at (radius, 0), longer towards the centre than across,
    /// and is turned around the centre by 2πk/K.
    /// </summary>
    /// <param name="classes">The number of petals K.</param>
    /// <param name="radius">The distance of their middles from the centre.</param>
    /// <param name="along">The standard deviation towards the centre, above 0.</param>
    /// <param name="across">The standard deviation across, above 0.</param>
    /// <exception cref="AaeException">A number is out of its range.</exception>
    public static GaussianMixturePrior Petals(int classes = 10, float radius = 1.4f, float along = 0.5f, float across = 0.1f) =>
        new([.. Enumerable.Range(0, classes).Select(k => Petal(2 * Math.PI * k / classes, radius, along, across))]);

    /// <inheritdoc/>
    protected override void Fill(RandomStream stream, ulong step, ReadOnlySpan<int> classes, Tensor samples)
    {
        stream.FillGaussian(samples.Span, step);
        Span<float> noise = stackalloc float[Size];
        for (int i = 0; i < samples.Shape.Rows; i++)
        {
            int of = classes.IsEmpty ? -1 : classes[i];
            Span<float> z = samples.Row(i);
            z.CopyTo(noise);
            _components[of < 0 ? Choose(Uniform(stream, step, FirstChoice + (uint)i)) : of].Place(noise, z);
        }
    }

    /// <inheritdoc/>
    protected override int Nearest(ReadOnlySpan<float> z)
    {
        int nearest = 0;
        double greatest = double.NegativeInfinity;
        for (int k = 0; k < Classes; k++)
        {
            double density = Mixture.LogDensity(k, z);
            (nearest, greatest) = density > greatest ? (k, density) : (nearest, greatest);
        }

        return nearest;
    }

    /// <inheritdoc/>
    protected override void Along(int of, double t, Span<float> z)
    {
        Span<float> noise = stackalloc float[Size];
        noise.Clear();
        noise[_components[of].MainAxis] = (float)(WalkDeviations * (2 * t - 1));
        _components[of].Place(noise, z);
    }

    private static GaussianComponent Petal(double angle, float radius, float along, float across)
    {
        (double sin, double cos) = Math.SinCos(angle);
        return GaussianComponent.WithDeviations(1, [(float)(radius * cos), (float)(radius * sin)], [along, across], angle);
    }

    private int Choose(double u)
    {
        int k = 0;
        while (k < _cumulative.Length - 1 && u >= _cumulative[k])
        {
            k++;
        }

        return k;
    }
}
