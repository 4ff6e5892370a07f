using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Elementwise;

/// <summary>Sums of arrays.</summary>
internal static unsafe class Arithmetic
{
    /// <summary>y = scale·x + addend, the product rounded before the sum. y may be x or addend.</summary>
    public static void MultiplyAdd(
        float* x, float scale, float* addend, float* y, long count, WorkerTeam team, InstructionSet? form = null) =>
        ElementLoop.Run(new Kernel(x, scale, addend, y), count, team, form);

    private readonly struct Kernel(float* x, float scale, float* addend, float* y) : IElementKernel
    {
        public void Reference(long i) => y[i] = scale * x[i] + addend[i];
    }
}
