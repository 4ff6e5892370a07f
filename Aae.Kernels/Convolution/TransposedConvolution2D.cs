using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Reductions;

namespace Aae.Kernels.Convolution;

/// <summary>
/// 2-D transposed convolution: the adjoint of the convolution of the same shape, whose code it is. It takes what that
/// convolution gives, x [batch, output height, output width, filters], and gives what that one takes, y [batch, height, width,
/// channels]; w is the same [kernel height, kernel width, channels, filters].
/// </summary>
internal static unsafe class TransposedConvolution2D
{
    /// <summary>y = a(Pᵀ(x·wᵀ) + bias), bias [channels] or null. y's memory may hold anything.</summary>
    public static void Forward(
        in ConvolutionShape shape, float* x, float* w, float* bias, Activation activation, float* y, WorkerTeam team) =>
        Convolution2D.Adjoint(shape, x, w, bias, activation, y, team);

    /// <summary>dx: the gradient by the input, which is the convolution of dy.</summary>
    public static void InputGradient(in ConvolutionShape shape, float* dy, float* w, float* dx, WorkerTeam team) =>
        Convolution2D.Forward(shape, dy, w, bias: null, Activation.Identity, dx, team);

    /// <summary>dw: the gradient by the weights.</summary>
    public static void WeightGradient(in ConvolutionShape shape, float* x, float* dy, float* dw, WorkerTeam team) =>
        Convolution2D.WeightGradient(shape, dy, x, dw, team);

    /// <summary>db [channels]: the gradient by the bias, Σ dy over all places.</summary>
    public static void BiasGradient(in ConvolutionShape shape, float* dy, float* db, WorkerTeam team) =>
        Sums.OfColumns(shape.Batch * shape.Rows.Size * shape.Columns.Size, shape.Channels, dy, db, team);
}
