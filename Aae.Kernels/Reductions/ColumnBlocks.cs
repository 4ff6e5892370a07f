using System.Runtime.CompilerServices;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Reductions;

/// <summary>What is done to some rows of one vector of columns. Columns have nothing to do with each other.</summary>
internal interface IColumnStep
{
    /// <summary>Does rows firstRow to firstRow + rows − 1 of the columns from a first one on that fill the lanes.</summary>
    /// <param name="block">The block in which the rows lie; a step that sums keeps the block's sums apart.</param>
    /// <param name="isStart">Whether these are the block's first rows.</param>
    /// <param name="firstRow">The first row.</param>
    /// <param name="rows">Rows, 1 or more.</param>
    /// <param name="column">The first column.</param>
    /// <param name="lanes">The columns.</param>
    void Step<V, L>(int block, bool isStart, int firstRow, int rows, int column, L lanes)
        where V : unmanaged, ISimd<V>
        where L : unmanaged, ILanes;

    /// <summary>What the step means, for all rows of a block and one column.</summary>
    void Reference(int block, int firstRow, int rows, int column);
}

/// <summary>
/// Goes over a matrix [rows, columns] in pieces of some rows by some columns, and in each piece along strips of a few rows, so
/// that memory is read in its order and what belongs to a column is loaded once for all rows of a strip. Tall matrices (images'
/// channels) and wide ones (a layer's units) both give enough pieces for threads, whose cut follows from the shape alone.
/// </summary>
internal static class ColumnBlocks
{
    /// <summary>Rows of a block: few enough that a sum of so many floats loses nothing that matters.</summary>
    public const int Rows = 256;

    private const int Columns = 256;

    /// <summary>Floats of a strip; 8 rows of a wide matrix, which are as many streams as the hardware follows well.</summary>
    private const int StripFloats = 8 * Columns;

    /// <summary>Blocks of rows.</summary>
    public static int Count(int rows) => (int)((rows + (long)Rows - 1) / Rows);

    /// <summary>Does a step that sums: blocks of <see cref="Rows"/> rows, and columns apart where there are many.</summary>
    public static void Sum<TStep>(TStep step, int rows, int columns, WorkerTeam team, InstructionSet? form)
        where TStep : unmanaged, IColumnStep => Run(step, rows, columns, Rows, Columns, team, form);

    /// <summary>
    /// Does a step that writes a matrix: whole rows, as two threads that wrote to the same rows would share lines of the cache.
    /// </summary>
    public static void Map<TStep>(TStep step, int rows, int columns, WorkerTeam team, InstructionSet? form)
        where TStep : unmanaged, IColumnStep => Run(step, rows, columns, 2 * Chunks.Lines(columns), columns, team, form);

    private static void Run<TStep>(
        TStep step, int rows, int columns, int blockRows, int blockColumns, WorkerTeam team, InstructionSet? form)
        where TStep : unmanaged, IColumnStep
    {
        if (rows > 0 && columns > 0)
        {
            var kernel = new Walk<TStep>(step, rows, columns, blockRows, blockColumns);
            Chunks.Run(kernel, kernel.Pieces, 1, team, form);
        }
    }

    private readonly struct Walk<TStep>(TStep step, int rows, int columns, int blockRows, int blockColumns) : IRangeKernel
        where TStep : unmanaged, IColumnStep
    {
        private readonly int _groups = (int)((columns + (long)blockColumns - 1) / blockColumns);

        public long Pieces => _groups * ((rows + (long)blockRows - 1) / blockRows);

        public void Run<V>(long start, int count)
            where V : unmanaged, ISimd<V>
        {
            for (long piece = start; piece < start + count; piece++)
            {
                (int block, int firstRow, int endRow, int column, int width) = Range(piece);
                int strip = Math.Clamp(StripFloats / width, 8, Rows);
                for (int row = firstRow; row < endRow; row += strip)
                {
                    int some = Math.Min(strip, endRow - row);
                    ElementLoop.Run<V, Strip<TStep>>(new(step, block, row == firstRow, row, some), column, width);
                }
            }
        }

        public void RunReference(long start, int count)
        {
            for (long piece = start; piece < start + count; piece++)
            {
                (int block, int firstRow, int endRow, int column, int width) = Range(piece);
                for (int j = column; j < column + width; j++)
                {
                    step.Reference(block, firstRow, endRow - firstRow, j);
                }
            }
        }

        private (int Block, int FirstRow, int EndRow, int Column, int Width) Range(long piece)
        {
            int block = (int)(piece / _groups);
            int column = (int)(piece % _groups) * blockColumns;
            int firstRow = block * blockRows;
            return (block, firstRow, (int)Math.Min(rows, (long)firstRow + blockRows), column, Math.Min(blockColumns, columns - column));
        }
    }

    private readonly struct Strip<TStep>(TStep step, int block, bool isStart, int firstRow, int rows) : IVectorStep
        where TStep : unmanaged, IColumnStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes => step.Step<V, L>(block, isStart, firstRow, rows, (int)i, lanes);
    }
}
