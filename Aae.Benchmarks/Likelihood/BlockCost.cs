using System.Text.Json.Serialization;

namespace Aae.Benchmarks.Likelihood;

/// <summary>A block of samples in an estimate of log-likelihoods.</summary>
/// <param name="Part">What is done with it.</param>
/// <param name="Rounds">How often it was timed.</param>
/// <param name="Milliseconds">The median time.</param>
/// <param name="Gflops">Operations of the products per second at the median, in 10⁹; a multiply-add counts two.</param>
/// <param name="PeakGflops">The median of the peaks beside it.</param>
/// <param name="ShareOfPeak">The median of the ratios.</param>
internal sealed record BlockCost(
    [property: JsonPropertyName("part")] string Part,
    [property: JsonPropertyName("rounds")] int Rounds,
    [property: JsonPropertyName("ms")] double Milliseconds,
    [property: JsonPropertyName("gflops")] double Gflops,
    [property: JsonPropertyName("peak_gflops")] double PeakGflops,
    [property: JsonPropertyName("share_of_peak")] double ShareOfPeak);
