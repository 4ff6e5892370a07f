using System.Runtime.CompilerServices;
using Aae.Kernels.Reductions;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Normalization;

/// <summary>y = (x − mean)·(γ·inverse) + β. Mean and x are close, so their difference is formed first and loses nothing.</summary>
internal readonly unsafe struct Normalized(
    float* x, int columns, float* mean, float* inverse, float* gamma, float* beta, float* y) : IColumnStep
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<V, L>(int block, bool isStart, int firstRow, int rows, int column, L lanes)
        where V : unmanaged, ISimd<V>
        where L : unmanaged, ILanes
    {
        var center = lanes.Load<V>(mean + column);
        var scale = lanes.Load<V>(gamma + column) * lanes.Load<V>(inverse + column);
        var shift = lanes.Load<V>(beta + column);
        nint offset = (nint)firstRow * columns + column;
        for (int i = 0; i < rows; i++)
        {
            lanes.Store(y + offset, V.MultiplyAdd(lanes.Load<V>(x + offset) - center, scale, shift));
            offset += columns;
        }
    }

    public void Reference(int block, int firstRow, int rows, int column)
    {
        for (int i = firstRow; i < firstRow + rows; i++)
        {
            nint at = (nint)i * columns + column;
            y[at] = (x[at] - mean[column]) * (gamma[column] * inverse[column]) + beta[column];
        }
    }
}

/// <summary>Each block's Σ ∂y and Σ ∂y·x̂, x̂ = (x − mean)·inverse. sums [blocks, 2, columns].</summary>
internal readonly unsafe struct BlockGradients(
    float* x, float* dy, int columns, float* mean, float* inverse, float* sums) : IColumnStep
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<V, L>(int block, bool isStart, int firstRow, int rows, int column, L lanes)
        where V : unmanaged, ISimd<V>
        where L : unmanaged, ILanes
    {
        var center = lanes.Load<V>(mean + column);
        var scale = lanes.Load<V>(inverse + column);
        float* target = sums + (nint)block * 2 * columns + column;
        var plain = isStart ? V.Create(0) : lanes.Load<V>(target);
        var weighted = isStart ? V.Create(0) : lanes.Load<V>(target + columns);
        nint offset = (nint)firstRow * columns + column;
        for (int i = 0; i < rows; i++)
        {
            var incoming = lanes.Load<V>(dy + offset);
            plain += incoming;
            weighted = V.MultiplyAdd((lanes.Load<V>(x + offset) - center) * scale, incoming, weighted);
            offset += columns;
        }

        lanes.Store(target, plain);
        lanes.Store(target + columns, weighted);
    }

    public void Reference(int block, int firstRow, int rows, int column)
    {
        double plain = 0;
        double weighted = 0;
        for (int i = firstRow; i < firstRow + rows; i++)
        {
            nint at = (nint)i * columns + column;
            plain += dy[at];
            weighted += (double)dy[at] * ((x[at] - mean[column]) * inverse[column]);
        }

        float* target = sums + (nint)block * 2 * columns + column;
        target[0] = (float)plain;
        target[columns] = (float)weighted;
    }
}

/// <summary>∂x = γ·inverse·(∂y − ∂β/n − (x − mean)·(inverse·∂γ/n)), n all rows.</summary>
internal readonly unsafe struct InputGradients(
    float* x, float* dy, int allRows, int columns, float* mean, float* inverse, float* gamma, float* gammaGradient,
    float* betaGradient, float* dx) : IColumnStep
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<V, L>(int block, bool isStart, int firstRow, int rows, int column, L lanes)
        where V : unmanaged, ISimd<V>
        where L : unmanaged, ILanes
    {
        var perRow = V.Create(1f / allRows);
        var center = lanes.Load<V>(mean + column);
        var spread = lanes.Load<V>(inverse + column);
        var scale = lanes.Load<V>(gamma + column) * spread;
        var shift = -(lanes.Load<V>(betaGradient + column) * perRow);
        var slope = -(lanes.Load<V>(gammaGradient + column) * spread * perRow);
        nint offset = (nint)firstRow * columns + column;
        for (int i = 0; i < rows; i++)
        {
            var inner = V.MultiplyAdd(lanes.Load<V>(x + offset) - center, slope, lanes.Load<V>(dy + offset) + shift);
            lanes.Store(dx + offset, scale * inner);
            offset += columns;
        }
    }

    public void Reference(int block, int firstRow, int rows, int column)
    {
        for (int i = firstRow; i < firstRow + rows; i++)
        {
            nint at = (nint)i * columns + column;
            float normalized = (x[at] - mean[column]) * inverse[column];
            float batch = (betaGradient[column] + normalized * gammaGradient[column]) / allRows;
            dx[at] = gamma[column] * inverse[column] * (dy[at] - batch);
        }
    }
}

/// <summary>running ← (1 − momentum)·running + momentum·(correction·batch).</summary>
internal readonly unsafe struct Running(float* batch, float correction, float momentum, float* running) : IElementKernel
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<V, L>(long i, L lanes)
        where V : unmanaged, ISimd<V>
        where L : unmanaged, ILanes
    {
        var fresh = V.Create(momentum) * (V.Create(correction) * lanes.Load<V>(batch + i));
        lanes.Store(running + i, V.Create(1 - momentum) * lanes.Load<V>(running + i) + fresh);
    }

    public void Reference(long i) => running[i] = (1 - momentum) * running[i] + momentum * (correction * batch[i]);
}
