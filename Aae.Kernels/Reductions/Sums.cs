using System.Runtime.CompilerServices;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Reductions;

/// <summary>Sums over whole arrays.</summary>
internal static unsafe class Sums
{
    /// <summary>Σ x².</summary>
    public static double OfSquares(float* x, long count, WorkerTeam team, InstructionSet? form = null) =>
        ElementLoop.Sum(new Squares(x), count, team, form);

    private readonly struct Squares(float* x) : ITermKernel
    {
        public static bool IsCheap => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Term<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes
        {
            var value = lanes.Load<V>(x + i);
            return value * value;
        }

        public double Reference(long i) => (double)x[i] * x[i];
    }
}
