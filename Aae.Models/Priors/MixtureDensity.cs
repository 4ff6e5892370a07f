using Aae.Core.Tensors;

namespace Aae.Models.Priors;

/// <summary>
/// The log density of a mixture of Gaussians as arrays: log p(z) = log Σ_k exp(c_k − ½‖A_k⁻¹(z − m_k)‖²) with
/// c_k = log w_k − log|det A_k| − (n/2)·log 2π, the weights w summing to 1.
/// </summary>
public sealed class MixtureDensity
{
    /// <summary>Writes the components' numbers side by side.</summary>
    /// <param name="components">K components of the same size n.</param>
    internal MixtureDensity(IReadOnlyList<GaussianComponent> components)
    {
        int n = components[0].Size;
        double total = components.Sum(component => (double)component.Weight);
        LogWeights = new Tensor(new Shape(components.Count));
        Means = new Tensor(new Shape(components.Count, n));
        Whitenings = new Tensor(new Shape(components.Count, n * n));
        for (int k = 0; k < components.Count; k++)
        {
            GaussianComponent component = components[k];
            LogWeights.Span[k] = (float)(Math.Log(component.Weight / total) - component.LogVolume - n / 2.0 * Math.Log(2 * Math.PI));
            component.Mean.CopyTo(Means.Row(k));
            component.Whitening.CopyTo(Whitenings.Row(k));
        }
    }

    /// <summary>c [K]</summary>
    public Tensor LogWeights { get; }

    /// <summary>m [K, n]</summary>
    public Tensor Means { get; }

    /// <summary>A⁻¹ [K, n·n], each row by row.</summary>
    public Tensor Whitenings { get; }

    /// <summary>The log density of one component at a point, times its weight.</summary>
    /// <param name="component">0 to K − 1.</param>
    /// <param name="z">[n]</param>
    public double LogDensity(int component, ReadOnlySpan<float> z)
    {
        ReadOnlySpan<float> mean = Means.Row(component);
        ReadOnlySpan<float> whitening = Whitenings.Row(component);
        double squares = 0;
        for (int row = 0; row < z.Length; row++)
        {
            double white = 0;
            for (int column = 0; column < z.Length; column++)
            {
                white += whitening[row * z.Length + column] * ((double)z[column] - mean[column]);
            }

            squares += white * white;
        }

        return LogWeights.Span[component] - squares / 2;
    }
}
