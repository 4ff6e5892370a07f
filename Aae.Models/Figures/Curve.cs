namespace Aae.Models.Figures;

/// <summary>A named series for <see cref="LearningCurves"/>.</summary>
/// <param name="Name">The legend's text, ASCII.</param>
/// <param name="Points">Epoch and value of each measurement, epochs ascending. A value that is not finite breaks the line.</param>
public sealed record Curve(string Name, IReadOnlyList<(double Epoch, double Value)> Points)
{
    /// <summary>A series with one value an epoch.</summary>
    /// <param name="name">The legend's text, ASCII.</param>
    /// <param name="values">The values after epoch 1, 2, …</param>
    public static Curve PerEpoch(string name, IEnumerable<double> values) =>
        new(name, [.. values.Select((value, index) => (index + 1.0, value))]);
}
