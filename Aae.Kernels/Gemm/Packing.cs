using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Aae.Kernels.Gemm;

/// <summary>Copies of small matrices, as they stand or transposed: operands on their way to a block, tiles on their way to C.</summary>
/// <remarks>
/// 256 and 128 bits serve every instruction set here: a copy waits for memory, and a transposition in registers of 128 bits
/// takes a third of a cycle an element, of which a product has hundreds of times fewer than multiply-adds.
/// </remarks>
internal static unsafe class Packing
{
    /// <summary>
    /// Packs a strip of an operand: element (p, i) of the source to target[p·width + i], i below <paramref name="count"/>;
    /// zeros from there to the width.
    /// </summary>
    /// <param name="source">Element (p, i) stands at source[p·depthStride + i·stride].</param>
    /// <param name="depthStride">Floats from one step of the depth to the next.</param>
    /// <param name="stride">Floats from one row (of A) or column (of B) to the next.</param>
    /// <param name="depth">Steps of the depth.</param>
    /// <param name="count">Rows or columns of the strip, 1 or more.</param>
    /// <param name="target">[depth, width], dense.</param>
    /// <param name="width">The strip's width, at least the count.</param>
    /// <param name="group">
    /// Neighbours of the depth that are kept together, of which the depth is a multiple: the target is then
    /// [depth / group, width, group].
    /// </param>
    public static void Pack(
        float* source, nint depthStride, nint stride, int depth, int count, float* target, int width, int group = 1)
    {
        if (count < width)
        {
            new Span<float>(target, depth * width).Clear();
        }

        if (group > 1)
        {
            PackGroups(source, depthStride, stride, depth, count, target, width, group);
            return;
        }

        if (stride == 1 && count == 16 && width == 16)
        {
            CopySixteen(source, depthStride, depth, target);
        }
        else if (stride == 1)
        {
            Copy(source, depthStride, depth, count, target, width);
        }
        else if (depthStride == 1)
        {
            Transpose(source, stride, count, depth, target, width);
        }
        else
        {
            for (int p = 0; p < depth; p++)
            {
                for (int i = 0; i < count; i++)
                {
                    target[(nint)p * width + i] = source[p * depthStride + i * stride];
                }
            }
        }
    }

    /// <summary>
    /// target [rows, width] = sums [rows, width, group] over the groups, plus the start if there is one. The target may be the
    /// sums' own memory.
    /// </summary>
    public static void Fold(float* sums, int rows, int width, int group, float* start, float* target)
    {
        for (int i = 0; i < rows * width; i += 4)
        {
            Vector128<float> sum;
            Vector128<float> x0 = Vector128.Load(sums), x1 = Vector128.Load(sums + 4);
            if (group == 2)
            {
                (x0, x1) = Interleave(x0, x1);
                (x0, x1) = Interleave(x0, x1);
                sum = x0 + x1;
            }
            else
            {
                Vector128<float> x2 = Vector128.Load(sums + 8), x3 = Vector128.Load(sums + 12);
                (x0, x1, x2, x3) = Transpose(x0, x1, x2, x3);
                sum = x0 + x1 + (x2 + x3);
            }

            sum = start != null ? sum + Vector128.Load(start + i) : sum;
            sum.Store(target + i);
            sums += 4 * group;
        }
    }

