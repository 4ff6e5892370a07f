using System.Runtime.CompilerServices;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Losses;

/// <summary>−Σ t·log σ(x) + (1 − t)·log(1 − σ(x)), of logits x and targets t in [0, 1].</summary>
/// <remarks>
/// As log σ(x) = −log(1 + e⁻ˣ), a term is max(x, 0) − x·t + log(1 + e^−|x|), in which nothing overflows. It is written
/// |x|·(x &gt; 0 ? 1 − t : t) + log(1 + e^−|x|): two parts that are never negative, so that no digits cancel.
/// </remarks>
internal static unsafe class BinaryCrossEntropy
{
    /// <summary>The sum over all elements.</summary>
    public static double Value(float* logits, float* targets, long count, WorkerTeam team, InstructionSet? form = null) =>
        ElementLoop.Sum(new Terms(logits, targets), count, team, form);

    /// <summary>∂x = scale·(σ(x) − t). gradient may be logits or targets.</summary>
    public static void Gradient(
        float* logits, float* targets, float scale, float* gradient, long count, WorkerTeam team, InstructionSet? form = null) =>
        ElementLoop.Run(new Difference(logits, targets, scale, gradient), count, team, form);

    private readonly struct Terms(float* x, float* t) : ITermKernel
    {
        public static bool IsCheap => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Add<V, L>(V sum, long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes
        {
            var logit = lanes.Load<V>(x + i);
            var target = lanes.Load<V>(t + i);
            var size = V.Abs(logit);
            var missing = V.IfLess(V.Create(0), logit, V.Create(1) - target, target);
            return sum + V.MultiplyAdd(size, missing, VectorMath.Log1P(VectorMath.Exp(-size)));
        }

        public double Reference(long i)
        {
            double size = Math.Abs((double)x[i]);
            return size * (x[i] > 0 ? 1 - t[i] : t[i]) + double.LogP1(Math.Exp(-size));
        }
    }

    private readonly struct Difference(float* x, float* t, float scale, float* gradient) : IElementKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes =>
            lanes.Store(gradient + i, V.Create(scale) * (VectorMath.Sigmoid(lanes.Load<V>(x + i)) - lanes.Load<V>(t + i)));

        public void Reference(long i)
        {
            float e = MathF.Exp(-MathF.Abs(x[i]));
            gradient[i] = scale * ((x[i] < 0 ? e : 1) / (1 + e) - t[i]);
        }
    }
}
