using System.Runtime.CompilerServices;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Reductions;

/// <summary>Softmax over the rows of a matrix.</summary>
internal static unsafe class Softmax
{
    /// <summary>y_j = e^(x_j − m) / Σ_k e^(x_k − m) for each row, m = max x. x, y [rows, columns]; y may be x.</summary>
    public static void Apply(int rows, int columns, float* x, float* y, WorkerTeam team, InstructionSet? form = null) =>
        Chunks.Run(new Forward(columns, x, y), rows, Chunks.Lines(columns), team, form);

    /// <summary>∂x_j = y_j(∂y_j − Σ_k y_k ∂y_k) for each row. y, dy, dx [rows, columns]; dx may be y or dy.</summary>
    public static void Gradient(
        int rows, int columns, float* y, float* dy, float* dx, WorkerTeam team, InstructionSet? form = null) =>
        Chunks.Run(new Backward(columns, y, dy, dx), rows, Chunks.Lines(columns), team, form);

    private readonly struct Forward(int columns, float* x, float* y) : IRangeKernel
    {
        public void Run<V>(long start, int count)
            where V : unmanaged, ISimd<V>
        {
            for (long i = start; i < start + count; i++)
            {
                float* input = x + i * columns;
                float* output = y + i * columns;
                float max = ElementLoop.Largest<V>(input, columns);
                double sum = ElementLoop.Sum<V, Exponentials>(new(input, max, output), 0, columns);
                ElementLoop.Run<V, Multiply>(new(output, (float)(1 / sum)), 0, columns);
            }
        }

        public void RunReference(long start, int count)
        {
            for (long i = start; i < start + count; i++)
            {
                float* input = x + i * columns;
                float* output = y + i * columns;
                float max = Exponentials.Largest(input, columns);
                double sum = 0;
                for (int j = 0; j < columns; j++)
                {
                    output[j] = MathF.Exp(input[j] - max);
                    sum += output[j];
                }

                for (int j = 0; j < columns; j++)
                {
                    output[j] *= (float)(1 / sum);
                }
            }
        }
    }

    private readonly struct Backward(int columns, float* y, float* dy, float* dx) : IRangeKernel
    {
        public void Run<V>(long start, int count)
            where V : unmanaged, ISimd<V>
        {
            for (long i = start; i < start + count; i++)
            {
                float* output = y + i * columns;
                float* incoming = dy + i * columns;
                double dot = ElementLoop.Sum<V, Products>(new(output, incoming), 0, columns);
                ElementLoop.Run<V, Difference>(new(output, incoming, (float)dot, dx + i * columns), 0, columns);
            }
        }

        public void RunReference(long start, int count)
        {
            for (long i = start; i < start + count; i++)
            {
                long row = i * columns;
                double dot = 0;
                for (int j = 0; j < columns; j++)
                {
                    dot += (double)y[row + j] * dy[row + j];
                }

                for (int j = 0; j < columns; j++)
                {
                    dx[row + j] = y[row + j] * (dy[row + j] - (float)dot);
                }
            }
        }
    }

    private readonly struct Multiply(float* x, float scale) : IVectorStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes => lanes.Store(x + i, lanes.Load<V>(x + i) * V.Create(scale));
    }

    private readonly struct Products(float* a, float* b) : IVectorTerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Term<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes => lanes.Load<V>(a + i) * lanes.Load<V>(b + i);
    }

    private readonly struct Difference(float* y, float* dy, float dot, float* dx) : IVectorStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes =>
            lanes.Store(dx + i, lanes.Load<V>(y + i) * (lanes.Load<V>(dy + i) - V.Create(dot)));
    }
}
