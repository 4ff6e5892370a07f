using Aae.Core.Tensors;

namespace Aae.Core.Data;

/// <summary>
/// How the columns of a table come to [0, 1]: x ↦ (x − a) / (b − a), a and b the least and the greatest value of the column in
/// the training rows. Other rows may fall outside. A column that does not vary in the training rows becomes 0.
/// </summary>
public sealed class ColumnScale
{
    private readonly float[] _least;
    private readonly float[] _greatest;

    /// <summary>Measures columns.</summary>
    /// <param name="rows">The table [n, d].</param>
    /// <param name="training">The rows that count, one or more.</param>
    internal ColumnScale(Tensor rows, ReadOnlySpan<int> training)
    {
        _least = rows.Row(training[0]).ToArray();
        _greatest = rows.Row(training[0]).ToArray();
        foreach (int row in training)
        {
            ReadOnlySpan<float> values = rows.Row(row);
            for (int column = 0; column < values.Length; column++)
            {
                _least[column] = Math.Min(_least[column], values[column]);
                _greatest[column] = Math.Max(_greatest[column], values[column]);
            }
        }
    }

    /// <summary>Scales rows in place.</summary>
    /// <param name="rows">[n, d], d as many columns as were measured.</param>
    public void Apply(Tensor rows)
    {
        for (int row = 0; row < rows.Shape.Rows; row++)
        {
            Span<float> values = rows.Row(row);
            for (int column = 0; column < values.Length; column++)
            {
                double range = (double)_greatest[column] - _least[column];
                values[column] = range > 0 ? (float)((values[column] - (double)_least[column]) / range) : 0;
            }
        }
    }
}
