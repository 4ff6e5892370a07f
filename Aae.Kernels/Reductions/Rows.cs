namespace Aae.Kernels.Reductions;

/// <summary>What is asked of each row of a matrix.</summary>
internal static unsafe class Rows
{
    /// <summary>
    /// The place of the largest number of each row, the first of equals; the first NaN where there is one.
    /// x [rows, columns], columns ≥ 1 → indexes [rows].
    /// </summary>
    /// <remarks>Asked once an evaluation, over a handful of classes: a plain loop does.</remarks>
    public static void ArgMax(int rows, int columns, float* x, int* indexes)
    {
        for (int i = 0; i < rows; i++)
        {
            float* row = x + (long)i * columns;
            int best = 0;
            for (int j = 1; j < columns && !float.IsNaN(row[best]); j++)
            {
                if (!(row[j] <= row[best]))
                {
                    best = j;
                }
            }

            indexes[i] = best;
        }
    }
}
