using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Losses;

/// <summary>½ Σ (p − t)².</summary>
internal static unsafe class HalfSquaredError
{
    /// <summary>½ Σ (p − t)² over all elements.</summary>
    public static double Value(float* prediction, float* target, long count, WorkerTeam team, InstructionSet? form = null) =>
        0.5 * ElementLoop.Sum(new Squares(prediction, target), count, team, form);

    /// <summary>∂p = scale·(p − t). gradient may be prediction or target.</summary>
    public static void Gradient(
        float* prediction, float* target, float scale, float* gradient, long count, WorkerTeam team, InstructionSet? form = null) =>
        ElementLoop.Run(new Difference(prediction, target, scale, gradient), count, team, form);

    private readonly struct Squares(float* p, float* t) : ITermKernel
    {
        public double Reference(long i)
        {
            double difference = p[i] - t[i];
            return difference * difference;
        }
    }

    private readonly struct Difference(float* p, float* t, float scale, float* gradient) : IElementKernel
    {
        public void Reference(long i) => gradient[i] = scale * (p[i] - t[i]);
    }
}
