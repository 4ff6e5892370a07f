using System.Runtime.CompilerServices;
using Aae.Core;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Optimizers;

/// <summary>The exponentially weighted average of parameters over the steps of a run.</summary>
internal static unsafe class AverageKernel
{
    /// <summary>
    /// a ← decay·a + (1 − decay)·w, as a + (1 − decay)·(w − a): where w rests at a, a keeps its bits. 1 − decay is computed in double
    /// and rounded once.
    /// </summary>
    /// <exception cref="AaeException">The decay is out of its range.</exception>
    public static void Update(float* a, float* w, long count, double decay, WorkerTeam team, InstructionSet? form = null)
    {
        Require.That(decay is >= 0 and < 1, "the decay of an average", decay, "0 or more and below 1");
        ElementLoop.Run(new Kernel(a, w, (float)(1 - decay)), count, team, form);
    }

    private readonly struct Kernel(float* a, float* w, float share) : IElementKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes
        {
            var average = lanes.Load<V>(a + i);
            lanes.Store(a + i, average + V.Create(share) * (lanes.Load<V>(w + i) - average));
        }

        public void Reference(long i) => a[i] += share * (w[i] - a[i]);
    }
}
