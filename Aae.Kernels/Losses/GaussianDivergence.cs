using System.Runtime.CompilerServices;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Losses;

/// <summary>KL(N(μ, e^ℓ) ‖ N(0, s²)), summed over elements: what a Gaussian posterior's distance to a Gaussian prior adds up from.</summary>
/// <remarks>A term is ½(μ²/s² + eᵘ − 1 − u) with u = ℓ − log s² (Kingma and Welling 2014, appendix B, there for s = 1).</remarks>
internal static unsafe class GaussianDivergence
{
    /// <summary>The sum over all elements, s above 0.</summary>
    public static double Value(
        float* mean, float* logVariance, float deviation, long count, WorkerTeam team, InstructionSet? form = null) =>
        0.5 * ElementLoop.Sum(new Terms(mean, logVariance, Precision(deviation), LogPriorVariance(deviation)), count, team, form);

    /// <summary>∂μ = scale·μ/s². gradient may be mean.</summary>
    public static void MeanGradient(
        float* mean, float deviation, float scale, float* gradient, long count, WorkerTeam team, InstructionSet? form = null) =>
        ElementLoop.Run(new Means(mean, scale * Precision(deviation), gradient), count, team, form);

    /// <summary>∂ℓ = scale·½(e^ℓ/s² − 1). gradient may be logVariance.</summary>
    public static void LogVarianceGradient(
        float* logVariance, float deviation, float scale, float* gradient, long count, WorkerTeam team, InstructionSet? form = null) =>
        ElementLoop.Run(new LogVariances(logVariance, LogPriorVariance(deviation), 0.5f * scale, gradient), count, team, form);

    private static float Precision(float deviation) => 1 / (deviation * deviation);

    private static float LogPriorVariance(float deviation)
    {
        Require.That(deviation > 0 && float.IsFinite(deviation), "the deviation of a Gaussian divergence", deviation, "finite and above 0");
        return (float)(2 * Math.Log(deviation));
    }

    private readonly struct Terms(float* mean, float* logVariance, float precision, float logPriorVariance) : ITermKernel
    {
        public static bool IsCheap => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Add<V, L>(V sum, long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes
        {
            var μ = lanes.Load<V>(mean + i);
            var u = lanes.Load<V>(logVariance + i) - V.Create(logPriorVariance);
            var spread = VectorMath.Exp(u) - (V.Create(1) + u);
            return sum + V.MultiplyAdd(V.Create(precision) * μ, μ, spread);
        }

        public double Reference(long i)
        {
            double u = (double)logVariance[i] - logPriorVariance;
            return (double)precision * mean[i] * mean[i] + Math.Exp(u) - 1 - u;
        }
    }

    private readonly struct Means(float* mean, float scale, float* gradient) : IElementKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes => lanes.Store(gradient + i, V.Create(scale) * lanes.Load<V>(mean + i));

        public void Reference(long i) => gradient[i] = scale * mean[i];
    }

    private readonly struct LogVariances(float* logVariance, float logPriorVariance, float scale, float* gradient) : IElementKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes
        {
            var ratio = VectorMath.Exp(lanes.Load<V>(logVariance + i) - V.Create(logPriorVariance));
            lanes.Store(gradient + i, V.Create(scale) * (ratio - V.Create(1)));
        }

        public void Reference(long i) => gradient[i] = scale * (MathF.Exp(logVariance[i] - logPriorVariance) - 1);
    }
}
