using System.Runtime.CompilerServices;
using Aae.Core.Threading;
using Aae.Kernels.Reductions;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Losses;

/// <summary>−Σ_j t_j log softmax(x)_j for each row, of logits x and target probabilities t.</summary>
/// <remarks>log softmax(x)_j = x_j − m − log Σ_k e^(x_k − m) with m = max x, in which nothing overflows.</remarks>
internal static unsafe class SoftmaxCrossEntropy
{
    /// <summary>
    /// The sum over all rows. logits, targets [rows, columns]. A target of 0 adds nothing, even where its logit is −∞.
    /// </summary>
    public static double Value(
        float* logits, float* targets, int rows, int columns, WorkerTeam team, InstructionSet? form = null) =>
        Chunks.Sum(new RowTerms(columns, logits, targets), rows, Chunks.Lines(columns), team, form);

    /// <summary>∂x = scale·(softmax(x)·Σt − t) for each row. gradient may be logits.</summary>
    public static void Gradient(
        float* logits, float* targets, float scale, float* gradient, int rows, int columns, WorkerTeam team,
        InstructionSet? form = null) =>
        Chunks.Run(new RowGradient(columns, logits, targets, scale, gradient), rows, Chunks.Lines(columns), team, form);

    private readonly struct RowTerms(int columns, float* x, float* t) : IRangeSum
    {
        public double Sum<V>(long start, int count)
            where V : unmanaged, ISimd<V>
        {
            double value = 0;
            for (long i = start; i < start + count; i++)
            {
                float* logits = x + i * columns;
                float max = ElementLoop.Largest<V>(logits, columns);
                double sum = ElementLoop.Sum<V, Powers>(new(logits, max), 0, columns);
                value += ElementLoop.Sum<V, Terms>(new(logits, t + i * columns, max, (float)Math.Log(sum)), 0, columns);
            }

            return value;
        }

        public double SumReference(long start, int count)
        {
            double value = 0;
            for (long i = start; i < start + count; i++)
            {
                float* logits = x + i * columns;
                float* targets = t + i * columns;
                float max = Exponentials.Largest(logits, columns);
                double sum = 0;
                for (int j = 0; j < columns; j++)
                {
                    sum += Math.Exp((double)logits[j] - max);
                }

                for (int j = 0; j < columns; j++)
                {
                    value += targets[j] == 0 ? 0 : targets[j] * (Math.Log(sum) - ((double)logits[j] - max));
                }
            }

            return value;
        }
    }

    private readonly struct RowGradient(int columns, float* x, float* t, float scale, float* gradient) : IRangeKernel
    {
        public void Run<V>(long start, int count)
            where V : unmanaged, ISimd<V>
        {
            for (long i = start; i < start + count; i++)
            {
                float* logits = x + i * columns;
                float* targets = t + i * columns;
                float* output = gradient + i * columns;
                float max = ElementLoop.Largest<V>(logits, columns);
                double sum = ElementLoop.Sum<V, Exponentials>(new(logits, max, output), 0, columns);
                double mass = ElementLoop.Sum<V, Plain>(new(targets), 0, columns);
                ElementLoop.Run<V, Difference>(new(output, targets, (float)(mass / sum), scale), 0, columns);
            }
        }

        public void RunReference(long start, int count)
        {
            for (long i = start; i < start + count; i++)
            {
                float* logits = x + i * columns;
                float* targets = t + i * columns;
                float* output = gradient + i * columns;
                float max = Exponentials.Largest(logits, columns);
                double sum = 0;
                double mass = 0;
                for (int j = 0; j < columns; j++)
                {
                    output[j] = MathF.Exp(logits[j] - max);
                    sum += output[j];
                    mass += targets[j];
                }

                for (int j = 0; j < columns; j++)
                {
                    output[j] = scale * (output[j] * (float)(mass / sum) - targets[j]);
                }
            }
        }
    }

    /// <summary>e^(x − m).</summary>
    private readonly struct Powers(float* x, float max) : IVectorTerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Term<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes => VectorMath.Exp(lanes.Load<V>(x + i) - V.Create(max));
    }

    /// <summary>t·(log Σ − (x − m)).</summary>
    private readonly struct Terms(float* x, float* t, float max, float logSum) : IVectorTerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Term<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes
        {
            var target = lanes.Load<V>(t + i);
            var term = target * (V.Create(logSum) - (lanes.Load<V>(x + i) - V.Create(max)));
            return V.IfEqual(target, V.Create(0), V.Create(0), term);
        }
    }

    private readonly struct Plain(float* x) : IVectorTerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Term<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes => lanes.Load<V>(x + i);
    }

    /// <summary>scale·(e·factor − t), in place of e.</summary>
    private readonly struct Difference(float* e, float* t, float factor, float scale) : IVectorStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes
        {
            var difference = lanes.Load<V>(e + i) * V.Create(factor) - lanes.Load<V>(t + i);
            lanes.Store(e + i, V.Create(scale) * difference);
        }
    }
}
