using System.Runtime.CompilerServices;
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
/// <param name="sums">[blocks, 2, columns]: per block s₁ = Σ(x − c) and s₂ = Σ(x − c)², c the block's shift.</param>
internal readonly unsafe struct BlockMoments(float* x, int allRows, int columns, float* sums) : IColumnStep
{
    /// <summary>Rows of a block.</summary>
    public static int RowsOf(int block, int allRows) => Math.Min(ColumnBlocks.Rows, allRows - block * ColumnBlocks.Rows);

    /// <summary>c: the median of a block's first, middle and last row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Shift<V, L>(float* x, int block, int allRows, int columns, long column, L lanes)
        where V : unmanaged, ISimd<V>
        where L : unmanaged, ILanes
    {
        int last = RowsOf(block, allRows) - 1;
        float* first = x + (nint)block * ColumnBlocks.Rows * columns + column;
        var a = lanes.Load<V>(first);
        var b = lanes.Load<V>(first + (nint)(last / 2) * columns);
        var c = lanes.Load<V>(first + (nint)last * columns);
        return V.Max(V.Min(a, b), V.Min(V.Max(a, b), c));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<V, L>(int block, bool isStart, int firstRow, int rows, int column, L lanes)
        where V : unmanaged, ISimd<V>
        where L : unmanaged, ILanes
    {
        float* input = x + (nint)firstRow * columns + column;
        float* target = sums + (nint)block * 2 * columns + column;
        var shift = Shift<V, L>(x, block, allRows, columns, column, lanes);
        var first = isStart ? V.Create(0) : lanes.Load<V>(target);
        var second = isStart ? V.Create(0) : lanes.Load<V>(target + columns);
        for (int i = 0; i < rows; i++)
        {
            var difference = lanes.Load<V>(input) - shift;
            first += difference;
            second = V.MultiplyAdd(difference, difference, second);
            input += columns;
        }

        lanes.Store(target, first);
        lanes.Store(target + columns, second);
    }

    // In double any shift will do: the first row.
    public void Reference(int block, int firstRow, int rows, int column)
    {
        float* target = sums + (nint)block * 2 * columns + column;
        double first = 0;
        double second = 0;
        for (int i = firstRow; i < firstRow + rows; i++)
        {
            double difference = (double)x[(nint)i * columns + column] - x[(nint)firstRow * columns + column];
            first += difference;
            second += difference * difference;
        }

        target[0] = (float)first;
        target[columns] = (float)second;
    }
}

/// <summary>
/// Puts the blocks' moments together. With m_b = c_b − c₀ + s₁/n_b the mean of block b, counted from the first block's shift c₀:
/// m = Σ n_b·m_b / n; mean = c₀ + m; variance = Σ_b (s₂ − s₁²/n_b + n_b·(m_b − m)²) / n.
/// </summary>
internal readonly unsafe struct JoinedMoments(
    float* x, int rows, int columns, float* sums, float epsilon, float* mean, float* variance, float* inverse) : IElementKernel
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<V, L>(long i, L lanes)
        where V : unmanaged, ISimd<V>
        where L : unmanaged, ILanes
    {
        int blocks = ColumnBlocks.Count(rows);
        var origin = Shift<V, L>(0, i, lanes);
        var perRow = V.Create(1f / rows);
        CompensatedSum<V> sum = default;
        for (int block = 0; block < blocks; block++)
        {
            float count = BlockRows(block);
            var first = lanes.Load<V>(sums + (nint)block * 2 * columns + i);
            sum.Add(V.MultiplyAdd(V.Create(count), Shift<V, L>(block, i, lanes) - origin, first));
        }

        var center = sum.Value * perRow;
        CompensatedSum<V> squares = default;
        for (int block = 0; block < blocks; block++)
        {
            float* moments = sums + (nint)block * 2 * columns + i;
            float count = BlockRows(block);
            var first = lanes.Load<V>(moments);
            var blockMean = first * V.Create(1 / count);
            var away = Shift<V, L>(block, i, lanes) - origin + (blockMean - center);
            squares.Add(lanes.Load<V>(moments + columns) - first * blockMean);
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
            sum += (double)BlockRows(block) * x[(nint)block * ColumnBlocks.Rows * columns + i] + sums[(nint)block * 2 * columns + i];
        }

        double center = sum / rows;
        double squares = 0;
        for (int block = 0; block < blocks; block++)
        {
            float* moments = sums + (nint)block * 2 * columns + i;
            double blockMean = (double)moments[0] / BlockRows(block);
            double away = x[(nint)block * ColumnBlocks.Rows * columns + i] + blockMean - center;
            squares += moments[columns] - moments[0] * blockMean + BlockRows(block) * away * away;
        }

        mean[i] = (float)center;
        variance[i] = (float)Math.Max(squares / rows, 0);
        inverse[i] = (float)(1 / Math.Sqrt(Math.Max(squares / rows, 0) + epsilon));
    }

    private int BlockRows(int block) => BlockMoments.RowsOf(block, rows);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V Shift<V, L>(int block, long i, L lanes)
        where V : unmanaged, ISimd<V>
        where L : unmanaged, ILanes => BlockMoments.Shift<V, L>(x, block, rows, columns, i, lanes);
}
