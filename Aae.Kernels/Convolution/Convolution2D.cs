using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Gemm;
using Aae.Kernels.Reductions;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Convolution;

/// <summary>
/// 2-D convolution (as networks call it: a cross-correlation) and its gradients. With P(x) the patches that the kernel covers,
/// [positions, patch]: y = a(P(x)·w + bias), dx = Pᵀ(dy·wᵀ), dw = P(x)ᵀ·dy. Channels come last in all tensors.
/// </summary>
/// <remarks>
/// Padding is the number zero, and takes part in the arithmetic: finite weights leave no trace of it. No call allocates once
/// the threads have their scratch; the bits are the same for any number of threads. No target may overlap what is read.
/// </remarks>
internal static unsafe class Convolution2D
{
    [ThreadStatic]
    private static AlignedBlock? _slices;

    /// <summary>y = a(x ∗ w + bias).</summary>
    /// <param name="shape">The shapes.</param>
    /// <param name="x">[batch, height, width, channels].</param>
    /// <param name="w">[kernel height, kernel width, channels, filters].</param>
    /// <param name="bias">[filters], or null.</param>
    /// <param name="activation">a.</param>
    /// <param name="y">[batch, output height, output width, filters]; its memory may hold anything.</param>
    /// <param name="team">The threads to use.</param>
    public static void Forward(
        in ConvolutionShape shape, float* x, float* w, float* bias, Activation activation, float* y, WorkerTeam team)
    {
        shape.RequireMade();
        if (shape.IsProduct)
        {
            MatrixProduct.Multiply(
                new(x, shape.Positions, shape.PatchSize),
                new(w, shape.PatchSize, shape.Filters),
                new(y, shape.Positions, shape.Filters),
                team,
                bias,
                activation);
            return;
        }

        var kernel = new ForwardKernel(shape, x, w, bias, activation, y);
        Chunks.Run(kernel, kernel.Blocks, 1, team, form: null);
    }

    /// <summary>dx: the gradient by the input. Shapes as for <see cref="Forward"/>; dx's memory may hold anything.</summary>
    public static void InputGradient(in ConvolutionShape shape, float* dy, float* w, float* dx, WorkerTeam team) =>
        Adjoint(shape, dy, w, bias: null, Activation.Identity, dx, team);

    /// <summary>dw: the gradient by the weights. Shapes as for <see cref="Forward"/>; dw's memory may hold anything.</summary>
    public static void WeightGradient(in ConvolutionShape shape, float* x, float* dy, float* dw, WorkerTeam team)
    {
        shape.RequireMade();
        if (shape.IsProduct)
        {
            MatrixProduct.Multiply(
                new MatrixView(x, shape.Positions, shape.PatchSize).Transposed,
                new(dy, shape.Positions, shape.Filters),
                new(dw, shape.PatchSize, shape.Filters),
                team);
            return;
        }

        int slices = new WeightGradientKernel(shape, x, dy, sums: null).Slices;
        int weights = shape.PatchSize * shape.Filters;
        float* sums = slices == 1 ? dw : Scratch.Require(ref _slices, (long)slices * weights);
        var kernel = new WeightGradientKernel(shape, x, dy, sums);
        Chunks.Run(kernel, kernel.Pieces, 1, team, form: null);
        if (slices > 1)
        {
            ElementLoop.Run(new SliceSum(sums, slices, weights, dw), weights, team, form: null);
        }
    }

    /// <summary>db [filters]: the gradient by the bias, Σ dy over all positions.</summary>
    public static void BiasGradient(in ConvolutionShape shape, float* dy, float* db, WorkerTeam team) =>
        Sums.OfColumns(shape.Positions, shape.Filters, dy, db, team);

    /// <summary>dx = a(Pᵀ(dy·wᵀ) + bias), bias [channels] or null.</summary>
    internal static void Adjoint(
        in ConvolutionShape shape, float* dy, float* w, float* bias, Activation activation, float* dx, WorkerTeam team)
    {
        shape.RequireMade();
        if (shape.IsPointwise || (shape.IsProduct && bias == null))
        {
            MatrixProduct.Multiply(
                new(dy, shape.Positions, shape.Filters),
                new MatrixView(w, shape.PatchSize, shape.Filters).Transposed,
                new(dx, shape.Positions, shape.PatchSize),
                team,
                bias,
                activation);
            return;
        }

        var kernel = new AdjointKernel(shape, dy, w, bias, activation, dx);
        Chunks.Run(kernel, kernel.Pieces, 1, team, form: null);
    }
}
