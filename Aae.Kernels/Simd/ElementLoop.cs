using System.Runtime.CompilerServices;
using Aae.Core.Threading;

namespace Aae.Kernels.Simd;

/// <summary>A vector of outputs, each of which depends on the inputs at its own place alone.</summary>
internal interface IVectorStep
{
    /// <summary>Does the elements from i on that fill the lanes.</summary>
    void Step<V, L>(long i, L lanes)
        where V : unmanaged, ISimd<V>
        where L : unmanaged, ILanes;
}

/// <summary>A vector of terms of a sum, each of which depends on the inputs at its own place alone.</summary>
internal interface IVectorTerm
{
    /// <summary>Whether a term takes so few instructions that the sum has to be quick.</summary>
    static abstract bool IsCheap { get; }

    /// <summary>
    /// Each lane's sum with the term at its place, from i on. What stands in lanes behind the end does not matter.
    /// </summary>
    V Add<V, L>(V sum, long i, L lanes)
        where V : unmanaged, ISimd<V>
        where L : unmanaged, ILanes;
}

/// <summary>A whole kernel of independent elements.</summary>
internal interface IElementKernel : IVectorStep
{
    /// <summary>What the kernel means, for the element at i.</summary>
    void Reference(long i);
}

/// <summary>A whole kernel that sums terms.</summary>
internal interface ITermKernel : IVectorTerm
{
    /// <summary>What the term at i means.</summary>
    double Reference(long i);
}

/// <summary>The loops over elements: over a whole array with a team, or over one piece with vectors.</summary>
internal static unsafe class ElementLoop
{
    /// <summary>Terms that a lane adds up in floats before they go into a double.</summary>
    private const int FloatTerms = 16;

    /// <summary>Runs a kernel over elements 0 to count − 1.</summary>
    public static void Run<TKernel>(TKernel kernel, long count, WorkerTeam team, InstructionSet? form)
        where TKernel : unmanaged, IElementKernel
    {
        Require.Count<TKernel>(count);
        Chunks.Run(new Elements<TKernel>(kernel), count, Chunks.Elements, team, form);
    }

    /// <summary>Sums the terms of elements 0 to count − 1.</summary>
    public static double Sum<TKernel>(TKernel kernel, long count, WorkerTeam team, InstructionSet? form)
        where TKernel : unmanaged, ITermKernel
    {
        Require.Count<TKernel>(count);
        return Chunks.Sum(new Terms<TKernel>(kernel), count, Chunks.Elements, team, form);
    }

    /// <summary>Runs elements start to start + count − 1 on this thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<V, TStep>(TStep kernel, long start, int count)
        where V : unmanaged, ISimd<V>
        where TStep : unmanaged, IVectorStep
    {
        long i = start;
        long end = start + count;
        for (; i <= end - V.Count; i += V.Count)
        {
            kernel.Step<V, AllLanes>(i, default);
        }

        if (i < end)
        {
            kernel.Step<V, FirstLanes>(i, new((int)(end - i)));
        }
    }

    /// <summary>
    /// Sums terms start to start + count − 1 on this thread. A lane adds up at most FloatTerms of them in floats, and the
    /// three that may be left at the end; four lanes make one, and the rest is done in doubles: a sum of terms of one sign is
    /// right to 20 roundings of a float.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sum<V, TTerm>(TTerm kernel, long start, int count)
        where V : unmanaged, ISimd<V>
        where TTerm : unmanaged, IVectorTerm
    {
        double sum = 0;
        long i = start;
        long end = start + count;
        while (i < end)
        {
            // Four sums side by side, as an addition must wait for the one before it.
            var sum0 = V.Create(0);
            var sum1 = V.Create(0);
            var sum2 = V.Create(0);
            var sum3 = V.Create(0);
            long stop = Math.Min(end, i + (TTerm.IsCheap ? 4 : 1) * FloatTerms * V.Count);
            for (; TTerm.IsCheap && i <= stop - 4 * V.Count; i += 4 * V.Count)
            {
                sum0 = kernel.Add<V, AllLanes>(sum0, i, default);
                sum1 = kernel.Add<V, AllLanes>(sum1, i + V.Count, default);
                sum2 = kernel.Add<V, AllLanes>(sum2, i + 2 * V.Count, default);
                sum3 = kernel.Add<V, AllLanes>(sum3, i + 3 * V.Count, default);
            }

            for (; i <= stop - V.Count; i += V.Count)
            {
                sum0 = kernel.Add<V, AllLanes>(sum0, i, default);
            }

            if (i < stop)
            {
                var lanes = new FirstLanes((int)(stop - i));
                sum0 = lanes.Keep(kernel.Add<V, FirstLanes>(sum0, i, lanes), sum0);
                i = stop;
            }

            sum += V.Sum(sum0 + sum1 + (sum2 + sum3));
        }

        return sum;
    }

    /// <summary>Runs the elements of a row, 1 or more; one that is shorter than a vector without a call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RunRow<V, TStep>(TStep kernel, int columns)
        where V : unmanaged, ISimd<V>
        where TStep : unmanaged, IVectorStep
    {
        if (columns < V.Count)
        {
            kernel.Step<V, FirstLanes>(0, new(columns));
        }
        else
        {
            Run<V, TStep>(kernel, 0, columns);
        }
    }

    /// <summary>Sums the terms of a row, 1 or more; one that is shorter than a vector without a call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double SumRow<V, TTerm>(TTerm kernel, int columns)
        where V : unmanaged, ISimd<V>
        where TTerm : unmanaged, IVectorTerm
    {
        if (columns < V.Count)
        {
            var lanes = new FirstLanes(columns);
            return V.Sum(lanes.Keep(kernel.Add<V, FirstLanes>(V.Create(0), 0, lanes), V.Create(0)));
        }

        return Sum<V, TTerm>(kernel, 0, columns);
    }

    /// <summary>The largest of some numbers; −∞ of none. NaNs may be passed over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Largest<V>(float* x, int count)
        where V : unmanaged, ISimd<V>
    {
        var none = V.Create(float.NegativeInfinity);
        var largest = none;
        int i = 0;
        for (; i <= count - V.Count; i += V.Count)
        {
            largest = V.Max(V.Load(x + i), largest);
        }

        if (i < count)
        {
            var lanes = new FirstLanes(count - i);
            largest = V.Max(lanes.Keep(lanes.Load<V>(x + i), none), largest);
        }

        return V.Largest(largest);
    }

    private readonly struct Elements<TKernel>(TKernel kernel) : IRangeKernel
        where TKernel : unmanaged, IElementKernel
    {
        public void Run<V>(long start, int count)
            where V : unmanaged, ISimd<V> => ElementLoop.Run<V, TKernel>(kernel, start, count);

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
        public double Sum<V>(long start, int count)
            where V : unmanaged, ISimd<V> => ElementLoop.Sum<V, TKernel>(kernel, start, count);

        public double SumReference(long start, int count)
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
