using Aae.Core;
using Aae.Core.Tensors;
using Aae.Core.Threading;

namespace Aae.Models.Evaluation;

/// <summary>
/// Where points are dense, told by themselves: the union of balls, one around each point, that reach as far as its k-th nearest among
/// the others.
/// </summary>
/// <remarks>
/// Distances come from matrix products (<see cref="Affinities"/>), a block of points against all others at a time. Where their rounding
/// could decide, the distance is taken anew in double: so the result is that of a search pair by pair, also among points that
/// coincide, as those of a model that makes one image only.
/// </remarks>
internal sealed unsafe class NeighbourManifold
{
    /// <summary>The greatest k.</summary>
    public const int MostNeighbours = 64;

    /// <summary>Affinities that are kept at a time, 16 MiB of them.</summary>
    private const int BlockSize = 1 << 22;

    private readonly Tensor _points;
    private readonly Affinities _affinities;
    private readonly double[] _squaredRadii;
    private readonly double _largestNorm;

    /// <summary>Measures the radii.</summary>
    /// <param name="points">x [n, d], finite, n above k; not to be changed meanwhile.</param>
    /// <param name="neighbours">k, 1 to <see cref="MostNeighbours"/>.</param>
    /// <param name="team">The threads to use. The result has the same bits for any number.</param>
    /// <param name="cancellation">Stops the work between blocks.</param>
    /// <exception cref="AaeException">k is out of range, there are too few points, or their squares overflow.</exception>
    public NeighbourManifold(Tensor points, int neighbours, WorkerTeam team, CancellationToken cancellation)
    {
        int n = points.Shape.Rows;
        if (neighbours is < 1 or > MostNeighbours || n <= neighbours)
        {
            throw new AaeException(
                $"{n} points [n, {points.Shape.Columns}] cannot each have {neighbours} neighbours; k is 1 to {MostNeighbours} and below the number of points");
        }

        _points = points;
        _affinities = new Affinities(points);
        _squaredRadii = new double[n];
        _largestNorm = Enumerable.Range(0, n).Max(i => Affinities.SquaredNorm(points.Row(i)));
        RequireInRange(_largestNorm);
        fixed (double* squaredRadii = _squaredRadii)
        {
            double* radii = squaredRadii;
            InBlocks(points, team, cancellation, (first, rows, block) => team.Run(
                rows, new Radii(points.Pointer, n, points.Shape.Columns, first, neighbours, Slack, _largestNorm, block, radii)));
        }
    }

    /// <summary>The share of other points that lie in the manifold, its border included.</summary>
    /// <param name="others">a [m, d], finite, m of 1 or more.</param>
    /// <param name="team">The threads to use. The result has the same bits for any number.</param>
    /// <param name="cancellation">Stops the work between blocks.</param>
    /// <exception cref="AaeException">The squares of the points overflow.</exception>
    public double ShareOf(Tensor others, WorkerTeam team, CancellationToken cancellation)
    {
        RequireInRange(Enumerable.Range(0, others.Shape.Rows).Max(i => Affinities.SquaredNorm(others.Row(i))));
        var inside = new bool[others.Shape.Rows];
        fixed (bool* flags = inside)
        fixed (double* squaredRadii = _squaredRadii)
        {
            bool* isInside = flags;
            double* radii = squaredRadii;
            InBlocks(others, team, cancellation, (first, rows, block) => team.Run(
                rows, new Membership(_points.Pointer, _points.Shape.Rows, _points.Shape.Columns, others.Pointer, first, Slack, _largestNorm, block, radii, isInside)));
        }

        return (double)inside.Count(flag => flag) / inside.Length;
    }

    /// <summary>
    /// An affinity a·x − ½‖x‖² in float32 is wrong by less than this times ‖a‖² + ‖x‖²: d + 4 roundings of terms whose sizes sum to
    /// no more (Higham 2002, §3.1).
    /// </summary>
    private double Slack => (_points.Shape.Columns + 4) / (double)(1 << 24);

    private delegate void BlockWork(int first, int rows, float* affinities);

