using Aae.Core;
using Aae.Models.Evaluation;

namespace Aae.Models.Figures;

/// <summary>Log-likelihoods by the standard deviation of a Parzen window, as lines.</summary>
public static class LikelihoodFigure
{
    /// <summary>Draws for each report the mean of the validation images, which chose σ, and of the test images where it is known.</summary>
    /// <param name="path">The PNG file.</param>
    /// <param name="reports">One report or more, each over a grid.</param>
    /// <exception cref="AaeException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<LikelihoodReport> reports) => LearningCurves.WriteSweep(
        path,
        [.. reports.SelectMany(report => new[]
        {
            new Curve($"{Name(report)}, validation", [.. report.Grid.Select(point => (point.Deviation, point.Validation ?? double.NaN))]),
            new Curve($"{Name(report)}, test", [.. report.Grid.Select(point => (point.Deviation, point.Test ?? double.NaN))]),
        })],
        "standard deviation of the window",
        "mean log-likelihood in nats");

    private static string Name(LikelihoodReport report) => Path.GetFileName(report.Samples);
}
