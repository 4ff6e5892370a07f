using Aae.Core;
using Aae.Models.Evaluation;

namespace Aae.Models.Figures;

/// <summary>Log-likelihoods by the standard deviation of a Parzen window, as lines.</summary>
public static class LikelihoodFigure
{
    /// <summary>Draws the mean of the test images for each report, and of the first also that of the validation images which chose σ.</summary>
    /// <param name="path">The PNG file.</param>
    /// <param name="reports">One report or more, each over a grid.</param>
    /// <exception cref="AaeException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<LikelihoodReport> reports) => LearningCurves.WriteSweep(
        path,
        [
            .. reports.Select(report => new Curve($"{Name(report)}, test", [.. report.Grid.Select(point => (point.Deviation, point.Test))])),
            new Curve($"{Name(reports[0])}, validation", [.. reports[0].Grid.Select(point => (point.Deviation, point.Validation ?? double.NaN))]),
        ],
        "standard deviation of the window",
        "mean log-likelihood in nats");

    private static string Name(LikelihoodReport report) => Path.GetFileName(report.Samples);
}
