using System.Runtime.CompilerServices;
using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Convolution;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Normalization;

/// <summary>Sums down the columns of a matrix, of any height: the bias gradient of a convolution, for one.</summary>
internal static unsafe class ColumnSums
{
    [ThreadStatic]
    private static AlignedBlock? _partials;

    /// <summary>sums [columns] = Σ over rows of x [rows, columns]; zeros of no rows.</summary>
    public static void Compute(int rows, int columns, float* x, float* sums, WorkerTeam team, InstructionSet? form = null)
    {
        int blocks = ColumnBlocks.Count(rows);
        float* partials = Scratch.Require(ref _partials, checked(blocks * columns));
        ColumnBlocks.Sum(new Partial(x, columns, partials), rows, columns, team, form);
        ElementLoop.Run(new Total(partials, blocks, columns, sums), columns, team, form);
    }

    /// <summary>Each block's own sum.</summary>
    private readonly struct Partial(float* x, int columns, float* partials) : IColumnStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(int block, bool isStart, int firstRow, int rows, int column, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes
        {
            float* input = x + (nint)firstRow * columns + column;
            float* target = partials + (nint)block * columns + column;
            var sum = isStart ? V.Create(0) : lanes.Load<V>(target);
            for (int i = 0; i < rows; i++)
            {
                sum += lanes.Load<V>(input);
                input += columns;
            }

            lanes.Store(target, sum);
        }

        public void Reference(int block, int firstRow, int rows, int column)
        {
            double sum = 0;
            for (int i = firstRow; i < firstRow + rows; i++)
            {
                sum += x[(nint)i * columns + column];
            }

            partials[(nint)block * columns + column] = (float)sum;
        }
    }

    /// <summary>target [columns] = the sum of the blocks' sums, which are a stride apart.</summary>
    internal readonly struct Total(float* partials, int blocks, nint stride, float* target) : IElementKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes
        {
            CompensatedSum<V> sum = default;
            for (int block = 0; block < blocks; block++)
            {
                sum.Add(lanes.Load<V>(partials + block * stride + i));
            }

            lanes.Store(target + i, sum.Value);
        }

        public void Reference(long i)
        {
            double sum = 0;
            for (int block = 0; block < blocks; block++)
            {
                sum += partials[block * stride + i];
            }

            target[i] = (float)sum;
        }
    }
}
