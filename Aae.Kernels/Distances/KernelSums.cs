using System.Runtime.CompilerServices;
using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Distances;

/// <summary>Sums of a kernel over the pairs of two sets of points: what estimates of the maximum mean discrepancy are made of.</summary>
/// <remarks>Points stand in rows, those that each is held against in columns, so that a vector has one dimension of many of them.</remarks>
internal static unsafe class KernelSums
{
    /// <summary>What a pair costs, in elements of a plain kernel; sets how many rows make a piece.</summary>
    private const int Cost = 16;

    [ThreadStatic]
    private static AlignedBlock? _distances;

    /// <summary>Σ_ij k(a_i, b_j).</summary>
    /// <param name="kernel">k.</param>
    /// <param name="rows">The number of points a.</param>
    /// <param name="columns">The number of points b.</param>
    /// <param name="dimensions">The dimensions of both.</param>
    /// <param name="a">[rows, dimensions]</param>
    /// <param name="b">[dimensions, columns]</param>
    /// <param name="team">The threads to use; the result has the same bits for any number of them.</param>
    /// <param name="form">The instruction set; null for the one in use.</param>
    public static double Sum<TKernel>(
        TKernel kernel, int rows, int columns, int dimensions, float* a, float* b, WorkerTeam team, InstructionSet? form = null)
        where TKernel : unmanaged, IRadialKernel
    {
        Check(rows, columns, dimensions);
        var values = new Values<TKernel>(new Pairs(columns, dimensions, a, b), kernel);
        return Chunks.Sum(new Rows<Values<TKernel>>(values, columns), rows, Chunks.Lines(Cost * columns), team, form);
    }

    /// <summary>∂a_i += scale·Σ_j ∂k(a_i, b_j)/∂a_i. Parameters as of <see cref="Sum"/>.</summary>
    public static void AddGradient<TKernel>(
        TKernel kernel, int rows, int columns, int dimensions, float* a, float* b, float scale, float* gradient, WorkerTeam team,
        InstructionSet? form = null)
        where TKernel : unmanaged, IRadialKernel
    {
        Check(rows, columns, dimensions);
        var gradients = new Gradients<TKernel>(new Pairs(columns, dimensions, a, b), kernel, scale, gradient);
        Chunks.Run(new Rows<Gradients<TKernel>>(gradients, columns), rows, Chunks.Lines(Cost * columns), team, form);
    }

    private static void Check(int rows, int columns, int dimensions)
    {
        Require.Matrix("points of a kernel sum", rows, dimensions);
        Require.Matrix("points of a kernel sum", columns, dimensions);
    }

    /// <summary>The points and the distances between them.</summary>
    private readonly struct Pairs(int columns, int dimensions, float* a, float* b)
    {
        public int Columns => columns;

        public int Dimensions => dimensions;

        public float* Point(long row) => a + row * dimensions;

        public float* Others(int dimension) => b + (long)dimension * columns;

        /// <summary>‖a_row − b_j‖² of all j, in memory of the thread.</summary>
        public float* Distances<V>(long row)
            where V : unmanaged, ISimd<V>
        {
            float* distances = Scratch.Require(ref _distances, columns);
            ElementLoop.RunRow<V, Squares>(new(b, columns, Point(row), dimensions, distances), columns);
            return distances;
        }

        public double Distance(long row, int j)
        {
            double sum = 0;
            for (int k = 0; k < dimensions; k++)
            {
                double difference = (double)Point(row)[k] - Others(k)[j];
                sum += difference * difference;
            }

            return sum;
        }
    }

    private readonly struct Values<TKernel>(Pairs pairs, TKernel kernel) : IRowKernel
        where TKernel : unmanaged, IRadialKernel
    {
        public double Row<V>(long row)
            where V : unmanaged, ISimd<V> =>
            ElementLoop.SumRow<V, Terms<TKernel>>(new(pairs.Distances<V>(row), kernel), pairs.Columns);

        public double Reference(long row)
        {
            double sum = 0;
            for (int j = 0; j < pairs.Columns; j++)
            {
                sum += kernel.Value(pairs.Distance(row, j));
            }

            return sum;
        }
    }

    private readonly struct Gradients<TKernel>(Pairs pairs, TKernel kernel, float scale, float* gradient) : IRowKernel
        where TKernel : unmanaged, IRadialKernel
    {
        public double Row<V>(long row)
            where V : unmanaged, ISimd<V>
        {
            float* distances = pairs.Distances<V>(row);
            ElementLoop.RunRow<V, Slopes<TKernel>>(new(distances, kernel), pairs.Columns);
            for (int k = 0; k < pairs.Dimensions; k++)
            {
                var terms = new Differences(distances, pairs.Others(k), pairs.Point(row)[k]);
                gradient[row * pairs.Dimensions + k] += scale * (float)ElementLoop.SumRow<V, Differences>(terms, pairs.Columns);
            }

            return 0;
        }

        public double Reference(long row)
        {
            for (int k = 0; k < pairs.Dimensions; k++)
            {
                double sum = 0;
                for (int j = 0; j < pairs.Columns; j++)
                {
                    sum += kernel.Slope(pairs.Distance(row, j)) * ((double)pairs.Point(row)[k] - pairs.Others(k)[j]);
                }

                gradient[row * pairs.Dimensions + k] += scale * (float)sum;
            }

            return 0;
        }
    }

    /// <summary>distances = Σ_k (a_k − b_k)².</summary>
    private readonly struct Squares(float* b, int columns, float* a, int dimensions, float* distances) : IVectorStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long j, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes
        {
            // Two sums side by side, as an addition must wait for the one before it.
            var sum0 = V.Create(0);
            var sum1 = V.Create(0);
            float* others = b + j;
            int k = 0;
            for (; k < dimensions - 1; k += 2)
            {
                var difference0 = V.Create(a[k]) - lanes.Load<V>(others);
                var difference1 = V.Create(a[k + 1]) - lanes.Load<V>(others + columns);
                sum0 = V.MultiplyAdd(difference0, difference0, sum0);
                sum1 = V.MultiplyAdd(difference1, difference1, sum1);
                others += 2L * columns;
            }

            if (k < dimensions)
            {
                var difference = V.Create(a[k]) - lanes.Load<V>(others);
                sum0 = V.MultiplyAdd(difference, difference, sum0);
            }

            lanes.Store(distances + j, sum0 + sum1);
        }
    }

    private readonly struct Terms<TKernel>(float* distances, TKernel kernel) : IVectorTerm
        where TKernel : unmanaged, IRadialKernel
    {
        public static bool IsCheap => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Add<V, L>(V sum, long j, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes => sum + kernel.Value(lanes.Load<V>(distances + j));
    }

    /// <summary>Squared distances turned into what ∂k/∂a is made of.</summary>
    private readonly struct Slopes<TKernel>(float* distances, TKernel kernel) : IVectorStep
        where TKernel : unmanaged, IRadialKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long j, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes => lanes.Store(distances + j, kernel.Slope(lanes.Load<V>(distances + j)));
    }

    private readonly struct Differences(float* slopes, float* b, float a) : IVectorTerm
    {
        public static bool IsCheap => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Add<V, L>(V sum, long j, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes =>
            V.MultiplyAdd(lanes.Load<V>(slopes + j), V.Create(a) - lanes.Load<V>(b + j), sum);
    }
}
