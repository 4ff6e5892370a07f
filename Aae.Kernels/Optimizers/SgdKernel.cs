using System.Runtime.CompilerServices;
using Aae.Core;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Optimizers;

/// <summary>Stochastic gradient descent with momentum and weight decay.</summary>
internal static unsafe class SgdKernel
{
    /// <summary>
    /// A momentum buffer below this becomes 0. Where gradients vanish it would otherwise decay into denormal numbers, which
    /// some CPUs compute a hundred times slower, and .NET cannot switch them off.
    /// </summary>
    public const float Tiny = 1e-30f;

    /// <summary>
    /// v ← momentum·v + gradientScale·g + decay·w; w ← w − rate·v, of parameters w, gradient g and momentum buffer v, which is
    /// zero before the first step. The decay is the gradient of ½·decay·‖w‖² (L2); gradientScale, which clips, leaves it alone.
    /// </summary>
    /// <exception cref="AaeException">A factor is out of its range.</exception>
    public static void Update(
        float* w, float* g, float* v, long count, float rate, float momentum, float decay, float gradientScale, WorkerTeam team,
        InstructionSet? form = null)
    {
        Require.That(rate is >= 0 and < float.PositiveInfinity, "the rate of SGD", rate, "0 or more and finite");
        Require.That(momentum is >= 0 and < 1, "the momentum of SGD", momentum, "0 or more and below 1");
        Require.That(decay is >= 0 and < float.PositiveInfinity, "the weight decay of SGD", decay, "0 or more and finite");
        Require.That(float.IsFinite(gradientScale), "the gradients' scale in SGD", gradientScale, "finite");
        ElementLoop.Run(new Kernel(w, g, v, rate, momentum, decay, gradientScale), count, team, form);
    }

    private readonly struct Kernel(
        float* w, float* g, float* v, float rate, float momentum, float decay, float gradientScale) : IElementKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes
        {
            var weight = lanes.Load<V>(w + i);
            var gradient = V.Create(gradientScale) * lanes.Load<V>(g + i) + V.Create(decay) * weight;
            var velocity = V.Create(momentum) * lanes.Load<V>(v + i) + gradient;
            velocity = V.IfLess(V.Abs(velocity), V.Create(Tiny), V.Create(0), velocity);
            lanes.Store(v + i, velocity);
            lanes.Store(w + i, weight - V.Create(rate) * velocity);
        }

        public void Reference(long i)
        {
            float gradient = gradientScale * g[i] + decay * w[i];
            float velocity = momentum * v[i] + gradient;
            velocity = MathF.Abs(velocity) < Tiny ? 0 : velocity;
            v[i] = velocity;
            w[i] -= rate * velocity;
        }
    }
}