    /// <summary>Packs to [depth / group, width, group]; the groups are pairs or quads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackGroups(
        float* source, nint depthStride, nint stride, int depth, int count, float* target, int width, int group)
    {
        int i = 0;
        if (depthStride == 1 && group == 4)
        {
            for (; i < count; i++)
            {
                float* from = source + i * stride, to = target + 4 * i;
                for (int p = 0; p < depth; p += 4)
                {
                    Vector128.Load(from + p).Store(to);
                    to += 4 * width;
                }
            }
        }
        else if (depthStride == 1)
        {
            for (; i <= count - 2; i += 2)
            {
                float* from = source + i * stride, to = target + 2 * i;
                int p = 0;
                for (; p <= depth - 4; p += 4)
                {
                    (Vector128<float> low, Vector128<float> high) = InterleavePairs(Vector128.Load(from + p), Vector128.Load(from + stride + p));
                    low.Store(to);
                    high.Store(to + 2 * width);
                    to += 4 * width;
                }

                if (p < depth)
                {
                    (to[0], to[1], to[2], to[3]) = (from[p], from[p + 1], from[stride + p], from[stride + p + 1]);
                }
            }
        }
        else if (stride == 1)
        {
            for (; i <= count - 4; i += 4)
            {
                float* from = source + i, to = target + group * i;
                for (int p = 0; p < depth; p += group)
                {
                    Vector128<float> x0 = Vector128.Load(from), x1 = Vector128.Load(from + depthStride);
                    if (group == 2)
                    {
                        (x0, x1) = Interleave(x0, x1);
                    }
                    else
                    {
                        Vector128<float> x2 = Vector128.Load(from + 2 * depthStride), x3 = Vector128.Load(from + 3 * depthStride);
                        (x0, x1, x2, x3) = Transpose(x0, x1, x2, x3);
                        x2.Store(to + 8);
                        x3.Store(to + 12);
                    }

                    x0.Store(to);
                    x1.Store(to + 4);
                    from += group * depthStride;
                    to += group * width;
                }
            }
        }

        for (; i < count; i++)
        {
            for (int p = 0; p < depth; p++)
            {
                target[(nint)(p / group * width + i) * group + p % group] = source[p * depthStride + i * stride];
            }
        }
    }

    /// <summary>target [rows, columns] = source [rows, columns], each with its rows so many floats apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(float* source, nint sourceStride, int rows, int columns, float* target, nint targetStride)
    {
        for (; rows > 0; rows--)
        {
            int j = 0;
            for (; j <= columns - 8; j += 8)
            {
                Vector256.Load(source + j).Store(target + j);
            }

            if (j <= columns - 4)
            {
                Vector128.Load(source + j).Store(target + j);
                j += 4;
            }

            for (; j < columns; j++)
            {
                target[j] = source[j];
            }

            source += sourceStride;
            target += targetStride;
        }
    }

    /// <summary>A panel's usual width, without an inner loop: each instruction counts where a weight is used a hundred times.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopySixteen(float* source, nint sourceStride, int rows, float* target)
    {
        for (; rows > 0; rows--)
        {
            Vector256.Load(source).Store(target);
            Vector256.Load(source + 8).Store(target + 8);
            source += sourceStride;
            target += 16;
        }
    }

    /// <summary>Multiplies what is packed by a number; does nothing if that is 1.</summary>
    public static void Scale(float* packed, int count, float scale)
    {
        int i = scale == 1 ? count : 0;
        for (; i <= count - 8; i += 8)
        {
            (Vector256.Load(packed + i) * scale).Store(packed + i);
        }

        for (; i < count; i++)
        {
            packed[i] *= scale;
        }
    }

    /// <summary>target [columns, rows] = the transpose of source [rows, columns], by registers of 8 × 8 and 4 × 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(float* source, nint sourceStride, int rows, int columns, float* target, nint targetStride)
    {
        for (; Avx.IsSupported && rows >= 8; rows -= 8)
        {
            float* from = source, to = target;
            int j = 0;
            for (; j <= columns - 8; j += 8)
            {
                TransposeEight(from, sourceStride, to, targetStride);
                from += 8;
                to += 8 * targetStride;
            }

            for (; j < columns; j++)
            {
                for (int i = 0; i < 8; i++)
                {
                    to[i] = from[i * sourceStride];
                }

                from++;
                to += targetStride;
            }

            source += 8 * sourceStride;
            target += 8;
        }

        for (; rows >= 4; rows -= 4)
        {
            float* from = source, to = target;
            int j = 0;
            for (; j <= columns - 4; j += 4)
            {
                (Vector128<float> row0, Vector128<float> row1, Vector128<float> row2, Vector128<float> row3) = Transpose(
                    Vector128.Load(from),
                    Vector128.Load(from + sourceStride),
                    Vector128.Load(from + 2 * sourceStride),
                    Vector128.Load(from + 3 * sourceStride));
                row0.Store(to);
                row1.Store(to + targetStride);
                row2.Store(to + 2 * targetStride);
                row3.Store(to + 3 * targetStride);
                from += 4;
                to += 4 * targetStride;
            }

            for (; j < columns; j++)
            {
                to[0] = from[0];
                to[1] = from[sourceStride];
                to[2] = from[2 * sourceStride];
                to[3] = from[3 * sourceStride];
                from++;
                to += targetStride;
            }

            source += 4 * sourceStride;
            target += 4;
        }

        for (; rows > 0; rows--)
        {
            for (int j = 0; j < columns; j++)
            {
                target[j * targetStride] = source[j];
            }

            source += sourceStride;
            target++;
        }
    }

    /// <summary>
    /// Transposes 8 × 8: halves of rows four apart share a register, which leaves two transpositions of 4 × 4 to do at once.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeEight(float* from, nint stride, float* to, nint targetStride)
    {
        float* from4 = from + 4 * stride;
        Vector256<float> x0 = Vector256.Create(Vector128.Load(from), Vector128.Load(from4));
        Vector256<float> x1 = Vector256.Create(Vector128.Load(from + stride), Vector128.Load(from4 + stride));
        Vector256<float> x2 = Vector256.Create(Vector128.Load(from + 2 * stride), Vector128.Load(from4 + 2 * stride));
        Vector256<float> x3 = Vector256.Create(Vector128.Load(from + 3 * stride), Vector128.Load(from4 + 3 * stride));
        Vector256<float> y0 = Vector256.Create(Vector128.Load(from + 4), Vector128.Load(from4 + 4));
        Vector256<float> y1 = Vector256.Create(Vector128.Load(from + stride + 4), Vector128.Load(from4 + stride + 4));
        Vector256<float> y2 = Vector256.Create(Vector128.Load(from + 2 * stride + 4), Vector128.Load(from4 + 2 * stride + 4));
        Vector256<float> y3 = Vector256.Create(Vector128.Load(from + 3 * stride + 4), Vector128.Load(from4 + 3 * stride + 4));
        StoreFour(x0, x1, x2, x3, to, targetStride);
        StoreFour(y0, y1, y2, y3, to + 4 * targetStride, targetStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreFour(
        Vector256<float> x0, Vector256<float> x1, Vector256<float> x2, Vector256<float> x3, float* to, nint targetStride)
    {
        Vector256<double> low01 = Avx.UnpackLow(x0, x1).AsDouble(), high01 = Avx.UnpackHigh(x0, x1).AsDouble();
        Vector256<double> low23 = Avx.UnpackLow(x2, x3).AsDouble(), high23 = Avx.UnpackHigh(x2, x3).AsDouble();
        Avx.UnpackLow(low01, low23).AsSingle().Store(to);
        Avx.UnpackHigh(low01, low23).AsSingle().Store(to + targetStride);
        Avx.UnpackLow(high01, high23).AsSingle().Store(to + 2 * targetStride);
        Avx.UnpackHigh(high01, high23).AsSingle().Store(to + 3 * targetStride);
    }

    /// <summary>The columns of the 4 × 4 matrix whose rows are given.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<float> X0, Vector128<float> X1, Vector128<float> X2, Vector128<float> X3) Transpose(
        Vector128<float> x0, Vector128<float> x1, Vector128<float> x2, Vector128<float> x3)
    {
        (Vector128<float> low01, Vector128<float> high01) = Interleave(x0, x1);
        (Vector128<float> low23, Vector128<float> high23) = Interleave(x2, x3);
        (x0, x1) = InterleavePairs(low01, low23);
        (x2, x3) = InterleavePairs(high01, high23);
        return (x0, x1, x2, x3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> Low, Vector128<float> High) Interleave(Vector128<float> x, Vector128<float> y) =>
        AdvSimd.Arm64.IsSupported
            ? (AdvSimd.Arm64.ZipLow(x, y), AdvSimd.Arm64.ZipHigh(x, y))
            : (Sse.UnpackLow(x, y), Sse.UnpackHigh(x, y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> Low, Vector128<float> High) InterleavePairs(Vector128<float> x, Vector128<float> y) =>
        AdvSimd.Arm64.IsSupported
            ? (AdvSimd.Arm64.ZipLow(x.AsDouble(), y.AsDouble()).AsSingle(), AdvSimd.Arm64.ZipHigh(x.AsDouble(), y.AsDouble()).AsSingle())
            : (Sse2.UnpackLow(x.AsDouble(), y.AsDouble()).AsSingle(), Sse2.UnpackHigh(x.AsDouble(), y.AsDouble()).AsSingle());
}
