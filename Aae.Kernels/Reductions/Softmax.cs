using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Reductions;

/// <summary>Softmax over the rows of a matrix.</summary>
internal static unsafe class Softmax
{
    /// <summary>y_j = e^(x_j − m) / Σ_k e^(x_k − m) for each row, m = max x. x, y [rows, columns]; y may be x.</summary>
    public static void Apply(int rows, int columns, float* x, float* y, WorkerTeam team, InstructionSet? form = null) =>
        Chunks.Run(new Forward(columns, x, y), rows, Chunks.Lines(columns), team, form);

    /// <summary>
    /// ∂x_j = y_j(∂y_j − Σ_k y_k ∂y_k) for each row. y, dy, dx [rows, columns]; dx may be dy.
    /// </summary>
    public static void Gradient(
        int rows, int columns, float* y, float* dy, float* dx, WorkerTeam team, InstructionSet? form = null) =>
        Chunks.Run(new Backward(columns, y, dy, dx), rows, Chunks.Lines(columns), team, form);

    private readonly struct Forward(int columns, float* x, float* y) : IRangeKernel
    {
        public void RunReference(long start, int count)
        {
            for (long i = start; i < start + count; i++)
            {
                var input = new ReadOnlySpan<float>(x + i * columns, columns);
                var output = new Span<float>(y + i * columns, columns);
                float max = float.NegativeInfinity;
                foreach (float value in input)
                {
                    max = MathF.Max(max, value);
                }

                double sum = 0;
                for (int j = 0; j < columns; j++)
                {
                    output[j] = MathF.Exp(input[j] - max);
                    sum += output[j];
                }

                for (int j = 0; j < columns; j++)
                {
                    output[j] /= (float)sum;
                }
            }
        }
    }

    private readonly struct Backward(int columns, float* y, float* dy, float* dx) : IRangeKernel
    {
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
}
