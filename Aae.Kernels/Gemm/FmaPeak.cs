using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Gemm;

/// <summary>
/// The rate of fused multiply-adds on registers alone, which no product can exceed: the yardstick of every kernel. Measured,
/// not computed, since clock and width differ from one CPU, and one moment, to the next.
/// </summary>
internal static unsafe class FmaPeak
{
    private const int Chains = 12;
    private const int Runs = 9;

    /// <summary>GFLOP/s of all threads of a team together, with the instruction set in use.</summary>
    public static double Measure(WorkerTeam team) => Measure(InstructionSets.Current, team);

    /// <summary>
    /// The same with one instruction set, which the CPU must have. Takes about a tenth of a second: the system may take that
    /// long to give a woken thread a core of its own.
    /// </summary>
    internal static double Measure(InstructionSet set, WorkerTeam team)
    {
        const int Steps = 2_000_000;
        double[] rates = new double[Runs];
        Run(set, team, Steps); // warms up: the CPU raises its clock, the team wakes
        for (int run = 0; run < Runs; run++)
        {
            long before = Stopwatch.GetTimestamp();
            double operations = Run(set, team, Steps);
            rates[run] = operations / Stopwatch.GetElapsedTime(before).TotalSeconds / 1e9;
        }

        // The greatest: whatever disturbs a run makes it slower.
        return rates.Max();
    }

    /// <summary>Runs so many steps of the chains on each thread, for measurements that bring their own clock.</summary>
    /// <returns>The floating-point operations of all threads together; a multiply-add counts two.</returns>
    internal static double Run(InstructionSet set, WorkerTeam team, int steps)
    {
        float* sinks = stackalloc float[team.Threads];
        team.Run(team.Threads, new FmaChains { Set = set, Steps = steps, Sinks = sinks });
        return 2.0 * FmaChains.Lanes(set) * Chains * steps * team.Threads;
    }

    /// <summary>Independent chains, enough of them to hide the latency, each of multiply-adds that need no memory.</summary>
    private struct FmaChains : IParallelWork
    {
        public InstructionSet Set;
        public int Steps;
        public float* Sinks;

        public static int Lanes(InstructionSet set) => set switch
        {
            InstructionSet.Avx512 => Lanes512.Count,
            InstructionSet.Avx2 => Lanes256.Count,
            InstructionSet.Vector128 => Lanes128.Count,
            _ => 1,
        };

        public readonly void Execute(int index) => Sinks[index] = Set switch
        {
            InstructionSet.Avx512 => Run<Lanes512, Vector512<float>>(Steps),
            InstructionSet.Avx2 => Run<Lanes256, Vector256<float>>(Steps),
            InstructionSet.Vector128 => Run<Lanes128, Vector128<float>>(Steps),
            _ => RunScalar(Steps),
        };

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static float Run<TLanes, TVector>(int steps)
            where TLanes : struct, IVectorForm<TVector>
            where TVector : struct
        {
            // Sums that tend to 1 / (1 − ½) stay normal numbers however long the chain.
            TVector half = TLanes.Broadcast(0.5f), one = TLanes.Broadcast(1);
            TVector c0 = one, c1 = one, c2 = one, c3 = one, c4 = one, c5 = one;
            TVector c6 = one, c7 = one, c8 = one, c9 = one, c10 = one, c11 = one;
            for (int step = 0; step < steps; step++)
            {
                c0 = TLanes.MultiplyAdd(c0, half, one);
                c1 = TLanes.MultiplyAdd(c1, half, one);
                c2 = TLanes.MultiplyAdd(c2, half, one);
                c3 = TLanes.MultiplyAdd(c3, half, one);
                c4 = TLanes.MultiplyAdd(c4, half, one);
                c5 = TLanes.MultiplyAdd(c5, half, one);
                c6 = TLanes.MultiplyAdd(c6, half, one);
                c7 = TLanes.MultiplyAdd(c7, half, one);
                c8 = TLanes.MultiplyAdd(c8, half, one);
                c9 = TLanes.MultiplyAdd(c9, half, one);
                c10 = TLanes.MultiplyAdd(c10, half, one);
                c11 = TLanes.MultiplyAdd(c11, half, one);
            }

            TVector sum = TLanes.Add(TLanes.Add(TLanes.Add(c0, c1), TLanes.Add(c2, c3)), TLanes.Add(TLanes.Add(c4, c5), TLanes.Add(c6, c7)));
            return TLanes.Sum(TLanes.Add(sum, TLanes.Add(TLanes.Add(c8, c9), TLanes.Add(c10, c11))));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static float RunScalar(int steps)
        {
            float c0 = 1, c1 = 1, c2 = 1, c3 = 1, c4 = 1, c5 = 1, c6 = 1, c7 = 1, c8 = 1, c9 = 1, c10 = 1, c11 = 1;
            for (int step = 0; step < steps; step++)
            {
                c0 = MathF.FusedMultiplyAdd(c0, 0.5f, 1);
                c1 = MathF.FusedMultiplyAdd(c1, 0.5f, 1);
                c2 = MathF.FusedMultiplyAdd(c2, 0.5f, 1);
                c3 = MathF.FusedMultiplyAdd(c3, 0.5f, 1);
                c4 = MathF.FusedMultiplyAdd(c4, 0.5f, 1);
                c5 = MathF.FusedMultiplyAdd(c5, 0.5f, 1);
                c6 = MathF.FusedMultiplyAdd(c6, 0.5f, 1);
                c7 = MathF.FusedMultiplyAdd(c7, 0.5f, 1);
                c8 = MathF.FusedMultiplyAdd(c8, 0.5f, 1);
                c9 = MathF.FusedMultiplyAdd(c9, 0.5f, 1);
                c10 = MathF.FusedMultiplyAdd(c10, 0.5f, 1);
                c11 = MathF.FusedMultiplyAdd(c11, 0.5f, 1);
            }

            return c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11;
        }
    }
}
