using System.Runtime.CompilerServices;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Elementwise;

/// <summary>Sums of arrays.</summary>
internal static unsafe class Arithmetic
{
    /// <summary>y = scale·x + addend, the product rounded before the sum. y may be x or addend.</summary>
    public static void MultiplyAdd(
        float* x, float scale, float* addend, float* y, long count, WorkerTeam team, InstructionSet? form = null) =>
        ElementLoop.Run(new Kernel(x, scale, addend, y), count, team, form);

    private readonly struct Kernel(float* x, float scale, float* addend, float* y) : IElementKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes
        {
            var sum = V.Create(scale) * lanes.Load<V>(x + i) + lanes.Load<V>(addend + i);
            lanes.Store(y + i, sum);
        }

        public void Reference(long i) => y[i] = scale * x[i] + addend[i];
    }
}
