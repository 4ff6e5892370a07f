using System.Runtime.CompilerServices;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Elementwise;

/// <summary>Inverted dropout: what is kept is scaled up, so that nothing has to be done when the network is used.</summary>
internal static unsafe class Dropout
{
    /// <summary>
    /// y = x/(1 − rate) where u ≥ rate, 0 elsewhere; u in [0, 1), one for each element, rate in [0, 1). Linear in x, so the
    /// same call with ∂y for x gives ∂x. y may be x or uniform.
    /// </summary>
    public static void Apply(
        float* uniform, float rate, float* x, float* y, long count, WorkerTeam team, InstructionSet? form = null)
    {
        Require.That(rate is >= 0 and < 1, "dropout's rate", rate, "0 or more and below 1");
        ElementLoop.Run(new Kernel(uniform, rate, 1 / (1 - rate), x, y), count, team, form);
    }

    private readonly struct Kernel(float* uniform, float rate, float scale, float* x, float* y) : IElementKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes
        {
            var kept = V.Create(scale) * lanes.Load<V>(x + i);
            lanes.Store(y + i, V.IfLessOrEqual(V.Create(rate), lanes.Load<V>(uniform + i), kept, V.Create(0)));
        }

        public void Reference(long i) => y[i] = uniform[i] >= rate ? scale * x[i] : 0;
    }
}
