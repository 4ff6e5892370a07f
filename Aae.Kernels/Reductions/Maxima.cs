using System.Numerics;
using System.Runtime.CompilerServices;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Reductions;

/// <summary>The largest number of each row, and where it stands. A NaN counts as larger than any number.</summary>
internal static unsafe class Maxima
{
    /// <summary>y_i = max_j x_ij: NaN if one is in the row, −∞ of no columns. x [rows, columns], y [rows].</summary>
    public static void OfRows(int rows, int columns, float* x, float* y, WorkerTeam team, InstructionSet? form = null) =>
        RowLoop.Run(new Values(columns, x, y), rows, columns, team, form);

    /// <summary>
    /// places_i = argmax_j x_ij: the first of equal ones (0 and −0 are equal), the first NaN if there is one, −1 of no columns.
    /// x [rows, columns], places [rows].
    /// </summary>
    public static void PlacesInRows(int rows, int columns, float* x, int* places, WorkerTeam team, InstructionSet? form = null) =>
        RowLoop.Run(new Places(columns, x, places), rows, columns, team, form);

    /// <summary>The largest number of a row, NaN counting as +∞.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Largest<V>(float* x, int columns)
        where V : unmanaged, ISimd<V>
    {
        var infinity = V.Create(float.PositiveInfinity);
        var none = V.Create(float.NegativeInfinity);
        var largest = none;
        int j = 0;
        for (; j <= columns - V.Count; j += V.Count)
        {
            var value = V.Load(x + j);
            largest = V.Max(largest, V.IfEqual(value, value, value, infinity));
        }

        if (j < columns)
        {
            var lanes = new FirstLanes(columns - j);
            var value = lanes.Keep(lanes.Load<V>(x + j), none);
            largest = V.Max(largest, V.IfEqual(value, value, value, infinity));
        }

        return V.Largest(largest);
    }

    /// <summary>The first place of a number that is in the row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int FirstPlace<V>(float* x, int columns, float number)
        where V : unmanaged, ISimd<V>
    {
        var wanted = V.Create(number);
        int j = 0;
        for (; j <= columns - V.Count; j += V.Count)
        {
            uint equal = V.EqualLanes(V.Load(x + j), wanted);
            if (equal != 0)
            {
                return j + BitOperations.TrailingZeroCount(equal);
            }
        }

        // Lanes behind the end stand for places that are behind the right one.
        return j + BitOperations.TrailingZeroCount(V.EqualLanes(V.LoadFirst(x + j, columns - j), wanted));
    }

    private readonly struct Values(int columns, float* x, float* y) : IRowKernel
    {
        public double Row<V>(long row)
            where V : unmanaged, ISimd<V>
        {
            float largest = Largest<V>(x + row * columns, columns);
            y[row] = largest;
            return float.IsPositiveInfinity(largest) ? Reference(row) : 0; // it may stand for a NaN
        }

        public double Reference(long row)
        {
            y[row] = Exponentials.Largest(x + row * columns, columns);
            return 0;
        }
    }

    private readonly struct Places(int columns, float* x, int* places) : IRowKernel
    {
        public double Row<V>(long row)
            where V : unmanaged, ISimd<V>
        {
            float* input = x + row * columns;
            float largest = Largest<V>(input, columns);
            if (float.IsPositiveInfinity(largest)) // it may stand for a NaN
            {
                return Reference(row);
            }

            places[row] = FirstPlace<V>(input, columns, largest);
            return 0;
        }

        public double Reference(long row)
        {
            float* input = x + row * columns;
            int place = columns == 0 ? -1 : 0;
            for (int j = 1; j < columns && !float.IsNaN(input[place]); j++)
            {
                if (input[j] > input[place] || float.IsNaN(input[j]))
                {
                    place = j;
                }
            }

            places[row] = place;
            return 0;
        }
    }
}
