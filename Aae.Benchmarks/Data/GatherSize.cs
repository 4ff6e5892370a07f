using Aae.Benchmarks.Reporting;

namespace Aae.Benchmarks.Data;

/// <summary>A minibatch of images of 28 × 28: a byte of each pixel is read, a float written.</summary>
public sealed record GatherSize(int Images) : IMemoryWork
{
    /// <summary>Pixels of an image.</summary>
    public const int Pixels = 28 * 28;

    /// <inheritdoc/>
    public double Bytes => (double)Images * Pixels * (sizeof(byte) + sizeof(float));

    /// <inheritdoc/>
    public override string ToString() => $"{Images}";
}
