using System.Runtime.CompilerServices;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Optimizers;

/// <summary>An optimizer's formula, its factors in vectors: the JIT does not take their broadcasts out of a loop.</summary>
internal unsafe interface IUpdateStep<V>
    where V : unmanaged, ISimd<V>
{
    /// <summary>Moves the elements of the parameter from i on that fill the lanes, by the gradients at <paramref name="g"/>.</summary>
    void Run<L>(float* g, long i, L lanes)
        where L : unmanaged, ILanes;

    /// <summary>Has the line of each array that holds element i fetched.</summary>
    void AskFor(long i);
}

/// <summary>The loop over the elements of a parameter, or over a part of its rows and columns.</summary>
internal static unsafe class UpdateLoop
{
    // What a row's next parts need, some hundred cycles before they do: too many rows go on at once for the hardware to see it.
    private const int Ahead = 48;

    /// <summary>Moves some columns of some rows.</summary>
    /// <param name="step">The formula.</param>
    /// <param name="g">The gradients [rows, columns].</param>
    /// <param name="gradientStride">Floats from one of their rows to the next.</param>
    /// <param name="first">The place of the first element in the parameter.</param>
    /// <param name="stride">Places from one row to the next.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns; those that follow them are asked for, as they are next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<V, TStep>(TStep step, float* g, nint gradientStride, long first, long stride, int rows, int columns)
        where V : unmanaged, ISimd<V>
        where TStep : unmanaged, IUpdateStep<V>
    {
        for (int row = 0; row < rows; row++)
        {
            if (stride != 0)
            {
                step.AskFor(first + columns + Ahead);
            }

            int j = 0;
            for (; j <= columns - V.Count; j += V.Count)
            {
                step.Run(g + j, first + j, default(AllLanes));
            }

            if (j < columns)
            {
                step.Run(g + j, first + j, new FirstLanes(columns - j));
            }

            g += gradientStride;
            first += stride;
        }
    }
}
