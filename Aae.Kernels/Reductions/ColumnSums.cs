using System.Runtime.CompilerServices;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Reductions;

/// <summary>Each block's own sum of columns. x [rows, columns], sums [blocks, columns].</summary>
internal readonly unsafe struct BlockSums(float* x, int columns, float* sums) : IColumnStep
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<V, L>(int block, bool isStart, int firstRow, int rows, int column, L lanes)
        where V : unmanaged, ISimd<V>
        where L : unmanaged, ILanes
    {
        float* input = x + (nint)firstRow * columns + column;
        float* target = sums + (nint)block * columns + column;
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

        sums[(nint)block * columns + column] = (float)sum;
    }
}

/// <summary>target [columns] = the sum of the blocks' sums [blocks, columns], which are a stride apart.</summary>
internal readonly unsafe struct JoinedSums(float* sums, int blocks, nint stride, float* target) : IElementKernel
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<V, L>(long i, L lanes)
        where V : unmanaged, ISimd<V>
        where L : unmanaged, ILanes
    {
        CompensatedSum<V> sum = default;
        for (int block = 0; block < blocks; block++)
        {
            sum.Add(lanes.Load<V>(sums + block * stride + i));
        }

        lanes.Store(target + i, sum.Value);
    }

    public void Reference(long i)
    {
        double sum = 0;
        for (int block = 0; block < blocks; block++)
        {
            sum += sums[block * stride + i];
        }

        target[i] = (float)sum;
    }
}
