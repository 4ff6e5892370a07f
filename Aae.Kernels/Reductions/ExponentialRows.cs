using System.Runtime.CompilerServices;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Reductions;

/// <summary>A row kernel that starts from a row's exponentials e^(x − m), m being its largest number.</summary>
internal unsafe interface IExponentialKernel : IRowKernel
{
    /// <summary>Does a narrow row whose exponentials are at e.</summary>
    double Finish<V>(long row, float* e, float max)
        where V : unmanaged, ISimd<V>;
}

/// <summary>
/// Such a kernel over ranges of rows. Narrow rows go in blocks, step by step: within one row each step would wait for the one
/// before it, and few rows fit into the processor's window. The exponentials of a block are one loop over whole vectors.
/// </summary>
/// <remarks>x [rows, columns]. Which way a row goes follows from the number of columns alone.</remarks>
internal readonly unsafe struct ExponentialRows<TKernel>(TKernel kernel, float* x, int columns) : IRangeKernel, IRangeSum
    where TKernel : unmanaged, IExponentialKernel
{
    /// <summary>Columns up to which a row is narrow.</summary>
    private const int Narrow = 64;

    /// <summary>Numbers in a block.</summary>
    private const int Block = 1024;

    /// <summary>Room for a whole vector that starts at the last number of a block.</summary>
    private const int Margin = 16;

    public void Run<V>(long start, int count)
        where V : unmanaged, ISimd<V> => Sum<V>(start, count);

    public void RunReference(long start, int count) => new Rows<TKernel>(kernel, columns).RunReference(start, count);

    public double SumReference(long start, int count) => new Rows<TKernel>(kernel, columns).SumReference(start, count);

    public double Sum<V>(long start, int count)
        where V : unmanaged, ISimd<V> =>
        columns is >= 1 and <= Narrow ? Blocks<V>(start, count) : new Rows<TKernel>(kernel, columns).Sum<V>(start, count);

    [SkipLocalsInit]
    private double Blocks<V>(long start, int count)
        where V : unmanaged, ISimd<V>
    {
        float* e = stackalloc float[Block + Margin];
        float* max = stackalloc float[Block];
        double sum = 0;
        for (int done = 0; done < count;)
        {
            int rows = Math.Min(Block / columns, count - done);
            long first = start + done;
            Differences<V>(x + first * columns, rows, max, e);
            ElementLoop.Run<V, Exponential>(new(e), 0, rows * columns);
            for (int i = 0; i < rows; i++)
            {
                sum += kernel.Finish<V>(first + i, e + i * columns, max[i]);
            }

            done += rows;
        }

        return sum;
    }

    /// <summary>The rows' largest numbers m, and x − m.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Differences<V>(float* from, int rows, float* max, float* difference)
        where V : unmanaged, ISimd<V>
    {
        if (columns >= V.Count)
        {
            for (int i = 0; i < rows; i++, from += columns, difference += columns)
            {
                max[i] = ElementLoop.Largest<V>(from, columns);
                ElementLoop.Run<V, Shift>(new(from, max[i], difference), 0, columns);
            }

            return;
        }

        var lanes = new FirstLanes(columns);
        for (int i = 0; i < rows; i++, from += columns, difference += columns)
        {
            var row = lanes.Load<V>(from);
            max[i] = V.Largest(lanes.Keep(row, V.Create(float.NegativeInfinity)));
            V.Store(difference, row - V.Create(max[i])); // what lies behind the row is overwritten by the next one
        }
    }

    private readonly struct Shift(float* x, float max, float* difference) : IVectorStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes => lanes.Store(difference + i, lanes.Load<V>(x + i) - V.Create(max));
    }

    private readonly struct Exponential(float* x) : IVectorStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes => lanes.Store(x + i, VectorMath.Exp(lanes.Load<V>(x + i)));
    }
}

/// <summary>The loop over the rows of a matrix x [rows, columns] with a team, for kernels that start from their exponentials.</summary>
internal static unsafe class ExponentialLoop
{
    /// <summary>Does all rows.</summary>
    public static void Run<TKernel>(TKernel kernel, float* x, int rows, int columns, WorkerTeam team, InstructionSet? form)
        where TKernel : unmanaged, IExponentialKernel
    {
        Require.Matrix<TKernel>(rows, columns);
        Chunks.Run(new ExponentialRows<TKernel>(kernel, x, columns), rows, Chunks.Lines(columns), team, form);
    }

    /// <summary>Does all rows and sums what they return.</summary>
    public static double Sum<TKernel>(TKernel kernel, float* x, int rows, int columns, WorkerTeam team, InstructionSet? form)
        where TKernel : unmanaged, IExponentialKernel
    {
        Require.Matrix<TKernel>(rows, columns);
        return Chunks.Sum(new ExponentialRows<TKernel>(kernel, x, columns), rows, Chunks.Lines(columns), team, form);
    }
}
