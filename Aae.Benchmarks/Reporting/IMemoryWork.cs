namespace Aae.Benchmarks.Reporting;

/// <summary>A benchmark's parameter that knows how much memory one call moves.</summary>
public interface IMemoryWork
{
    /// <summary>Bytes that one call reads and writes.</summary>
    double Bytes { get; }
}
