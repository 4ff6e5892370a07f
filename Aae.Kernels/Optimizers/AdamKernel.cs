using System.Runtime.CompilerServices;
using Aae.Core;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Optimizers;

/// <summary>
/// Adam (Kingma and Ba, arXiv 1412.6980) with decoupled weight decay (AdamW: Loshchilov and Hutter, arXiv 1711.05101).
/// </summary>
internal static unsafe class AdamKernel
{
    /// <summary>
    /// What |g| counts at least in v. So neither a square nor a fading v is ever denormal (see <see cref="SgdKernel.Tiny"/>);
    /// a root of this size is not felt beside ε.
    /// </summary>
    public const float Floor = 1e-15f;

    /// <summary>
    /// m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; w ← w − rate·((m/correction₁) / (√(v/correction₂) + ε) + decay·w), where g is
    /// gradientScale times what is passed and correctionᵢ = 1 − βᵢᵗ at step t = 1, 2, …
    /// The moments m and v are zero before the first step.
    /// </summary>
    /// <remarks>
    /// The corrections are drawn into the rate and into ε (end of §2 of the paper), which leaves one division and one root an
    /// element. All factors are computed in double precision and rounded once. A first moment below
    /// <see cref="SgdKernel.Tiny"/> becomes 0.
    /// </remarks>
    /// <exception cref="AaeException">A factor is out of its range.</exception>
    public static void Update(
        float* w, float* g, float* m, float* v, long count, double rate, double beta1, double beta2, double epsilon,
        double correction1, double correction2, double decay, float gradientScale, WorkerTeam team, InstructionSet? form = null)
    {
        Require.Count<Kernel>(count);
        Require.That(rate is >= 0 and < double.PositiveInfinity, "the rate of Adam", rate, "0 or more and finite");
        Require.That(beta1 is >= 0 and < 1, "β₁ of Adam", beta1, "0 or more and below 1");
        Require.That(beta2 is >= 0 and < 1, "β₂ of Adam", beta2, "0 or more and below 1");
        Require.That(epsilon is > 0 and < double.PositiveInfinity, "ε of Adam", epsilon, "above 0 and finite");
        Require.That(correction1 is > 0 and <= 1, "1 − β₁ᵗ of Adam", correction1, "above 0 and at most 1");
        Require.That(correction2 is > 0 and <= 1, "1 − β₂ᵗ of Adam", correction2, "above 0 and at most 1");
        Require.That(decay is >= 0 and < double.PositiveInfinity, "the weight decay of Adam", decay, "0 or more and finite");
        Require.That(float.IsFinite(gradientScale), "the gradients' scale in Adam", gradientScale, "finite");
        double root = Math.Sqrt(correction2);
        var factors = new Factors
        {
            Scale = gradientScale,
            Keep1 = (float)beta1,
            Take1 = (float)(1 - beta1),
            Keep2 = (float)beta2,
            Take2 = (float)(1 - beta2),
            Step = (float)(rate * root / correction1),
            Epsilon = (float)(epsilon * root),
            Shrink = (float)(rate * decay),
        };
        Chunks.Run(new Kernel(w, g, m, v, factors), count, Chunks.Elements, team, form);
    }

    private readonly struct Factors
    {
        public required float Scale { get; init; }

        public required float Keep1 { get; init; }

        public required float Take1 { get; init; }

        public required float Keep2 { get; init; }

        public required float Take2 { get; init; }

        public required float Step { get; init; }

        public required float Epsilon { get; init; }

        public required float Shrink { get; init; }
    }

    private readonly struct Kernel(float* w, float* g, float* m, float* v, Factors factors) : IRangeKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<V>(long start, int count)
            where V : unmanaged, ISimd<V>
        {
            var step = new VectorStep<V>(w, g, m, v, factors);
            long i = start;
            long end = start + count;
            for (; i <= end - V.Count; i += V.Count)
            {
                step.Run(i, default(AllLanes));
            }

            if (i < end)
            {
                step.Run(i, new FirstLanes((int)(end - i)));
            }
        }

        public void RunReference(long start, int count)
        {
            Factors f = factors;
            for (long i = start; i < start + count; i++)
            {
                float gradient = f.Scale * g[i];
                float size = MathF.Max(Floor, MathF.Abs(gradient));
                float first = f.Keep1 * m[i] + f.Take1 * gradient;
                float second = f.Keep2 * v[i] + f.Take2 * (size * size);
                first = MathF.Abs(first) < SgdKernel.Tiny ? 0 : first;
                m[i] = first;
                v[i] = second;
                w[i] -= f.Step * first / (MathF.Sqrt(second) + f.Epsilon) + f.Shrink * w[i];
            }
        }
    }

    /// <summary>
    /// The formula with its factors in vectors: the JIT does not take their broadcasts out of a loop, where these eight would
    /// cost as much as a third of the arithmetic.
    /// </summary>
    private readonly struct VectorStep<V>
        where V : unmanaged, ISimd<V>
    {
        private readonly float* _w;
        private readonly float* _g;
        private readonly float* _m;
        private readonly float* _v;
        private readonly V _scale;
        private readonly V _keep1;
        private readonly V _take1;
        private readonly V _keep2;
        private readonly V _take2;
        private readonly V _step;
        private readonly V _epsilon;
        private readonly V _shrink;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public VectorStep(float* w, float* g, float* m, float* v, Factors factors)
        {
            _w = w;
            _g = g;
            _m = m;
            _v = v;
            _scale = V.Create(factors.Scale);
            _keep1 = V.Create(factors.Keep1);
            _take1 = V.Create(factors.Take1);
            _keep2 = V.Create(factors.Keep2);
            _take2 = V.Create(factors.Take2);
            _step = V.Create(factors.Step);
            _epsilon = V.Create(factors.Epsilon);
            _shrink = V.Create(factors.Shrink);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<L>(long i, L lanes)
            where L : unmanaged, ILanes
        {
            var gradient = _scale * lanes.Load<V>(_g + i);
            var size = V.Max(V.Create(Floor), V.Abs(gradient));
            var first = _keep1 * lanes.Load<V>(_m + i) + _take1 * gradient;
            var second = _keep2 * lanes.Load<V>(_v + i) + _take2 * (size * size);
            first = V.IfLess(V.Abs(first), V.Create(SgdKernel.Tiny), V.Create(0), first);
            lanes.Store(_m + i, first);
            lanes.Store(_v + i, second);

            // The decay joins the step before w is rounded: a factor of 1 − rate·decay on w would have few digits of rate·decay.
            var weight = lanes.Load<V>(_w + i);
            lanes.Store(_w + i, weight - (_step * first / (V.Sqrt(second) + _epsilon) + _shrink * weight));
        }
    }
}
