using System.Runtime.CompilerServices;
using Aae.Core.Memory;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Convolution;

/// <summary>What happens between the runs of an image and the same runs in patches.</summary>
internal unsafe interface IPatchMove
{
    /// <summary>Runs that lie inside the image: count of them, a step apart on each side.</summary>
    static abstract void Inside<V>(float* image, nint imageStep, float* patch, nint patchStep, int length, int count)
        where V : unmanaged, ISimd<V>;

    /// <summary>Runs that lie in the padding.</summary>
    static abstract void Outside<V>(float* patch, nint patchStep, int length, int count)
        where V : unmanaged, ISimd<V>;
}

/// <summary>
/// The matrix of patches: one row per position of the kernel, with what the kernel covers there: [kernel height, kernel width,
/// channels]. It exists only block by block, in scratch. Gathering is the linear map x ↦ P(x), scattering its adjoint.
/// </summary>
internal static unsafe class Patches
{
    /// <summary>Floats of a block of patches: half of a second-level cache, so that weights and outputs have the other half.</summary>
    private const int BlockFloats = 1 << 17;

    /// <summary>The largest block in floats, for kernels so large that no block fits the cache.</summary>
    private const int MaxBlockFloats = 1 << 24;

    /// <summary>A multiple of every tile's height.</summary>
    private const int Tiles = 24;

    /// <summary>
    /// Positions whose patches make a block: as many as the cache holds, but enough rows for the product to use its panels
    /// well (it cuts the depth itself), and at least eight blocks where there is work for several threads.
    /// </summary>
    public static int BlockPositions(in ConvolutionShape shape)
    {
        int cached = Math.Clamp(BlockFloats / shape.PatchSize / Tiles * Tiles, 120, 384);
        int shared = Math.Max(Tiles, (shape.Positions / 8 + Tiles - 1) / Tiles * Tiles);
        return Math.Max(1, Math.Min(Math.Min(cached, shared), MaxBlockFloats / shape.PatchSize));
    }

    /// <summary>Copies columns of patches out of x; what lies in the padding becomes zero.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="x">All images.</param>
    /// <param name="position">The first position, of all images' positions.</param>
    /// <param name="count">Positions.</param>
    /// <param name="column">The first float of each patch.</param>
    /// <param name="columns">Floats of each patch.</param>
    /// <param name="target">[count, columns], rows <see cref="Scratch.Stride"/> apart.</param>
    public static void Gather<V>(
        in ConvolutionShape shape, float* x, int position, int count, int column, int columns, float* target)
        where V : unmanaged, ISimd<V>
    {
        while (count > 0)
        {
            (int line, int place) = Math.DivRem(position, shape.Columns.Output);
            int some = Math.Min(count, shape.Columns.Output - place);
            Line<V, Copy>(shape, x, 0, shape.Rows.Size, line, place, some, column, columns, target);
            position += some;
            count -= some;
            target += (nint)some * Scratch.Stride(columns);
        }
    }

    /// <summary>Adds columns of the patches of whole lines of positions to those rows of the images that are in a band.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="source">[lines · output width, columns], rows <see cref="Scratch.Stride"/> apart.</param>
    /// <param name="line">The first line, of all images' lines.</param>
    /// <param name="lines">Lines of positions.</param>
    /// <param name="column">The first float of each patch.</param>
    /// <param name="columns">Floats of each patch.</param>
    /// <param name="x">All images.</param>
    /// <param name="firstRow">The first row of an image that may change.</param>
    /// <param name="endRow">The row behind the last one.</param>
    public static void Scatter<V>(
        in ConvolutionShape shape, float* source, int line, int lines, int column, int columns, float* x, int firstRow, int endRow)
        where V : unmanaged, ISimd<V>
    {
        for (int i = 0; i < lines; i++)
        {
            Line<V, Add>(shape, x, firstRow, endRow, line + i, 0, shape.Columns.Output, column, columns, source);
            source += (nint)shape.Columns.Output * Scratch.Stride(columns);
        }
    }

