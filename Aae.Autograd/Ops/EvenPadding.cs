using Aae.Kernels.Convolution;

namespace Aae.Autograd.Ops;

/// <summary>Zeros around an image with which a kernel has ⌈size/stride⌉ places along an axis: one for each stride that begins in it.</summary>
internal static class EvenPadding
{
    /// <summary>The axis; half of the zeros stand before it, the odd one behind.</summary>
    /// <param name="size">Places of the image, 1 or more.</param>
    /// <param name="kernel">Places of the kernel, 1 or more.</param>
    /// <param name="stride">Places by which the kernel moves, 1 or more.</param>
    public static ConvolutionAxis Axis(int size, int kernel, int stride)
    {
        int padding = Math.Max((Places(size, stride) - 1) * stride + kernel - size, 0);
        return new(size, kernel, stride, padding / 2, padding - padding / 2);
    }

    /// <summary>⌈size/stride⌉</summary>
    public static int Places(int size, int stride) => (size - 1) / stride + 1;
}
