using Aae.Kernels.Elementwise;
using Aae.Kernels.Gemm;

namespace Aae.Kernels.Convolution;

/// <summary>What the three maps of a convolution mean: plain loops, sums in double. Also the form for CPUs without vectors.</summary>
internal static unsafe class ReferenceConvolution
{
    /// <summary>y[b, r, c, f] = a(bias[f] + Σ x[b, r·s + i − before, c·s + j − before, ch]·w[i, j, ch, f]), for some positions.</summary>
    public static void Forward(
        in ConvolutionShape shape, float* x, float* w, float* bias, Activation activation, float* y, int position, int count)
    {
        for (int p = position; p < position + count; p++)
        {
            (int b, int r, int c) = Place(p, shape.Rows.Output, shape.Columns.Output);
            for (int f = 0; f < shape.Filters; f++)
            {
                double sum = bias == null ? 0 : bias[f];
                for (int k = 0; k < shape.PatchSize; k++)
                {
                    if (TryFind(shape, b, r, c, k, out nint at))
                    {
                        sum += (double)x[at] * w[(nint)k * shape.Filters + f];
                    }
                }

                y[(nint)p * shape.Filters + f] = ReferenceProduct.Apply(activation, (float)sum);
            }
        }
    }

    /// <summary>
    /// dx[b, h, w, ch] = a(bias[ch] + Σ dy[b, r, c, f]·w[i, j, ch, f]) over the positions whose (i, j) is at (h, w), for some
    /// rows of the images.
    /// </summary>
    public static void InputGradient(
        in ConvolutionShape shape, float* dy, float* w, float* bias, Activation activation, float* dx, int row, int count)
    {
        for (int place = 0; place < count * shape.Columns.Size; place++)
        {
            (int b, int h, int v) = Place(row * shape.Columns.Size + place, shape.Rows.Size, shape.Columns.Size);
            for (int channel = 0; channel < shape.Channels; channel++)
            {
                double sum = bias == null ? 0 : bias[channel];
                for (int i = 0; i < shape.Rows.Kernel; i++)
                {
                    for (int j = 0; j < shape.Columns.Kernel; j++)
                    {
                        if (TryFindOutput(shape.Rows, h, i, out int r) && TryFindOutput(shape.Columns, v, j, out int c))
                        {
                            float* δ = dy + (((nint)b * shape.Rows.Output + r) * shape.Columns.Output + c) * shape.Filters;
                            float* weights = w + (((nint)i * shape.Columns.Kernel + j) * shape.Channels + channel) * shape.Filters;
                            for (int f = 0; f < shape.Filters; f++)
                            {
                                sum += (double)δ[f] * weights[f];
                            }
                        }
                    }
                }

                nint at = (((nint)b * shape.Rows.Size + h) * shape.Columns.Size + v) * shape.Channels + channel;
                dx[at] = ReferenceProduct.Apply(activation, (float)sum);
            }
        }
    }

    /// <summary>dw[k, f] = Σ x[patch p, k]·dy[p, f] over some positions, for some rows k of the weights as a matrix.</summary>
    public static void WeightGradient(
        in ConvolutionShape shape, float* x, float* dy, float* dw, int position, int positions, int row, int rows)
    {
        for (int k = row; k < row + rows; k++)
        {
            for (int f = 0; f < shape.Filters; f++)
            {
                double sum = 0;
                for (int p = position; p < position + positions; p++)
                {
                    (int b, int r, int c) = Place(p, shape.Rows.Output, shape.Columns.Output);
                    if (TryFind(shape, b, r, c, k, out nint at))
                    {
                        sum += (double)x[at] * dy[(nint)p * shape.Filters + f];
                    }
                }

                dw[(nint)k * shape.Filters + f] = (float)sum;
            }
        }
    }

    /// <summary>Where in x number k of the patch at (b, r, c) stands; false if that is padding.</summary>
    private static bool TryFind(in ConvolutionShape shape, int b, int r, int c, int k, out nint at)
    {
        (int tap, int channel) = Math.DivRem(k, shape.Channels);
        (int i, int j) = Math.DivRem(tap, shape.Columns.Kernel);
        long h = (long)r * shape.Rows.Stride - shape.Rows.Before + i;
        long v = (long)c * shape.Columns.Stride - shape.Columns.Before + j;
        at = (nint)((((long)b * shape.Rows.Size + h) * shape.Columns.Size + v) * shape.Channels + channel);
        return h >= 0 && h < shape.Rows.Size && v >= 0 && v < shape.Columns.Size;
    }

    /// <summary>The position at which the kernel's tap covers a place.</summary>
    private static bool TryFindOutput(ConvolutionAxis axis, int place, int tap, out int output)
    {
        long start = (long)place + axis.Before - tap;
        output = (int)(start / axis.Stride);
        return start >= 0 && start % axis.Stride == 0 && output < axis.Output;
    }

    private static (int Image, int Row, int Column) Place(int index, int rows, int columns)
    {
        (int line, int column) = Math.DivRem(index, columns);
        (int image, int row) = Math.DivRem(line, rows);
        return (image, row, column);
    }
}
