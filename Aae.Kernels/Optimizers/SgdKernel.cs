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
        Require.Count<Kernel>(count);
        Prepare(w, v, rate, momentum, decay, gradientScale).Run(g, count, team, form);
    }

    /// <summary>The same for a gradient that is still to be computed.</summary>
    /// <exception cref="AaeException">A factor is out of its range.</exception>
    public static ParameterUpdate Prepare(float* w, float* v, float rate, float momentum, float decay, float gradientScale)
    {
        Require.That(rate is >= 0 and < float.PositiveInfinity, "the rate of SGD", rate, "0 or more and finite");
        Require.That(momentum is >= 0 and < 1, "the momentum of SGD", momentum, "0 or more and below 1");
        Require.That(decay is >= 0 and < float.PositiveInfinity, "the weight decay of SGD", decay, "0 or more and finite");
        Require.That(float.IsFinite(gradientScale), "the gradients' scale in SGD", gradientScale, "finite");
        return new(new Arrays { W = w, V = v, Rate = rate, Momentum = momentum, Decay = decay, Scale = gradientScale });
    }

    /// <summary>What an update moves, and its factors.</summary>
    internal readonly struct Arrays
    {
        public required float* W { get; init; }

        public required float* V { get; init; }

        public required float Rate { get; init; }

        public required float Momentum { get; init; }

        public required float Decay { get; init; }

        public required float Scale { get; init; }
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
                float gradient = float.MultiplyAddEstimate(a.Decay, a.W[i], a.Scale * g[i]);
                float velocity = float.MultiplyAddEstimate(a.Momentum, a.V[i], gradient);
                velocity = MathF.Abs(velocity) < Tiny ? 0 : velocity;
                a.V[i] = velocity;
                a.W[i] = float.MultiplyAddEstimate(-a.Rate, velocity, a.W[i]);
            }
        }
    }

    /// <summary>The formula over vectors.</summary>
    internal readonly struct Step<TVector> : IUpdateStep<TVector>
        where TVector : unmanaged, ISimd<TVector>
    {
        private readonly float* _w;
        private readonly float* _v;
        private readonly TVector _minusRate;
        private readonly TVector _momentum;
        private readonly TVector _decay;
        private readonly TVector _scale;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Step(in Arrays arrays)
        {
            _w = arrays.W;
            _v = arrays.V;
            _minusRate = TVector.Create(-arrays.Rate);
            _momentum = TVector.Create(arrays.Momentum);
            _decay = TVector.Create(arrays.Decay);
            _scale = TVector.Create(arrays.Scale);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<L>(float* g, long i, L lanes)
            where L : unmanaged, ILanes
        {
            var weight = lanes.Load<TVector>(_w + i);
            var gradient = TVector.MultiplyAdd(_decay, weight, _scale * lanes.Load<TVector>(g));
            var velocity = TVector.MultiplyAdd(_momentum, lanes.Load<TVector>(_v + i), gradient);
            velocity = TVector.IfLess(TVector.Abs(velocity), TVector.Create(Tiny), TVector.Create(0), velocity);
            lanes.Store(_v + i, velocity);
            lanes.Store(_w + i, TVector.MultiplyAdd(_minusRate, velocity, weight));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void AskFor(long i)
        {
            CacheLine.Prefetch(_w + i);
            CacheLine.Prefetch(_v + i);
        }
    }
}
