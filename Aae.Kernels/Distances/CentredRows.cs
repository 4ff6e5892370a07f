using System.Runtime.CompilerServices;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Distances;

/// <summary>Rows minus a centre, and half their squared norms. source [rows, columns], center [columns], target [rows, columns]
/// with a stride of its own.</summary>
internal readonly unsafe struct CentredRows(
    float* source, int columns, float* center, float* target, int targetStride, float* halfNorms) : IRangeKernel
{
    public void Run<V>(long start, int count)
        where V : unmanaged, ISimd<V>
    {
        for (long i = start; i < start + count; i++)
        {
            var squares = new Squares(source + (nint)i * columns, center, target + (nint)i * targetStride);
            halfNorms[i] = (float)(0.5 * ElementLoop.Sum<V, Squares>(squares, 0, columns));
        }
    }

    public void RunReference(long start, int count)
    {
        for (long i = start; i < start + count; i++)
        {
            double sum = 0;
            for (int j = 0; j < columns; j++)
            {
                float value = source[(nint)i * columns + j] - center[j];
                target[(nint)i * targetStride + j] = value;
                sum += (double)value * value;
            }

            halfNorms[i] = (float)(0.5 * sum);
        }
    }

    private readonly struct Squares(float* source, float* center, float* target) : IVectorTerm
    {
        public static bool IsCheap => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Add<V, L>(V sum, long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes
        {
            var value = lanes.Load<V>(source + i) - lanes.Load<V>(center + i);
            lanes.Store(target + i, value);
            return V.MultiplyAdd(value, value, sum);
        }
    }
}
