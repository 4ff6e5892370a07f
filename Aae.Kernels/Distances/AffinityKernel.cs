using System.Runtime.CompilerServices;
using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Gemm;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Distances;

/// <summary>
/// Lets samples meet a block of points: affinities a [samples, points] = S·T − ½‖s‖² tile by tile, each tile summed up while it
/// is in the cache. Points lie in the lanes of the vectors, so that nothing is ever summed across lanes.
/// </summary>
internal readonly unsafe struct AffinityKernel(
    float* points, int paddedPoints, int dimensions, float* samples, int sampleStride, float* halfNorms, int sampleCount, float* slopes,
    int deviations, float* largest, double* sums) : IRangeKernel
{
    /// <summary>Samples of a tile: rows enough for the product, few enough to be summed in floats.</summary>
    public const int TileSamples = 96;

    /// <summary>Points of a block.</summary>
    private const int BlockPoints = 128;

    /// <summary>Points are padded to the widest vector.</summary>
    private const int Line = AlignedBlock.FloatsPerLine;

    /// <summary>Floats between two rows of a tile: one line more than a block, so that a column falls on all sets of the cache.</summary>
    private const int TileStride = BlockPoints + Line;

    /// <summary>
    /// Terms below 2⁻⁶⁰ of the largest are left out by the tile, as even 10¹¹ of them change no digit of a float; those of a
    /// tile that counts are kept above 2⁻¹²⁰, where exponents and denormals need no care.
    /// </summary>
    private const float Negligible = -60;
    private const float Smallest = -120;

    [ThreadStatic]
    private static AlignedBlock? _scratch;

    /// <summary>Blocks of points.</summary>
    public int Blocks => (paddedPoints + BlockPoints - 1) / BlockPoints;

    /// <summary>Points with those that fill the last vector.</summary>
    public static long Padded(int count) => ((long)count + Line - 1) / Line * Line;

    /// <summary>Where number j of point i stands: [blocks, dimensions, points of the block].</summary>
    public static int PlaceOf(int i, int j, int paddedPoints, int dimensions)
    {
        int first = i / BlockPoints * BlockPoints;
        int width = Math.Min(BlockPoints, paddedPoints - first);
        return first * dimensions + j * width + (i - first);
    }

    public void Run<V>(long start, int count)
        where V : unmanaged, ISimd<V>
    {
        float* tile = Scratch.Require(ref _scratch, TileSamples * TileStride);
        for (long block = start; block < start + count; block++)
        {
            int first = (int)block * BlockPoints;
            int width = Math.Min(BlockPoints, paddedPoints - first);
            for (int sample = 0; sample < sampleCount; sample += TileSamples)
            {
                int some = Math.Min(TileSamples, sampleCount - sample);
                MatrixProduct.Multiply(
                    new(samples + (nint)sample * sampleStride, some, dimensions, sampleStride, 1),
                    new(points + (nint)first * dimensions, dimensions, width),
                    new(tile, some, width, TileStride, 1),
                    WorkerTeam.Single);
                for (int column = 0; column < width; column += V.Count)
                {
                    Sum<V>(tile + column, halfNorms + sample, some, first + column);
                }
            }
        }
    }

    public void RunReference(long start, int count)
    {
        for (int i = (int)start * BlockPoints; i < Math.Min(paddedPoints, ((int)start + count) * BlockPoints); i++)
        {
            for (int sample = 0; sample < sampleCount; sample++)
            {
                double affinity = -halfNorms[sample];
                for (int j = 0; j < dimensions; j++)
                {
                    affinity += (double)samples[(nint)sample * sampleStride + j] * points[PlaceOf(i, j, paddedPoints, dimensions)];
                }

                Raise(i, (float)affinity);
                for (int k = 0; k < deviations; k++)
                {
                    sums[(nint)k * paddedPoints + i] += Math.Pow(2, ((float)affinity - largest[i]) * slopes[k]);
                }
            }
        }
    }

    /// <summary>Adds one vector of points' column of a tile to their sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sum<V>(float* tile, float* norms, int rows, int point)
        where V : unmanaged, ISimd<V>
    {
        var tileLargest = V.Create(float.NegativeInfinity);
        for (int i = 0; i < rows; i++)
        {
            tileLargest = V.Max(V.Load(tile + (nint)i * TileStride) - V.Create(norms[i]), tileLargest);
        }

        float* highest = stackalloc float[V.Count];
        V.Store(highest, tileLargest);
        for (int lane = 0; lane < V.Count; lane++)
        {
            Raise(point + lane, highest[lane]);
        }

        var overall = V.Load(largest + point);
        float nearest = V.Largest(tileLargest - overall);
        bool isRelative = false;
        for (int k = 0; k < deviations; k++)
        {
            if (nearest * slopes[k] < Negligible)
            {
                continue;
            }

            if (!isRelative)
            {
                for (int i = 0; i < rows; i++)
                {
                    float* place = tile + (nint)i * TileStride;
                    V.Store(place, V.Load(place) - V.Create(norms[i]) - overall);
                }

                isRelative = true;
            }

            V.Store(highest, SumOfPowers<V>(tile, rows, slopes[k]));
            double* target = sums + (nint)k * paddedPoints + point;
            for (int lane = 0; lane < V.Count; lane++)
            {
                target[lane] += highest[lane];
            }
        }
    }

    /// <summary>Σ 2^(slope·x) down a column of a tile, x ≤ 0; each term within 4·10⁻⁶, and 1 where x is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static V SumOfPowers<V>(float* x, int rows, float slope)
        where V : unmanaged, ISimd<V>
    {
        var factor = V.Create(slope);
        var smallest = V.Create(Smallest);
        var one = V.Create(1);
        var sum = V.Create(0);
        for (int i = 0; i < rows; i++)
        {
            var exponent = V.Max(smallest, V.Load(x) * factor);
            var whole = V.Round(exponent);
            var rest = exponent - whole;

            // The minimax fit of 2^rest, |rest| ≤ ½, whose relative error is 3.6·10⁻⁶.
            var power = V.MultiplyAdd(rest, V.Create(0.009782911278307438f), V.Create(0.055976882576942444f));
            power = V.MultiplyAdd(rest, power, V.Create(0.24020710587501526f));
            power = V.MultiplyAdd(rest, power, V.Create(0.6931136250495911f));
            power = V.MultiplyAdd(rest, power, one);
            sum += V.Count == F32x16.Count ? V.Scale(power, whole) : power * V.PowerOfTwo(whole);
            x += TileStride;
        }

        return sum;
    }

    /// <summary>Makes a point's largest affinity at least so large; its sums so far count from there.</summary>
    private void Raise(int point, float affinity)
    {
        float before = largest[point];
        if (!(affinity > before))
        {
            return;
        }

        largest[point] = affinity;
        for (int k = 0; k < deviations; k++)
        {
            sums[(nint)k * paddedPoints + point] *= Math.Pow(2, ((double)before - affinity) * slopes[k]);
        }
    }
}
