using Aae.Core.Threading;
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
        Chunks.Sum(new Terms(columns, logits, targets), rows, Chunks.Lines(columns), team, form);

    /// <summary>∂x = scale·(softmax(x)·Σt − t) for each row. gradient may be logits.</summary>
    public static void Gradient(
        float* logits, float* targets, float scale, float* gradient, int rows, int columns, WorkerTeam team,
        InstructionSet? form = null) =>
        Chunks.Run(new Difference(columns, logits, targets, scale, gradient), rows, Chunks.Lines(columns), team, form);

    private readonly struct Terms(int columns, float* x, float* t) : IRangeSum
    {
        public double RunReference(long start, int count)
        {
            double value = 0;
            for (long i = start; i < start + count; i++)
            {
                var logits = new ReadOnlySpan<float>(x + i * columns, columns);
                var targets = new ReadOnlySpan<float>(t + i * columns, columns);
                float max = float.NegativeInfinity;
                foreach (float logit in logits)
                {
                    max = MathF.Max(max, logit);
                }

                double sum = 0;
                foreach (float logit in logits)
                {
                    sum += Math.Exp((double)logit - max);
                }

                double logSum = Math.Log(sum);
                for (int j = 0; j < columns; j++)
                {
                    value += targets[j] == 0 ? 0 : targets[j] * (logSum - ((double)logits[j] - max));
                }
            }

            return value;
        }
    }

    private readonly struct Difference(int columns, float* x, float* t, float scale, float* gradient) : IRangeKernel
    {
        public void RunReference(long start, int count)
        {
            for (long i = start; i < start + count; i++)
            {
                var logits = new ReadOnlySpan<float>(x + i * columns, columns);
                var targets = new ReadOnlySpan<float>(t + i * columns, columns);
                var output = new Span<float>(gradient + i * columns, columns);
                float max = float.NegativeInfinity;
                foreach (float logit in logits)
                {
                    max = MathF.Max(max, logit);
                }

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
}
