using System.Runtime.CompilerServices;

namespace Aae.Kernels.Gemm;

/// <summary>
/// Copies a panel of B to [depth, width], row-major and dense, where the tile kernel cannot read B as it stands: its columns
/// are contiguous (the transposed weights of dX = dY·Wᵀ), or fewer columns are left than a panel has.
/// </summary>
internal static unsafe class PanelPacking
{
    /// <summary>A full panel whose columns are contiguous, by register transposes of 4 rows by one vector.</summary>
    /// <param name="source">Element (p, j) stands at source[p + j·columnStride].</param>
    /// <param name="columnStride">Floats from one column to the next.</param>
    /// <param name="depth">Rows of the panel.</param>
    /// <param name="target">The packed panel.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose<TLanes, TVector, TVectors>(float* source, nint columnStride, int depth, float* target)
        where TLanes : struct, IVectorForm<TVector>
        where TVector : struct
        where TVectors : struct, INumber
    {
        int width = TLanes.Count * TVectors.Value;
        for (int j = 0; j < width; j += TLanes.Count)
        {
            float* from = source + j * columnStride;
            float* to = target + j;
            int left = depth;
            for (; left >= 4; left -= 4)
            {
                // Quarter l of vector r holds column 4·l + r, rows p to p + 3; transposed, quarter l of vector r holds row
                // p + r of columns 4·l to 4·l + 3.
                TVector r0 = TLanes.LoadQuarters(from, columnStride);
                TVector r1 = TLanes.LoadQuarters(from + columnStride, columnStride);
                TVector r2 = TLanes.LoadQuarters(from + 2 * columnStride, columnStride);
                TVector r3 = TLanes.LoadQuarters(from + 3 * columnStride, columnStride);
                TLanes.TransposeQuarters(ref r0, ref r1, ref r2, ref r3);
                TLanes.Store(r0, to);
                TLanes.Store(r1, to + width);
                TLanes.Store(r2, to + 2 * width);
                TLanes.Store(r3, to + 3 * width);
                from += 4;
                to += 4 * width;
            }

            for (; left > 0; left--)
            {
                for (int lane = 0; lane < TLanes.Count; lane++)
                {
                    to[lane] = from[lane * columnStride];
                }

                from++;
                to += width;
            }
        }
    }

    /// <summary>A panel with any strides and up to <paramref name="width"/> columns; the columns that lack become zero.</summary>
    public static void Copy(float* source, nint rowStride, nint columnStride, int depth, int columns, float* target, int width)
    {
        for (int p = 0; p < depth; p++)
        {
            for (int j = 0; j < columns; j++)
            {
                target[j] = source[j * columnStride];
            }

            for (int j = columns; j < width; j++)
            {
                target[j] = 0;
            }

            source += rowStride;
            target += width;
        }
    }
}
