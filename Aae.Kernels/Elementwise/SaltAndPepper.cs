using System.Runtime.CompilerServices;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Elementwise;

/// <summary>Some elements made black or white.</summary>
internal static unsafe class SaltAndPepper
{
    /// <summary>
    /// y = 0 where u &lt; rate/2, 1 where rate/2 ≤ u &lt; rate, x elsewhere; u in [0, 1), one for each element, rate in [0, 1). y may be x
    /// or uniform.
    /// </summary>
    public static void Apply(
        float* uniform, float rate, float* x, float* y, long count, WorkerTeam team, InstructionSet? form = null)
    {
        Require.That(rate is >= 0 and < 1, "the rate of salt and pepper", rate, "0 or more and below 1");
        ElementLoop.Run(new Kernel(uniform, rate, x, y), count, team, form);
    }

    private readonly struct Kernel(float* uniform, float rate, float* x, float* y) : IElementKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes
        {
            var u = lanes.Load<V>(uniform + i);
            var color = V.IfLess(u, V.Create(rate / 2), V.Create(0), V.Create(1));
            lanes.Store(y + i, V.IfLess(u, V.Create(rate), color, lanes.Load<V>(x + i)));
        }

        public void Reference(long i) => y[i] = uniform[i] < rate ? (uniform[i] < rate / 2 ? 0 : 1) : x[i];
    }
}
