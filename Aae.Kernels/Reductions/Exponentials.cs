using System.Runtime.CompilerServices;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Reductions;

/// <summary>e^(x − m) over a row and their sum, m being the row's largest number: what softmax and its relatives start from.</summary>
internal static unsafe class Exponentials
{
    /// <summary>Their sum over a row.</summary>
    public static double Sum<V>(float* x, int columns, out float max)
        where V : unmanaged, ISimd<V>
    {
        max = ElementLoop.Largest<V>(x, columns);
        return ElementLoop.Sum<V, Lone>(new(x, max), 0, columns);
    }

    /// <summary>What m means: the largest number, −∞ of none.</summary>
    public static float Largest(float* x, int columns)
    {
        float largest = float.NegativeInfinity;
        for (int j = 0; j < columns; j++)
        {
            largest = MathF.Max(largest, x[j]);
        }

        return largest;
    }

    /// <summary>What the sum means.</summary>
    public static double SumReference(float* x, int columns, float max)
    {
        double sum = 0;
        for (int j = 0; j < columns; j++)
        {
            sum += Math.Exp((double)x[j] - max);
        }

        return sum;
    }

    private readonly struct Lone(float* x, float max) : IVectorTerm
    {
        public static bool IsCheap => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Add<V, L>(V sum, long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes => sum + VectorMath.Exp(lanes.Load<V>(x + i) - V.Create(max));
    }
}
