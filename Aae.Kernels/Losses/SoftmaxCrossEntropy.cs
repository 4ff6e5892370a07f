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
        ExponentialLoop.Sum(new RowValue(columns, logits, targets), logits, rows, columns, team, form);

    /// <summary>∂x = scale·(softmax(x)·Σt − t) for each row. gradient may be logits.</summary>
    public static void Gradient(
        float* logits, float* targets, float scale, float* gradient, int rows, int columns, WorkerTeam team,
        InstructionSet? form = null) =>
        ExponentialLoop.Run(new RowGradient(columns, logits, targets, scale, gradient), logits, rows, columns, team, form);

    /// <summary>t·(log Σ − (x − m)), 0 where t is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Term<V>(V x, V t, float max, float logSum)
        where V : unmanaged, ISimd<V> =>
        V.IfEqual(t, V.Create(0), V.Create(0), t * (V.Create(logSum) - (x - V.Create(max))));

    private readonly struct RowValue(int columns, float* x, float* t) : IExponentialKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double Finish<V>(long row, float* e, float max)
            where V : unmanaged, ISimd<V>
        {
            float logSum = VectorMath.Log((float)ElementLoop.SumRow<V, Plain>(new(e), columns));
            return ElementLoop.SumRow<V, Terms>(new(x + row * columns, t + row * columns, max, logSum), columns);
        }

        public double Row<V>(long row)
            where V : unmanaged, ISimd<V>
        {
            float* logits = x + row * columns;
            double sum = Exponentials.Sum<V>(logits, columns, out float max);
            return ElementLoop.Sum<V, Terms>(new(logits, t + row * columns, max, VectorMath.Log((float)sum)), 0, columns);
        }

        public double Reference(long row)
        {
            float* logits = x + row * columns;
            float* targets = t + row * columns;
            float max = Exponentials.Largest(logits, columns);
            double logSum = Math.Log(Exponentials.SumReference(logits, columns, max));
            double value = 0;
            for (int j = 0; j < columns; j++)
            {
                value += targets[j] == 0 ? 0 : targets[j] * (logSum - ((double)logits[j] - max));
            }

            return value;
        }
    }

    private readonly struct RowGradient(int columns, float* x, float* t, float scale, float* gradient) : IExponentialKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double Finish<V>(long row, float* e, float max)
            where V : unmanaged, ISimd<V>
        {
            float* targets = t + row * columns;
            double sum = ElementLoop.SumRow<V, Plain>(new(e), columns);
            double mass = ElementLoop.SumRow<V, Plain>(new(targets), columns);
            var step = new Difference(targets, (float)(mass / sum), scale);
            ElementLoop.RunRow<V, Applied<Difference>>(new(step, e, gradient + row * columns), columns);
            return 0;
        }

        public double Row<V>(long row)
            where V : unmanaged, ISimd<V>
        {
            float* targets = t + row * columns;
            var exponentials = new StoredExponentials<V>(x + row * columns, gradient + row * columns, columns);
            double mass = ElementLoop.Sum<V, Plain>(new(targets), 0, columns);
            exponentials.Finish(new Difference(targets, (float)(mass / exponentials.Sum), scale));
            return 0;
        }

        public double Reference(long row)
        {
            float* logits = x + row * columns;
            float* targets = t + row * columns;
            float max = Exponentials.Largest(logits, columns);
            double sum = Exponentials.SumReference(logits, columns, max);
            double mass = 0;
            for (int j = 0; j < columns; j++)
            {
                mass += targets[j];
            }

            for (int j = 0; j < columns; j++)
            {
                gradient[row * columns + j] = (float)(scale * (Math.Exp((double)logits[j] - max) / sum * mass - targets[j]));
            }

            return 0;
        }
    }

    private readonly struct Terms(float* x, float* t, float max, float logSum) : IVectorTerm
    {
        public static bool IsCheap => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Add<V, L>(V sum, long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes =>
            sum + Term(lanes.Load<V>(x + i), lanes.Load<V>(t + i), max, logSum);
    }

    /// <summary>scale·(e·factor − t).</summary>
    private readonly struct Difference(float* t, float factor, float scale) : IExponentialStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V, L>(V e, long j, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes => V.Create(scale) * (e * V.Create(factor) - lanes.Load<V>(t + j));
    }
}
