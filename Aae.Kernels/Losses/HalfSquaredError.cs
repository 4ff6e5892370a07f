using System.Runtime.CompilerServices;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Losses;

/// <summary>½ Σ (p − t)².</summary>
internal static unsafe class HalfSquaredError
{
    /// <summary>½ Σ (p − t)² over all elements.</summary>
    public static double Value(float* prediction, float* target, long count, WorkerTeam team, InstructionSet? form = null) =>
        0.5 * ElementLoop.Sum(new Squares(prediction, target), count, team, form);

    /// <summary>∂p = scale·(p − t). gradient may be prediction or target.</summary>
    public static void Gradient(
        float* prediction, float* target, float scale, float* gradient, long count, WorkerTeam team, InstructionSet? form = null) =>
        ElementLoop.Run(new Difference(prediction, target, scale, gradient), count, team, form);

    private readonly struct Squares(float* p, float* t) : ITermKernel
    {
        public static bool IsCheap => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Add<V, L>(V sum, long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes
        {
            var difference = lanes.Load<V>(p + i) - lanes.Load<V>(t + i);
            return V.MultiplyAdd(difference, difference, sum);
        }

        public double Reference(long i)
        {
            double difference = p[i] - t[i];
            return difference * difference;
        }
    }

    private readonly struct Difference(float* p, float* t, float scale, float* gradient) : IElementKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes =>
            lanes.Store(gradient + i, V.Create(scale) * (lanes.Load<V>(p + i) - lanes.Load<V>(t + i)));

        public void Reference(long i) => gradient[i] = scale * (p[i] - t[i]);
    }
}
