using Aae.Core.Threading;
using Aae.Kernels.Gemm;

namespace Aae.Models.Training;

/// <summary>The arithmetic peak of the machine, against which a step's speed is read.</summary>
public static class PeakSpeed
{
    /// <summary>Measures how many floating-point operations fused multiply-adds reach on registers, in about a second.</summary>
    /// <param name="team">The threads that work at once.</param>
    /// <returns>GFLOP/s in float32, a fused multiply-add counted as two.</returns>
    public static double Measure(WorkerTeam team) => FmaPeak.Measure(team);
}