    // Affinities of a block of points at a time to all points of the manifold.
    private void InBlocks(Tensor a, WorkerTeam team, CancellationToken cancellation, BlockWork work)
    {
        int n = _points.Shape.Rows;
        int blockRows = Math.Clamp(BlockSize / n, 1, a.Shape.Rows);
        var block = new Tensor(new Shape(blockRows, n));
        for (int first = 0; first < a.Shape.Rows; first += blockRows)
        {
            cancellation.ThrowIfCancellationRequested();
            int rows = Math.Min(blockRows, a.Shape.Rows - first);
            _affinities.To(a.Rows(first, rows), block.Rows(0, rows), team);
            work(first, rows, block.Pointer);
        }

        GC.KeepAlive(block);
        GC.KeepAlive(a);
        GC.KeepAlive(_points);
    }

    private static void RequireInRange(double squaredNorm)
    {
        if (squaredNorm > float.MaxValue / 8)
        {
            throw new AaeException(FormattableString.Invariant($"a point is {Math.Sqrt(squaredNorm):G3} from 0; distances can be measured up to 6e18"));
        }
    }

    private static double SquaredDistance(float* a, float* x, int d)
    {
        double sum = 0;
        for (int k = 0; k < d; k++)
        {
            double difference = (double)a[k] - x[k];
            sum += difference * difference;
        }

        return sum;
    }

    /// <summary>The squared distance of a point to its k-th nearest, one point a piece: affinities [rows, n] → radii [n].</summary>
    private readonly struct Radii(
        float* points, int n, int d, int first, int neighbours, double slack, double largestNorm, float* affinities, double* radii) : IParallelWork
    {
        public void Execute(int index)
        {
            int i = first + index;
            float* row = affinities + (long)index * n;
            float* x = points + (long)i * d;
            double* least = stackalloc double[neighbours]; // ascending

            // By their affinities, negated.
            new Span<double>(least, neighbours).Fill(double.PositiveInfinity);
            for (int j = 0; j < n; j++)
            {
                if (j != i && -row[j] < least[neighbours - 1])
                {
                    Insert(least, -row[j]);
                }
            }

            // Those that may be among the nearest, as each of two affinities may be wrong.
            double bound = least[neighbours - 1] + 2 * slack * (Affinities.SquaredNorm(new ReadOnlySpan<float>(x, d)) + largestNorm);
            new Span<double>(least, neighbours).Fill(double.PositiveInfinity);
            for (int j = 0; j < n && least[neighbours - 1] > 0; j++)
            {
                if (j != i && -row[j] <= bound)
                {
                    double squared = SquaredDistance(x, points + (long)j * d, d);
                    if (squared < least[neighbours - 1])
                    {
                        Insert(least, squared);
                    }
                }
            }

            radii[i] = least[neighbours - 1];
        }

        private void Insert(double* least, double value)
        {
            int at = neighbours - 1;
            for (; at > 0 && least[at - 1] > value; at--)
            {
                least[at] = least[at - 1];
            }

            least[at] = value;
        }
    }

    /// <summary>Whether a point lies in a ball, one point a piece: affinities [rows, n] → inside [m].</summary>
    private readonly struct Membership(
        float* points, int n, int d, float* others, int first, double slack, double largestNorm, float* affinities, double* radii, bool* inside)
        : IParallelWork
    {
        public void Execute(int index)
        {
            float* row = affinities + (long)index * n;
            float* a = others + (long)(first + index) * d;
            double squaredNorm = Affinities.SquaredNorm(new ReadOnlySpan<float>(a, d));

            // ‖a − x‖² ≤ r² where a·x − ½‖x‖² ≥ ½(‖a‖² − r²)
            double bound = 0.5 * squaredNorm - slack * (squaredNorm + largestNorm);
            bool found = false;
            for (int j = 0; j < n && !found; j++)
            {
                found = row[j] + 0.5 * radii[j] >= bound && SquaredDistance(a, points + (long)j * d, d) <= radii[j];
            }

            inside[first + index] = found;
        }
    }
}
