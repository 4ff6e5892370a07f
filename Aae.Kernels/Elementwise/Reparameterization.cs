using System.Runtime.CompilerServices;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Elementwise;

/// <summary>z = μ + e^½ℓ·ε: a sample of N(μ, e^ℓ) made of one of N(0, 1), element by element.</summary>
internal static unsafe class Reparameterization
{
    /// <summary>z = μ + e^½ℓ·ε. z may be any of the others.</summary>
    public static void Apply(
        float* mean, float* logVariance, float* noise, float* z, long count, WorkerTeam team, InstructionSet? form = null) =>
        ElementLoop.Run(new Samples(mean, logVariance, noise, z), count, team, form);

    /// <summary>∂ℓ = ½·∂z·e^½ℓ·ε, where ∂μ is ∂z itself. gradient may be any of the others.</summary>
    public static void Gradient(
        float* logVariance, float* noise, float* outputGradient, float* gradient, long count, WorkerTeam team, InstructionSet? form = null) =>
        ElementLoop.Run(new LogVariances(logVariance, noise, outputGradient, gradient), count, team, form);

    private readonly struct Samples(float* mean, float* logVariance, float* noise, float* z) : IElementKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes
        {
            var deviation = VectorMath.Exp(V.Create(0.5f) * lanes.Load<V>(logVariance + i));
            lanes.Store(z + i, V.MultiplyAdd(deviation, lanes.Load<V>(noise + i), lanes.Load<V>(mean + i)));
        }

        public void Reference(long i) => z[i] = mean[i] + MathF.Exp(0.5f * logVariance[i]) * noise[i];
    }

    private readonly struct LogVariances(float* logVariance, float* noise, float* outputGradient, float* gradient) : IElementKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes
        {
            var deviation = VectorMath.Exp(V.Create(0.5f) * lanes.Load<V>(logVariance + i));
            lanes.Store(gradient + i, V.Create(0.5f) * lanes.Load<V>(outputGradient + i) * (deviation * lanes.Load<V>(noise + i)));
        }

        public void Reference(long i) => gradient[i] = 0.5f * outputGradient[i] * (MathF.Exp(0.5f * logVariance[i]) * noise[i]);
    }
}
