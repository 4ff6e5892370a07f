using Aae.Benchmarks.Reporting;

namespace Aae.Benchmarks.Sampling;

/// <summary>A number of samples that one call writes.</summary>
public sealed record SampleCount(int Samples) : IMemoryWork
{
    /// <inheritdoc/>
    public double Bytes => (double)Samples * sizeof(float);

    /// <inheritdoc/>
    public override string ToString() => $"{Samples}";
}
