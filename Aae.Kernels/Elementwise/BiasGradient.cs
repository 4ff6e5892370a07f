using System.Runtime.CompilerServices;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Elementwise;

/// <summary>
/// δ = ∂y ⊙ f′(y) and its column sums, over a range of columns. y, dy, delta [rows, columns], bias [columns].
/// </summary>
internal readonly unsafe struct BiasGradient<TFunction>(
    TFunction f, int rows, int columns, float* y, float* dy, float* delta, float* bias) : IRangeKernel
    where TFunction : unmanaged, IActivationFunction
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<V>(long start, int count)
        where V : unmanaged, ISimd<V>
    {
        int j = (int)start;
        int end = j + count;
        for (; j <= end - 4 * V.Count; j += 4 * V.Count)
        {
            FourVectors<V>(j);
        }

        for (; j <= end - V.Count; j += V.Count)
        {
            OneVector<V, AllLanes>(j, default);
        }

        if (j < end)
        {
            OneVector<V, FirstLanes>(j, new(end - j));
        }
    }

    public void RunReference(long start, int count)
    {
        for (long j = start; j < start + count; j++)
        {
            float sum = 0;
            for (long i = j; i < (long)rows * columns; i += columns)
            {
                delta[i] = f.Gradient(y[i], dy[i]);
                sum += delta[i];
            }

            bias[j] = sum;
        }
    }

    /// <summary>Goes down four vectors of columns side by side, their sums in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FourVectors<V>(int j)
        where V : unmanaged, ISimd<V>
    {
        var function = f;
        bool write = Writes;
        float* output = y + j;
        float* incoming = dy + j;
        float* result = delta + j;
        var sum0 = V.Create(0);
        var sum1 = V.Create(0);
        var sum2 = V.Create(0);
        var sum3 = V.Create(0);
        for (int i = 0; i < rows; i++)
        {
            var delta0 = function.Gradient(V.Load(output), V.Load(incoming));
            var delta1 = function.Gradient(V.Load(output + V.Count), V.Load(incoming + V.Count));
            var delta2 = function.Gradient(V.Load(output + 2 * V.Count), V.Load(incoming + 2 * V.Count));
            var delta3 = function.Gradient(V.Load(output + 3 * V.Count), V.Load(incoming + 3 * V.Count));
            if (write)
            {
                V.Store(result, delta0);
                V.Store(result + V.Count, delta1);
                V.Store(result + 2 * V.Count, delta2);
                V.Store(result + 3 * V.Count, delta3);
            }

            sum0 += delta0;
            sum1 += delta1;
            sum2 += delta2;
            sum3 += delta3;
            output += columns;
            incoming += columns;
            result += columns;
        }

        V.Store(bias + j, sum0);
        V.Store(bias + j + V.Count, sum1);
        V.Store(bias + j + 2 * V.Count, sum2);
        V.Store(bias + j + 3 * V.Count, sum3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void OneVector<V, L>(int j, L lanes)
        where V : unmanaged, ISimd<V>
        where L : unmanaged, ILanes
    {
        var function = f;
        bool write = Writes;
        float* output = y + j;
        float* incoming = dy + j;
        float* result = delta + j;
        var sum = V.Create(0);
        for (int i = 0; i < rows; i++)
        {
            var value = function.Gradient(lanes.Load<V>(output), lanes.Load<V>(incoming));
            if (write)
            {
                lanes.Store(result, value);
            }

            sum += value;
            output += columns;
            incoming += columns;
            result += columns;
        }

        lanes.Store(bias + j, sum);
    }

    private bool Writes => typeof(TFunction) != typeof(Identity) || delta != dy;
}
