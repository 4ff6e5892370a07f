using System.Runtime.CompilerServices;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Reductions;

/// <summary>Softmax over the rows of a matrix.</summary>
internal static unsafe class Softmax
{
    /// <summary>y_j = e^(x_j − m) / Σ_k e^(x_k − m) for each row, m = max x. x, y [rows, columns]; y may be x.</summary>
    public static void Apply(int rows, int columns, float* x, float* y, WorkerTeam team, InstructionSet? form = null) =>
        ExponentialLoop.Run(new Forward(columns, x, y), x, rows, columns, team, form);

    /// <summary>∂x_j = y_j(∂y_j − Σ_k y_k ∂y_k) for each row. y, dy, dx [rows, columns]; dx may be y or dy.</summary>
    public static void Gradient(
        int rows, int columns, float* y, float* dy, float* dx, WorkerTeam team, InstructionSet? form = null) =>
        RowLoop.Run(new Backward(columns, y, dy, dx), rows, columns, team, form);

    private readonly struct Forward(int columns, float* x, float* y) : IExponentialKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double Finish<V>(long row, float* e, float max)
            where V : unmanaged, ISimd<V>
        {
            double sum = ElementLoop.SumRow<V, Plain>(new(e), columns);
            ElementLoop.RunRow<V, Applied<Multiply>>(new(new((float)(1 / sum)), e, y + row * columns), columns);
            return 0;
        }

        public double Row<V>(long row)
            where V : unmanaged, ISimd<V>
        {
            var exponentials = new StoredExponentials<V>(x + row * columns, y + row * columns, columns);
            exponentials.Finish(new Multiply((float)(1 / exponentials.Sum)));
            return 0;
        }

        public double Reference(long row)
        {
            float* input = x + row * columns;
            float* output = y + row * columns;
            float max = Exponentials.Largest(input, columns);
            double sum = Exponentials.SumReference(input, columns, max);
            for (int j = 0; j < columns; j++)
            {
                output[j] = (float)(Math.Exp((double)input[j] - max) / sum);
            }

            return 0;
        }
    }

    private readonly struct Backward(int columns, float* y, float* dy, float* dx) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double Row<V>(long row)
            where V : unmanaged, ISimd<V>
        {
            float* output = y + row * columns;
            float* incoming = dy + row * columns;
            double dot = ElementLoop.SumRow<V, Products>(new(output, incoming), columns);
            ElementLoop.RunRow<V, Difference>(new(output, incoming, (float)dot, dx + row * columns), columns);
            return 0;
        }

        public double Reference(long row)
        {
            float* output = y + row * columns;
            float* incoming = dy + row * columns;
            double dot = 0;
            for (int j = 0; j < columns; j++)
            {
                dot += (double)output[j] * incoming[j];
            }

            for (int j = 0; j < columns; j++)
            {
                dx[row * columns + j] = output[j] * (incoming[j] - (float)dot);
            }

            return 0;
        }
    }

    private readonly struct Multiply(float factor) : IExponentialStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V, L>(V e, long j, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes => e * V.Create(factor);
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