    /// <summary>Goes over the patches of some positions of one line, by rows of the kernel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Line<V, TMove>(
        in ConvolutionShape shape, float* x, int firstRow, int endRow, int line, int place, int count, int column, int columns,
        float* patch)
        where V : unmanaged, ISimd<V>
        where TMove : struct, IPatchMove
    {
        int run = shape.RunSize;
        int rowSize = shape.RowSize;
        int stride = Scratch.Stride(columns);
        (int image, int outputRow) = Math.DivRem(line, shape.Rows.Output);
        int step = shape.Columns.Stride * shape.Channels;
        for (int end = column + columns; column < end;)
        {
            (int kernelRow, int within) = Math.DivRem(column, run);
            int length = Math.Min(run - within, end - column);
            long row = (long)outputRow * shape.Rows.Stride - shape.Rows.Before + kernelRow;
            if (row < firstRow || row >= endRow)
            {
                TMove.Outside<V>(patch, stride, length, count);
            }
            else
            {
                // The run of position t is floats start + t·step on of the row. Those at the two ends may reach over its edges.
                float* pixels = x + ((nint)image * shape.Rows.Size + (nint)row) * rowSize;
                long start = ((long)place * shape.Columns.Stride - shape.Columns.Before) * shape.Channels + within;
                int left = (int)Math.Clamp((-start + step - 1) / step, 0, count);
                long room = rowSize - length - start;
                int right = room < 0 ? left : (int)Math.Clamp(room / step + 1, left, count);
                for (int t = 0; t < left; t++)
                {
                    Edge<V, TMove>(pixels, rowSize, start + (long)t * step, patch + (nint)t * stride, length);
                }

                if (right > left)
                {
                    TMove.Inside<V>(
                        pixels + start + (nint)left * step, step, patch + (nint)left * stride, stride, length, right - left);
                }

                for (int t = right; t < count; t++)
                {
                    Edge<V, TMove>(pixels, rowSize, start + (long)t * step, patch + (nint)t * stride, length);
                }
            }

            column += length;
            patch += length;
        }
    }

    /// <summary>A run that starts at a place of a row, perhaps before the row's first float, and may end behind its last.</summary>
    private static void Edge<V, TMove>(float* pixels, int rowSize, long start, float* patch, int length)
        where V : unmanaged, ISimd<V>
        where TMove : struct, IPatchMove
    {
        int before = (int)Math.Clamp(-start, 0, length);
        int inside = (int)Math.Clamp(rowSize - start, before, length) - before;
        TMove.Outside<V>(patch, 0, before, 1);
        TMove.Inside<V>(pixels + start + before, 0, patch + before, 0, inside, 1);
        TMove.Outside<V>(patch + before + inside, 0, length - before - inside, 1);
    }

    /// <summary>Image to patch.</summary>
    private readonly struct Copy : IPatchMove
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Inside<V>(float* image, nint imageStep, float* patch, nint patchStep, int length, int count)
            where V : unmanaged, ISimd<V>
        {
            if (length == F32x4.Count)
            {
                for (; count > 0; count--)
                {
                    F32x4.Store(patch, F32x4.Load(image));
                    image += imageStep;
                    patch += patchStep;
                }

                return;
            }

            for (; count > 0; count--)
            {
                int i = 0;
                for (; i <= length - V.Count; i += V.Count)
                {
                    V.Store(patch + i, V.Load(image + i));
                }

                for (; i <= length - F32x4.Count; i += F32x4.Count)
                {
                    F32x4.Store(patch + i, F32x4.Load(image + i));
                }

                for (; i < length; i++)
                {
                    patch[i] = image[i];
                }

                image += imageStep;
                patch += patchStep;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Outside<V>(float* patch, nint patchStep, int length, int count)
            where V : unmanaged, ISimd<V>
        {
            for (; count > 0; count--)
            {
                int i = 0;
                for (; i <= length - V.Count; i += V.Count)
                {
                    V.Store(patch + i, V.Create(0));
                }

                for (; i < length; i++)
                {
                    patch[i] = 0;
                }

                patch += patchStep;
            }
        }
    }

    /// <summary>Patch added to image.</summary>
    private readonly struct Add : IPatchMove
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Inside<V>(float* image, nint imageStep, float* patch, nint patchStep, int length, int count)
            where V : unmanaged, ISimd<V>
        {
            // Where runs overlap by parts of vectors, a load would wait until the run before is in the cache. So every second
            // (third, …) run is done first: those that touch nothing of each other.
            int apart = imageStep % V.Count == 0 ? 1 : (int)((length + imageStep - 1) / imageStep);
            for (int first = 0; first < Math.Min(apart, count); first++)
            {
                float* target = image + first * imageStep;
                float* source = patch + first * patchStep;
                for (int t = first; t < count; t += apart)
                {
                    int i = 0;
                    for (; i <= length - V.Count; i += V.Count)
                    {
                        V.Store(target + i, V.Load(target + i) + V.Load(source + i));
                    }

                    for (; i <= length - F32x4.Count; i += F32x4.Count)
                    {
                        F32x4.Store(target + i, F32x4.Load(target + i) + F32x4.Load(source + i));
                    }

                    for (; i < length; i++)
                    {
                        target[i] += source[i];
                    }

                    target += apart * imageStep;
                    source += apart * patchStep;
                }
            }
        }

        public static void Outside<V>(float* patch, nint patchStep, int length, int count)
            where V : unmanaged, ISimd<V>
        {
        }
    }
}
