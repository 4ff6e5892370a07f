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
        Prepare(w, m, v, rate, beta1, beta2, epsilon, correction1, correction2, decay, gradientScale).Run(g, count, team, form);
    }

    /// <summary>The same for a gradient that is still to be computed.</summary>
    /// <exception cref="AaeException">A factor is out of its range.</exception>
    public static ParameterUpdate Prepare(
        float* w, float* m, float* v, double rate, double beta1, double beta2, double epsilon,
        double correction1, double correction2, double decay, float gradientScale)
    {
        Require.That(rate is >= 0 and < double.PositiveInfinity, "the rate of Adam", rate, "0 or more and finite");
        Require.That(beta1 is >= 0 and < 1, "β₁ of Adam", beta1, "0 or more and below 1");
        Require.That(beta2 is >= 0 and < 1, "β₂ of Adam", beta2, "0 or more and below 1");
        Require.That(epsilon is > 0 and < double.PositiveInfinity, "ε of Adam", epsilon, "above 0 and finite");
        Require.That(correction1 is > 0 and <= 1, "1 − β₁ᵗ of Adam", correction1, "above 0 and at most 1");
        Require.That(correction2 is > 0 and <= 1, "1 − β₂ᵗ of Adam", correction2, "above 0 and at most 1");
        Require.That(decay is >= 0 and < double.PositiveInfinity, "the weight decay of Adam", decay, "0 or more and finite");
        Require.That(float.IsFinite(gradientScale), "the gradients' scale in Adam", gradientScale, "finite");
        double root = Math.Sqrt(correction2);
        return new(new Arrays
        {
            W = w,
            M = m,
            V = v,
            Scale = gradientScale,
            Keep1 = (float)beta1,
            Take1 = (float)(1 - beta1),
            Keep2 = (float)beta2,
            Take2 = (float)(1 - beta2),
            Step = (float)(rate * root / correction1),
            Epsilon = (float)(epsilon * root),
            Shrink = (float)(rate * decay),
        });
    }

    /// <summary>What an update moves, and its factors.</summary>
    internal readonly struct Arrays
    {
        public required float* W { get; init; }

        public required float* M { get; init; }

        public required float* V { get; init; }

        public required float Scale { get; init; }

        public required float Keep1 { get; init; }

        public required float Take1 { get; init; }

        public required float Keep2 { get; init; }

        public required float Take2 { get; init; }

        public required float Step { get; init; }

        public required float Epsilon { get; init; }

        public required float Shrink { get; init; }
    }

    /// <summary>The update of a whole parameter.</summary>
    internal readonly struct Kernel(Arrays arrays, float* g) : IRangeKernel
    {
        public void Run<TVector>(long start, int count)
            where TVector : unmanaged, ISimd<TVector> =>
            UpdateLoop.Run<TVector, Step<TVector>>(new(arrays), g + start, 0, start, 0, 1, count);

        public void RunReference(long start, int count)
        {
            Arrays a = arrays;
            for (long i = start; i < start + count; i++)
            {
                float gradient = a.Scale * g[i];
                float size = MathF.Max(Floor, MathF.Abs(gradient));
                float first = a.Keep1 * a.M[i] + a.Take1 * gradient;
                float second = a.Keep2 * a.V[i] + a.Take2 * (size * size);
                first = MathF.Abs(first) < SgdKernel.Tiny ? 0 : first;
                a.M[i] = first;
                a.V[i] = second;
                a.W[i] -= a.Step * first / (MathF.Sqrt(second) + a.Epsilon) + a.Shrink * a.W[i];
            }
        }
    }

    /// <summary>The formula over vectors.</summary>
    internal readonly struct Step<TVector> : IUpdateStep<TVector>
        where TVector : unmanaged, ISimd<TVector>
    {
        private readonly float* _w;
        private readonly float* _m;
        private readonly float* _v;
        private readonly TVector _scale;
        private readonly TVector _keep1;
        private readonly TVector _take1;
        private readonly TVector _keep2;
        private readonly TVector _take2;
        private readonly TVector _step;
        private readonly TVector _epsilon;
        private readonly TVector _shrink;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Step(in Arrays arrays)
        {
            _w = arrays.W;
            _m = arrays.M;
            _v = arrays.V;
            _scale = TVector.Create(arrays.Scale);
            _keep1 = TVector.Create(arrays.Keep1);
            _take1 = TVector.Create(arrays.Take1);
            _keep2 = TVector.Create(arrays.Keep2);
            _take2 = TVector.Create(arrays.Take2);
            _step = TVector.Create(arrays.Step);
            _epsilon = TVector.Create(arrays.Epsilon);
            _shrink = TVector.Create(arrays.Shrink);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<L>(float* g, long i, L lanes)
            where L : unmanaged, ILanes
        {
            var gradient = _scale * lanes.Load<TVector>(g);
            var size = TVector.Max(TVector.Create(Floor), TVector.Abs(gradient));
            var first = _keep1 * lanes.Load<TVector>(_m + i) + _take1 * gradient;
            var second = _keep2 * lanes.Load<TVector>(_v + i) + _take2 * (size * size);
            first = TVector.IfLess(TVector.Abs(first), TVector.Create(SgdKernel.Tiny), TVector.Create(0), first);
            lanes.Store(_m + i, first);
            lanes.Store(_v + i, second);

            // The decay joins the step before w is rounded: a factor of 1 − rate·decay on w would have few digits of rate·decay.
            var weight = lanes.Load<TVector>(_w + i);
            lanes.Store(_w + i, weight - (_step * first / (TVector.Sqrt(second) + _epsilon) + _shrink * weight));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void AskFor(long i)
        {
            CacheLine.Prefetch(_w + i);
            CacheLine.Prefetch(_m + i);
            CacheLine.Prefetch(_v + i);
        }
    }
}
