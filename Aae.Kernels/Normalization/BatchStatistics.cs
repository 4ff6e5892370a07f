using System.Runtime.CompilerServices;
using Aae.Kernels.Reductions;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Normalization;

/// <summary>
/// Mean and variance of columns in one pass over memory. Each block of rows sums differences from a number that lies within its
/// own spread (the median of three of its rows, as one alone may lie far out): so nothing cancels, however far from zero the
/// data lie.
/// </summary>
/// <param name="x">[rows, columns].</param>
/// <param name="allRows">Rows.</param>
/// <param name="columns">Columns.</param>
/// <param name="sums">[blocks, 3, columns]: per block its shift c, s₁ = Σ(x − c) and s₂ = Σ(x − c)².</param>
internal readonly unsafe struct BlockMoments(float* x, int allRows, int columns, float* sums) : IColumnStep
{
    /// <summary>Rows of a block.</summary>
    public static int RowsOf(int block, int allRows) => Math.Min(ColumnBlocks.Rows, allRows - block * ColumnBlocks.Rows);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<V, L>(int block, bool isStart, int firstRow, int rows, int column, L lanes)
        where V : unmanaged, ISimd<V>
        where L : unmanaged, ILanes
    {
        float* input = x + (nint)firstRow * columns + column;
        float* target = sums + (nint)block * 3 * columns + column;
        var shift = isStart ? MedianOfThree<V, L>(input, RowsOf(block, allRows) - 1, lanes) : lanes.Load<V>(target);
        var first = isStart ? V.Create(0) : lanes.Load<V>(target + columns);
        var second = isStart ? V.Create(0) : lanes.Load<V>(target + 2 * columns);
        for (int i = 0; i < rows; i++)
        {
            var difference = lanes.Load<V>(input) - shift;
            first += difference;
            second = V.MultiplyAdd(difference, difference, second);
            input += columns;
        }

        lanes.Store(target, shift);
        lanes.Store(target + columns, first);
        lanes.Store(target + 2 * columns, second);
    }

    // In double any shift will do: the first row.
    public void Reference(int block, int firstRow, int rows, int column)
    {
        float* target = sums + (nint)block * 3 * columns + column;
        float shift = x[(nint)firstRow * columns + column];
        double first = 0;
        double second = 0;
        for (int i = firstRow; i < firstRow + rows; i++)
        {
            double difference = (double)x[(nint)i * columns + column] - shift;
            first += difference;
            second += difference * difference;
        }

        target[0] = shift;
        target[columns] = (float)first;
        target[2 * columns] = (float)second;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V MedianOfThree<V, L>(float* first, int last, L lanes)
        where V : unmanaged, ISimd<V>
        where L : unmanaged, ILanes
    {
        var a = lanes.Load<V>(first);
        var b = lanes.Load<V>(first + (nint)(last / 2) * columns);
        var c = lanes.Load<V>(first + (nint)last * columns);
        return V.Max(V.Min(a, b), V.Min(V.Max(a, b), c));
    }
}

/// <summary>
/// Puts the blocks' moments together. With m_b = c_b − c₀ + s₁/n_b the mean of block b, counted from the first block's shift c₀:
/// m = Σ n_b·m_b / n; mean = c₀ + m; variance = Σ_b (s₂ − s₁²/n_b + n_b·(m_b − m)²) / n.
/// </summary>
internal readonly unsafe struct JoinedMoments(
    int rows, int columns, float* sums, float epsilon, float* mean, float* variance, float* inverse) : IElementKernel
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<V, L>(long i, L lanes)
        where V : unmanaged, ISimd<V>
        where L : unmanaged, ILanes
    {
        int blocks = ColumnBlocks.Count(rows);
        var origin = lanes.Load<V>(sums + i);
        var perRow = V.Create(1f / rows);
        CompensatedSum<V> sum = default;
        for (int block = 0; block < blocks; block++)
        {
            float* moments = sums + (nint)block * 3 * columns + i;
            var away = lanes.Load<V>(moments) - origin;
            sum.Add(V.MultiplyAdd(V.Create(BlockRows(block)), away, lanes.Load<V>(moments + columns)));
        }

        var center = sum.Value * perRow;
        CompensatedSum<V> squares = default;
        for (int block = 0; block < blocks; block++)
        {
            float* moments = sums + (nint)block * 3 * columns + i;
            float count = BlockRows(block);
            var first = lanes.Load<V>(moments + columns);
            var blockMean = first * V.Create(1 / count);
            var away = lanes.Load<V>(moments) - origin + (blockMean - center);
            squares.Add(lanes.Load<V>(moments + 2 * columns) - first * blockMean);
            squares.Add(V.Create(count) * (away * away));
        }

        var spread = V.Max(V.Create(0), squares.Value * perRow);
        lanes.Store(mean + i, origin + center);
        lanes.Store(variance + i, spread);
        lanes.Store(inverse + i, V.Create(1) / V.Sqrt(spread + V.Create(epsilon)));
    }

    public void Reference(long i)
    {
        int blocks = ColumnBlocks.Count(rows);
        double sum = 0;
        for (int block = 0; block < blocks; block++)
        {
            float* moments = sums + (nint)block * 3 * columns + i;
            sum += (double)BlockRows(block) * moments[0] + moments[columns];
        }

        double center = sum / rows;
        double squares = 0;
        for (int block = 0; block < blocks; block++)
        {
            float* moments = sums + (nint)block * 3 * columns + i;
            double blockMean = (double)moments[columns] / BlockRows(block);
            double away = moments[0] + blockMean - center;
            squares += moments[2 * columns] - moments[columns] * blockMean + BlockRows(block) * away * away;
        }

        mean[i] = (float)center;
        variance[i] = (float)Math.Max(squares / rows, 0);
        inverse[i] = (float)(1 / Math.Sqrt(Math.Max(squares / rows, 0) + epsilon));
    }

    private int BlockRows(int block) => BlockMoments.RowsOf(block, rows);
}
