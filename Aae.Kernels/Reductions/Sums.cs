using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Reductions;

/// <summary>Sums over whole arrays.</summary>
internal static unsafe class Sums
{
    /// <summary>Σ x².</summary>
    public static double OfSquares(float* x, long count, WorkerTeam team, InstructionSet? form = null) =>
        ElementLoop.Sum(new Squares(x), count, team, form);

    private readonly struct Squares(float* x) : ITermKernel
    {
        public double Reference(long i) => (double)x[i] * x[i];
    }
}
