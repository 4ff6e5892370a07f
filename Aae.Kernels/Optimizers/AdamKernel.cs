using System.Runtime.CompilerServices;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Optimizers;

/// <summary>Adam (Kingma and Ba, arXiv 1412.6980).</summary>
internal static unsafe class AdamKernel
{
    /// <summary>
    /// m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; w ← w − rate·(m/correction₁) / (√(v/correction₂) + ε), where g is
    /// gradientScale times what is passed and correctionᵢ = 1 − βᵢᵗ at step t = 1, 2, …
    /// The moments m and v are zero before the first step.
    /// </summary>
    /// <remarks>
    /// The corrections are drawn into the rate and into a factor of √v, which leaves one division and one root an element.
    /// Moments below <see cref="SgdKernel.Tiny"/> become 0; beside ε such a second moment is not felt.
    /// </remarks>
    public static void Update(
        float* w, float* g, float* m, float* v, long count, float rate, float beta1, float beta2, float epsilon,
        float correction1, float correction2, float gradientScale, WorkerTeam team, InstructionSet? form = null)
    {
        float step = (float)((double)rate / correction1);
        float rootScale = (float)(1 / Math.Sqrt(correction2));
        ElementLoop.Run(new Kernel(w, g, m, v, step, beta1, beta2, epsilon, rootScale, gradientScale), count, team, form);
    }

    private readonly struct Kernel(
        float* w, float* g, float* m, float* v, float step, float beta1, float beta2, float epsilon, float rootScale,
        float gradientScale) : IElementKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes
        {
            var tiny = V.Create(SgdKernel.Tiny);
            var gradient = V.Create(gradientScale) * lanes.Load<V>(g + i);
            var first = V.Create(beta1) * lanes.Load<V>(m + i) + V.Create(1 - beta1) * gradient;
            var second = V.Create(beta2) * lanes.Load<V>(v + i) + V.Create(1 - beta2) * (gradient * gradient);
            first = V.IfLess(V.Abs(first), tiny, V.Create(0), first);
            second = V.IfLess(second, tiny, V.Create(0), second);
            lanes.Store(m + i, first);
            lanes.Store(v + i, second);
            var root = V.Sqrt(second) * V.Create(rootScale) + V.Create(epsilon);
            lanes.Store(w + i, lanes.Load<V>(w + i) - V.Create(step) * first / root);
        }

        public void Reference(long i)
        {
            float gradient = gradientScale * g[i];
            float first = beta1 * m[i] + (1 - beta1) * gradient;
            float second = beta2 * v[i] + (1 - beta2) * (gradient * gradient);
            first = MathF.Abs(first) < SgdKernel.Tiny ? 0 : first;
            second = second < SgdKernel.Tiny ? 0 : second;
            m[i] = first;
            v[i] = second;
            w[i] -= step * first / (MathF.Sqrt(second) * rootScale + epsilon);
        }
    }
}
