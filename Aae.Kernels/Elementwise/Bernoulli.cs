using System.Runtime.CompilerServices;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Elementwise;

/// <summary>Binary draws.</summary>
internal static unsafe class Bernoulli
{
    /// <summary>
    /// y = 1 where u &lt; p, 0 elsewhere; u in [0, 1), one for each element, p a probability: y is 1 with probability p. y may be p
    /// or uniform.
    /// </summary>
    public static void Draw(float* uniform, float* p, float* y, long count, WorkerTeam team, InstructionSet? form = null) =>
        ElementLoop.Run(new Kernel(uniform, p, y), count, team, form);

    private readonly struct Kernel(float* uniform, float* p, float* y) : IElementKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes =>
            lanes.Store(y + i, V.IfLess(lanes.Load<V>(uniform + i), lanes.Load<V>(p + i), V.Create(1), V.Create(0)));

        public void Reference(long i) => y[i] = uniform[i] < p[i] ? 1 : 0;
    }
}
