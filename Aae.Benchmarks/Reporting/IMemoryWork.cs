namespace Aae.Benchmarks.Reporting;

/// <summary>A benchmark's parameter that knows how many bytes one call reads and writes.</summary>
public interface IMemoryWork
{
    double Bytes { get; }
}
