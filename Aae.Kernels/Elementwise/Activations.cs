using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Elementwise;

/// <summary>Activation functions over arrays: y = f(x), and on the way back ∂x = ∂y ⊙ f′ with f′ had from y.</summary>
internal static unsafe class Activations
{
    /// <summary>y = f(x), element by element. y may be x.</summary>
    public static void Apply(Activation f, float* x, float* y, long count, WorkerTeam team, InstructionSet? form = null)
    {
        switch (f.Kind)
        {
            case ActivationKind.Identity:
                ElementLoop.Run(new Map<Identity>(default, x, y), count, team, form);
                break;
            case ActivationKind.Relu:
                ElementLoop.Run(new Map<Relu>(default, x, y), count, team, form);
                break;
            case ActivationKind.LeakyRelu:
                ElementLoop.Run(new Map<LeakyRelu>(new(f.Slope), x, y), count, team, form);
                break;
            case ActivationKind.Sigmoid:
                ElementLoop.Run(new Map<Sigmoid>(default, x, y), count, team, form);
                break;
            case ActivationKind.Tanh:
                ElementLoop.Run(new Map<Tanh>(default, x, y), count, team, form);
                break;
        }
    }

    /// <summary>∂x = ∂y ⊙ f′, with f′ as a function of the output y. dx may be dy.</summary>
    public static void Gradient(
        Activation f, float* y, float* dy, float* dx, long count, WorkerTeam team, InstructionSet? form = null)
    {
        switch (f.Kind)
        {
            case ActivationKind.Identity:
                ElementLoop.Run(new Slope<Identity>(default, y, dy, dx), count, team, form);
                break;
            case ActivationKind.Relu:
                ElementLoop.Run(new Slope<Relu>(default, y, dy, dx), count, team, form);
                break;
            case ActivationKind.LeakyRelu:
                ElementLoop.Run(new Slope<LeakyRelu>(new(f.Slope), y, dy, dx), count, team, form);
                break;
            case ActivationKind.Sigmoid:
                ElementLoop.Run(new Slope<Sigmoid>(default, y, dy, dx), count, team, form);
                break;
            case ActivationKind.Tanh:
                ElementLoop.Run(new Slope<Tanh>(default, y, dy, dx), count, team, form);
                break;
        }
    }

    /// <summary>
    /// δ = ∂y ⊙ f′(y) and the gradient of the bias, its column sums, in one pass.
    /// y, dy, delta [rows, columns], biasGradient [columns]. delta may be dy.
    /// </summary>
    public static void GradientWithBias(
        Activation f, int rows, int columns, float* y, float* dy, float* delta, float* biasGradient, WorkerTeam team,
        InstructionSet? form = null)
    {
        for (int j = 0; j < columns; j++)
        {
            biasGradient[j] = 0;
        }

        Gradient(f, y, dy, delta, (long)rows * columns, team, form);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                biasGradient[j] += delta[(long)i * columns + j];
            }
        }
    }

    private readonly struct Map<TFunction>(TFunction f, float* x, float* y) : IElementKernel
        where TFunction : unmanaged, IActivationFunction
    {
        public void Reference(long i) => y[i] = f.Value(x[i]);
    }

    private readonly struct Slope<TFunction>(TFunction f, float* y, float* dy, float* dx) : IElementKernel
        where TFunction : unmanaged, IActivationFunction
    {
        public void Reference(long i) => dx[i] = f.Gradient(y[i], dy[i]);
    }
}
