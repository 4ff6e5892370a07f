using Aae.Core;

namespace Aae.Kernels.Convolution;

/// <summary>
/// One axis (height or width) of a convolution: a kernel of some length slides over size + before + after places, of which
/// those before and after hold zeros. Its output has ⌊(size + before + after − kernel) / stride⌋ + 1 places.
/// </summary>
internal readonly record struct ConvolutionAxis
{
    /// <summary>An axis by the size of what is convolved.</summary>
    /// <param name="size">Places of the input, 1 or more.</param>
    /// <param name="kernel">Places of the kernel, from 1 to size + before + after.</param>
    /// <param name="stride">Places by which the kernel moves, 1 or more.</param>
    /// <param name="before">Zeros before the first place.</param>
    /// <param name="after">Zeros behind the last place.</param>
    /// <exception cref="AaeException">The numbers do not fit each other.</exception>
    public ConvolutionAxis(int size, int kernel, int stride = 1, int before = 0, int after = 0)
    {
        long padded = (long)size + before + after;
        if (size < 1 || before < 0 || after < 0 || padded > int.MaxValue)
        {
            throw new AaeException(
                $"a convolution's axis of {size} padded by {before} and {after}: the size is 1 or more, the padding 0 or more, "
                + "their sum below 2³¹");
        }

        if (kernel < 1 || kernel > padded)
        {
            throw new AaeException(
                $"a kernel of {kernel} does not fit an axis of {size} padded by {before} and {after}: 1 to {padded} do");
        }

        if (stride < 1)
        {
            throw new AaeException($"a convolution's stride is 1 or more, not {stride}");
        }

        (Size, Kernel, Stride, Before, After) = (size, kernel, stride, before, after);
        Output = (int)((padded - kernel) / stride) + 1;
    }

    /// <summary>Places of the convolution's input.</summary>
    public int Size { get; }

    /// <summary>Places of the kernel.</summary>
    public int Kernel { get; }

    /// <summary>Places from one position of the kernel to the next.</summary>
    public int Stride { get; }

    /// <summary>Zeros before the first place.</summary>
    public int Before { get; }

    /// <summary>Zeros behind the last place.</summary>
    public int After { get; }

    /// <summary>Places of the convolution's output.</summary>
    public int Output { get; }
}

/// <summary>
/// The shapes of a 2-D convolution: x [batch, height, width, channels] with w [kernel height, kernel width, channels, filters]
/// gives y [batch, output height, output width, filters].
/// </summary>
/// <remarks>
/// Channels come last, so that the places under one row of the kernel lie next to each other in x, a patch is copied by whole
/// runs, and y is the row-major product [positions, patch] · [patch, filters], with bias and activation as in a dense layer.
/// </remarks>
internal readonly record struct ConvolutionShape
{
    /// <summary>Describes a convolution.</summary>
    /// <param name="batch">Images, 0 or more.</param>
    /// <param name="rows">The vertical axis.</param>
    /// <param name="columns">The horizontal axis.</param>
    /// <param name="channels">Channels of x, 1 or more.</param>
    /// <param name="filters">Channels of y, 1 or more.</param>
    /// <exception cref="AaeException">There is no such convolution, or one of its tensors would be too large.</exception>
    public ConvolutionShape(int batch, ConvolutionAxis rows, ConvolutionAxis columns, int channels, int filters)
    {
        if (rows.Size == 0 || columns.Size == 0)
        {
            throw new ArgumentException("a convolution's axes are made by their constructor");
        }

        if (batch < 0 || channels < 1 || filters < 1)
        {
            throw new AaeException(
                $"a convolution of {batch} images from {channels} channels to {filters} filters: images are 0 or more, "
                + "channels and filters 1 or more");
        }

        RequireSize("input", batch, rows.Size, columns.Size, channels);
        RequireSize("kernel", rows.Kernel, columns.Kernel, channels, filters);
        RequireSize("output", batch, rows.Output, columns.Output, filters);
        (Batch, Rows, Columns, Channels, Filters) = (batch, rows, columns, channels, filters);
    }

    /// <summary>Images.</summary>
    public int Batch { get; }

    /// <summary>The vertical axis.</summary>
    public ConvolutionAxis Rows { get; }

    /// <summary>The horizontal axis.</summary>
    public ConvolutionAxis Columns { get; }

    /// <summary>Channels of x.</summary>
    public int Channels { get; }

    /// <summary>Channels of y.</summary>
    public int Filters { get; }

    /// <summary>Floats of one row of an image.</summary>
    public int RowSize => Columns.Size * Channels;

    /// <summary>Positions of the kernel in one image.</summary>
    public int ImagePositions => Rows.Output * Columns.Output;

    /// <summary>Positions of the kernel: rows of y as a matrix.</summary>
    public int Positions => Batch * ImagePositions;

    /// <summary>Floats under one row of the kernel.</summary>
    public int RunSize => Columns.Kernel * Channels;

    /// <summary>Floats under the kernel: rows of w as a matrix.</summary>
    public int PatchSize => Rows.Kernel * RunSize;

    /// <summary>
    /// Whether the patches lie in x one after the other as they stand (1 × 1 kernels, and kernels as large as the image), so
    /// that the convolution is a plain product.
    /// </summary>
    public bool IsProduct =>
        IsPointwise || (Rows.Kernel == Rows.Size && Columns.Kernel == Columns.Size && Rows.Output == 1 && Columns.Output == 1);

    /// <summary>Whether each position sees one place, which no other sees.</summary>
    public bool IsPointwise => IsPointwiseAlong(Rows) && IsPointwiseAlong(Columns);

    /// <summary>Fails for the default value, which no constructor has made.</summary>
    /// <exception cref="ArgumentException">It is the default value.</exception>
    public void RequireMade()
    {
        if (Filters == 0)
        {
            throw new ArgumentException("a convolution's shape is made by its constructor");
        }
    }

    private static bool IsPointwiseAlong(ConvolutionAxis axis) => axis.Kernel == 1 && axis.Stride == 1 && axis.Output == axis.Size;

    private static void RequireSize(string what, int a, int b, int c, int d)
    {
        if ((Int128)a * b * c * d > Array.MaxLength)
        {
            throw new AaeException($"a convolution's {what} [{a}, {b}, {c}, {d}] has more than {Array.MaxLength} elements");
        }
    }
}
