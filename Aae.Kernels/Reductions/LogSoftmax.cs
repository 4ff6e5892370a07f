using System.Runtime.CompilerServices;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Reductions;

/// <summary>The logarithm of softmax over the rows of a matrix, in which nothing overflows.</summary>
internal static unsafe class LogSoftmax
{
    /// <summary>y_j = x_j − m − log Σ_k e^(x_k − m) for each row, m = max x. x, y [rows, columns]; y may be x.</summary>
    public static void Apply(int rows, int columns, float* x, float* y, WorkerTeam team, InstructionSet? form = null) =>
        ExponentialLoop.Run(new Forward(columns, x, y), x, rows, columns, team, form);

    /// <summary>∂x_j = ∂y_j − e^(y_j) Σ_k ∂y_k for each row. y, dy, dx [rows, columns]; dx may be y or dy.</summary>
    public static void Gradient(
        int rows, int columns, float* y, float* dy, float* dx, WorkerTeam team, InstructionSet? form = null) =>
        RowLoop.Run(new Backward(columns, y, dy, dx), rows, columns, team, form);

    private readonly struct Forward(int columns, float* x, float* y) : IExponentialKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double Finish<V>(long row, float* e, float max)
            where V : unmanaged, ISimd<V>
        {
            float logSum = VectorMath.Log((float)ElementLoop.SumRow<V, Plain>(new(e), columns));
            ElementLoop.RunRow<V, Shift>(new(x + row * columns, max, logSum, y + row * columns), columns);
            return 0;
        }

        public double Row<V>(long row)
            where V : unmanaged, ISimd<V>
        {
            float* input = x + row * columns;
            float logSum = VectorMath.Log((float)Exponentials.Sum<V>(input, columns, out float max));
            ElementLoop.Run<V, Shift>(new(input, max, logSum, y + row * columns), 0, columns);
            return 0;
        }

        public double Reference(long row)
        {
            float* input = x + row * columns;
            float max = Exponentials.Largest(input, columns);
            double logSum = Math.Log(Exponentials.SumReference(input, columns, max));
            for (int j = 0; j < columns; j++)
            {
                y[row * columns + j] = (float)((double)input[j] - max - logSum);
            }

            return 0;
        }
    }

    private readonly struct Backward(int columns, float* y, float* dy, float* dx) : IRowKernel
    {
        public double Row<V>(long row)
            where V : unmanaged, ISimd<V>
        {
            float* incoming = dy + row * columns;
            float sum = (float)ElementLoop.SumRow<V, Plain>(new(incoming), columns);
            ElementLoop.RunRow<V, Difference>(new(y + row * columns, incoming, sum, dx + row * columns), columns);
            return 0;
        }

        public double Reference(long row)
        {
            double sum = 0;
            for (int j = 0; j < columns; j++)
            {
                sum += dy[row * columns + j];
            }

            for (long i = row * columns; i < (row + 1) * columns; i++)
            {
                dx[i] = (float)(dy[i] - Math.Exp(y[i]) * sum);
            }

            return 0;
        }
    }

    private readonly struct Shift(float* x, float max, float logSum, float* y) : IVectorStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes =>
            lanes.Store(y + i, lanes.Load<V>(x + i) - V.Create(max) - V.Create(logSum));
    }

    private readonly struct Difference(float* y, float* dy, float sum, float* dx) : IVectorStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes =>
            lanes.Store(dx + i, lanes.Load<V>(dy + i) - VectorMath.Exp(lanes.Load<V>(y + i)) * V.Create(sum));
    }
}
