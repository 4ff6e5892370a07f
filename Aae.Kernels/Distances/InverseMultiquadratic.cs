using System.Runtime.CompilerServices;
using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Distances;

/// <summary>
/// k(a, b) = Σ_c c·u/(c·u + ‖a − b‖²) for c = 1/10, 1/5, 1/2, 1, 2, 5, 10: the sum of inverse multiquadratic kernels of
/// WAE-MMD, u the unit of squared distance (Tolstikhin et al. 2018, section 4). k(a, a) = <see cref="Scales"/>.
/// </summary>
/// <remarks>Points stand in rows, those that each is held against in columns, so that a vector has one dimension of many of them.</remarks>
internal static unsafe class InverseMultiquadratic
{
    /// <summary>k(a, a): the number of kernels in the sum.</summary>
    public const int Scales = 7;

    /// <summary>What a pair costs, in elements of a plain kernel; sets how many rows make a piece.</summary>
    private const int Cost = 16;

    private static ReadOnlySpan<float> Factors => [0.1f, 0.2f, 0.5f, 1, 2, 5, 10];

    [ThreadStatic]
    private static AlignedBlock? _distances;

    /// <summary>Σ_ij k(a_i, b_j).</summary>
    /// <param name="rows">The number of points a.</param>
    /// <param name="columns">The number of points b.</param>
    /// <param name="dimensions">The dimensions of both.</param>
    /// <param name="a">[rows, dimensions]</param>
    /// <param name="b">[dimensions, columns]</param>
    /// <param name="unit">u, above 0.</param>
    /// <param name="team">The threads to use; the result has the same bits for any number of them.</param>
    /// <param name="form">The instruction set; null for the one in use.</param>
    public static double Sum(
        int rows, int columns, int dimensions, float* a, float* b, float unit, WorkerTeam team, InstructionSet? form = null)
    {
        Check(rows, columns, dimensions, unit);
        var kernel = new Values(new Pairs(columns, dimensions, a, b), unit);
        return Chunks.Sum(new Rows<Values>(kernel, columns), rows, Chunks.Lines(Cost * columns), team, form);
    }

    /// <summary>∂a_i += scale·Σ_j ∂k(a_i, b_j)/∂a_i, where ∂k/∂a = −2·Σ_c c·u/(c·u + ‖a − b‖²)²·(a − b). Parameters as of <see cref="Sum"/>.</summary>
    public static void AddGradient(
        int rows, int columns, int dimensions, float* a, float* b, float unit, float scale, float* gradient, WorkerTeam team,
        InstructionSet? form = null)
    {
        Check(rows, columns, dimensions, unit);
        var kernel = new Gradients(new Pairs(columns, dimensions, a, b), unit, scale, gradient);
        Chunks.Run(new Rows<Gradients>(kernel, columns), rows, Chunks.Lines(Cost * columns), team, form);
    }

    private static void Check(int rows, int columns, int dimensions, float unit)
    {
        Require.Matrix("points of an inverse multiquadratic kernel", rows, dimensions);
        Require.Matrix("points of an inverse multiquadratic kernel", columns, dimensions);
        Require.That(unit > 0 && float.IsFinite(unit), "the unit of an inverse multiquadratic kernel", unit, "finite and above 0");
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
            new Span<float>(distances, columns).Clear();
            for (int k = 0; k < dimensions; k++)
            {
                ElementLoop.RunRow<V, Squares>(new(Others(k), Point(row)[k], distances), columns);
            }

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

    private readonly struct Values(Pairs pairs, float unit) : IRowKernel
    {
        public double Row<V>(long row)
            where V : unmanaged, ISimd<V> =>
            ElementLoop.SumRow<V, Terms>(new(pairs.Distances<V>(row), unit), pairs.Columns);

        public double Reference(long row)
        {
            double sum = 0;
            for (int j = 0; j < pairs.Columns; j++)
            {
                foreach (float factor in Factors)
                {
                    double c = (double)factor * unit;
                    sum += c / (c + pairs.Distance(row, j));
                }
            }

            return sum;
        }
    }

    private readonly struct Gradients(Pairs pairs, float unit, float scale, float* gradient) : IRowKernel
    {
        public double Row<V>(long row)
            where V : unmanaged, ISimd<V>
        {
            float* distances = pairs.Distances<V>(row);
            ElementLoop.RunRow<V, Slopes>(new(distances, unit), pairs.Columns);
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
                    foreach (float factor in Factors)
                    {
                        double c = (double)factor * unit;
                        double whole = c + pairs.Distance(row, j);
                        sum += -2 * c / (whole * whole) * ((double)pairs.Point(row)[k] - pairs.Others(k)[j]);
                    }
                }

                gradient[row * pairs.Dimensions + k] += scale * (float)sum;
            }

            return 0;
        }
    }

    /// <summary>distances += (a − b)².</summary>
    private readonly struct Squares(float* b, float a, float* distances) : IVectorStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long j, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes
        {
            var difference = V.Create(a) - lanes.Load<V>(b + j);
            lanes.Store(distances + j, V.MultiplyAdd(difference, difference, lanes.Load<V>(distances + j)));
        }
    }

    private readonly struct Terms(float* distances, float unit) : IVectorTerm
    {
        public static bool IsCheap => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Add<V, L>(V sum, long j, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes
        {
            var distance = lanes.Load<V>(distances + j);
            foreach (float factor in Factors)
            {
                var c = V.Create(factor * unit);
                sum += c / (c + distance);
            }

            return sum;
        }
    }

    /// <summary>Squared distances turned into what ∂k/∂a is made of.</summary>
    private readonly struct Slopes(float* distances, float unit) : IVectorStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long j, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes
        {
            var distance = lanes.Load<V>(distances + j);
            var slope = V.Create(0);
            foreach (float factor in Factors)
            {
                var c = V.Create(factor * unit);
                var inverse = V.Create(1) / (c + distance);
                slope -= (c + c) * inverse * inverse;
            }

            lanes.Store(distances + j, slope);
        }
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
