using Aae.Benchmarks.Reporting;

namespace Aae.Benchmarks.Optimizers;

/// <summary>An update of some parameters by an optimizer that moves as many floats for each of them.</summary>
/// <param name="Parameters">Parameters: a million do not fit the L2 cache, eight million no L3 cache of 64 MiB.</param>
/// <param name="Floats">Floats that are read or written for each parameter.</param>
public sealed record UpdateSize(int Parameters, int Floats) : IMemoryWork
{
    /// <inheritdoc/>
    public double Bytes => (double)Parameters * Floats * sizeof(float);

    /// <inheritdoc/>
    public override string ToString() => $"{Parameters / 1e6:0.#} M";
}
