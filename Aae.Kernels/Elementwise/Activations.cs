using System.Runtime.CompilerServices;
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
                Copy(x, y, count, team, form);
                break;
            case ActivationKind.Relu:
                ElementLoop.Run(new Forward<Relu>(default, x, y), count, team, form);
                break;
            case ActivationKind.LeakyRelu:
                ElementLoop.Run(new Forward<LeakyRelu>(new(f.Slope), x, y), count, team, form);
                break;
            case ActivationKind.Sigmoid:
                ElementLoop.Run(new Forward<Sigmoid>(default, x, y), count, team, form);
                break;
            case ActivationKind.Tanh:
                ElementLoop.Run(new Forward<Tanh>(default, x, y), count, team, form);
                break;
        }
    }

    /// <summary>∂x = ∂y ⊙ f′, with f′ as a function of the output y. dx may be dy; y is not read for the identity.</summary>
    public static void Gradient(
        Activation f, float* y, float* dy, float* dx, long count, WorkerTeam team, InstructionSet? form = null)
    {
        switch (f.Kind)
        {
            case ActivationKind.Identity:
                Copy(dy, dx, count, team, form);
                break;
            case ActivationKind.Relu:
                ElementLoop.Run(new Backward<Relu>(default, y, dy, dx), count, team, form);
                break;
            case ActivationKind.LeakyRelu:
                ElementLoop.Run(new Backward<LeakyRelu>(new(f.Slope), y, dy, dx), count, team, form);
                break;
            case ActivationKind.Sigmoid:
                ElementLoop.Run(new Backward<Sigmoid>(default, y, dy, dx), count, team, form);
                break;
            case ActivationKind.Tanh:
                ElementLoop.Run(new Backward<Tanh>(default, y, dy, dx), count, team, form);
                break;
        }
    }

    /// <summary>
    /// δ = ∂y ⊙ f′(y) and the gradient of the bias, δ's column sums, in one pass. y, dy, delta [rows, columns], biasGradient
    /// [columns]. delta may be dy, and is then not written for the identity; y is not read for the identity.
    /// </summary>
    public static void GradientWithBias(
        Activation f, int rows, int columns, float* y, float* dy, float* delta, float* biasGradient, WorkerTeam team,
        InstructionSet? form = null)
    {
        Require.Matrix("the gradient of a bias", rows, columns);
        switch (f.Kind)
        {
            case ActivationKind.Identity:
                Run(new BiasGradient<Identity>(default, rows, columns, dy, dy, delta, biasGradient), rows, columns, team, form);
                break;
            case ActivationKind.Relu:
                Run(new BiasGradient<Relu>(default, rows, columns, y, dy, delta, biasGradient), rows, columns, team, form);
                break;
            case ActivationKind.LeakyRelu:
                Run(new BiasGradient<LeakyRelu>(new(f.Slope), rows, columns, y, dy, delta, biasGradient), rows, columns, team, form);
                break;
            case ActivationKind.Sigmoid:
                Run(new BiasGradient<Sigmoid>(default, rows, columns, y, dy, delta, biasGradient), rows, columns, team, form);
                break;
            case ActivationKind.Tanh:
                Run(new BiasGradient<Tanh>(default, rows, columns, y, dy, delta, biasGradient), rows, columns, team, form);
                break;
        }
    }

    private static void Copy(float* source, float* target, long count, WorkerTeam team, InstructionSet? form)
    {
        if (source != target)
        {
            ElementLoop.Run(new Forward<Identity>(default, source, target), count, team, form);
        }
    }

    /// <summary>Splits the work by columns, so that each bias is summed by one thread, row after row.</summary>
    private static void Run<TFunction>(BiasGradient<TFunction> kernel, int rows, int columns, WorkerTeam team, InstructionSet? form)
        where TFunction : unmanaged, IActivationFunction
    {
        const int Block = 64; // a multiple of every strip, so that only the last block has a rest
        int chunk = (Chunks.Lines(rows) + Block - 1) / Block * Block;
        Chunks.Run(kernel, columns, chunk, team, form);
    }

    private readonly struct Forward<TFunction>(TFunction f, float* x, float* y) : IElementKernel
        where TFunction : unmanaged, IActivationFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes => lanes.Store(y + i, f.Value(lanes.Load<V>(x + i)));

        public void Reference(long i) => y[i] = f.Value(x[i]);
    }

    private readonly struct Backward<TFunction>(TFunction f, float* y, float* dy, float* dx) : IElementKernel
        where TFunction : unmanaged, IActivationFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes =>
            lanes.Store(dx + i, f.Gradient(lanes.Load<V>(y + i), lanes.Load<V>(dy + i)));

        public void Reference(long i) => dx[i] = f.Gradient(y[i], dy[i]);
    }
}
