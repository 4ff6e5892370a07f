namespace Aae.Benchmarks.Reporting;

/// <summary>A benchmark's parameter that knows how much arithmetic one call does.</summary>
public interface IFloatingPointWork
{
    /// <summary>Floating-point operations of one call; a multiply-add counts two.</summary>
    double Operations { get; }
}
