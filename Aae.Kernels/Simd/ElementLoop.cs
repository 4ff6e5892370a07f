using Aae.Core.Threading;

namespace Aae.Kernels.Simd;

/// <summary>A kernel whose outputs at one place depend on the inputs at that place alone.</summary>
internal interface IElementKernel
{
    /// <summary>What the kernel means, for the element at i.</summary>
    void Reference(long i);
}

/// <summary>The terms of a sum, each a function of the inputs at one place.</summary>
internal interface ITermKernel
{
    /// <summary>What the term at i means.</summary>
    double Reference(long i);
}

/// <summary>The loops over elements.</summary>
internal static class ElementLoop
{
    /// <summary>Runs a kernel over elements 0 to count − 1.</summary>
    public static void Run<TKernel>(TKernel kernel, long count, WorkerTeam team, InstructionSet? form = null)
        where TKernel : unmanaged, IElementKernel =>
        Chunks.Run(new Elements<TKernel>(kernel), count, Chunks.Elements, team, form);

    /// <summary>Sums the terms of elements 0 to count − 1.</summary>
    public static double Sum<TKernel>(TKernel kernel, long count, WorkerTeam team, InstructionSet? form = null)
        where TKernel : unmanaged, ITermKernel =>
        Chunks.Sum(new Terms<TKernel>(kernel), count, Chunks.Elements, team, form);

    private readonly struct Elements<TKernel>(TKernel kernel) : IRangeKernel
        where TKernel : unmanaged, IElementKernel
    {
        public void RunReference(long start, int count)
        {
            for (long i = start; i < start + count; i++)
            {
                kernel.Reference(i);
            }
        }
    }

    private readonly struct Terms<TKernel>(TKernel kernel) : IRangeSum
        where TKernel : unmanaged, ITermKernel
    {
        public double RunReference(long start, int count)
        {
            double sum = 0;
            for (long i = start; i < start + count; i++)
            {
                sum += kernel.Reference(i);
            }

            return sum;
        }
    }
}
