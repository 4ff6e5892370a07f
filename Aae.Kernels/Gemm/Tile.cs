using System.Runtime.CompilerServices;
using Aae.Core.Memory;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Gemm;

/// <summary>One tile of the output, or a run of them: what <see cref="TileKernel"/> reads and writes. Strides count floats.</summary>
internal unsafe struct Tile
{
    /// <summary>A [rows, Depth]; any strides, but a column stride of 1 for groups of two or more.</summary>
    public float* A;
    public nint ARowStride;
    public nint AColumnStride;

    /// <summary>B [Depth / group, vectors·lanes], rows contiguous.</summary>
    public float* B;
    public nint BRowStride;

    /// <summary>Products summed per element; 0 or more, a multiple of the group's size.</summary>
    public int Depth;

    /// <summary>C [rows, vectors·lanes], rows contiguous. Not read.</summary>
    public float* C;
    public nint CRowStride;

    /// <summary>Where the sums start, shaped like C: zeros or the bias with row stride 0, or C itself.</summary>
    public float* Start;
    public nint StartRowStride;

    /// <summary>What is asked for ahead, and how it goes on; see <see cref="AskFor"/>.</summary>
    public float* Ahead;
    public nint AheadStride;
    public int AheadRows;
    public int AheadRowsLeft;
    public int StepsPerAsk;

    /// <summary>Tiles to compute one after the other, with so many floats from each one's operands to the next one's.</summary>
    public int Count;
    public nint NextA;
    public nint NextB;
    public nint NextC;
    public nint NextStart;

    /// <summary>Relu, LeakyRelu or Identity.</summary>
    public Activation Activation;

    /// <summary>Floats of a line of the caches.</summary>
    public const int LineFloats = AlignedBlock.FloatsPerLine;

    /// <summary>Floats of a row that are asked for at once.</summary>
    public const int AskedFloats = 2 * AlignedBlock.FloatsPerLine;

    /// <summary>
    /// Has rows of memory fetched while the tiles are computed: two lines of one at each so many steps of the depth, and after
    /// the last row the next two lines of the first. They need not be valid addresses. The hardware sees through neither a new
    /// page at each row nor the pause between two panels; without this the first tile of each panel waits for the
    /// third-level cache (5 % of a layer's product).
    /// </summary>
    /// <param name="start">The first row. Where it starts within a line, that line's beginning was part of the last panel.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="steps">Steps of the depth between two rows, 1 or more.</param>
    /// <param name="rows">The number of rows.</param>
    public void AskFor(float* start, nint stride, int steps, int rows = int.MaxValue)
    {
        Ahead = start + AlignedBlock.FloatsPerLine - 1;
        AheadStride = stride;
        AheadRows = rows;
        AheadRowsLeft = rows;
        StepsPerAsk = steps;
    }

    /// <summary>Asks for the next lines of what is fetched ahead, as many as a vector form of so many columns reads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AskForNext(int width)
    {
        if (width > AlignedBlock.FloatsPerLine / 2)
        {
            CacheLine.Prefetch(Ahead);
        }

        if (width > AlignedBlock.FloatsPerLine)
        {
            CacheLine.Prefetch(Ahead + AlignedBlock.FloatsPerLine);
        }

        Ahead += AheadStride;
        if (--AheadRowsLeft == 0)
        {
            AheadRowsLeft = AheadRows;
            Ahead += AskedFloats - AheadRows * AheadStride;
        }
    }

    /// <summary>Fetches the lines of C that a tile starts from or is stored to.</summary>
    /// <param name="c">The tile's first element.</param>
    /// <param name="rows">The tile's rows.</param>
    /// <param name="width">The tile's columns.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void AskForTarget(float* c, int rows, int width)
    {
        for (int row = 0; row < rows; row++)
        {
            CacheLine.Prefetch(c);
            if (width > AlignedBlock.FloatsPerLine)
            {
                CacheLine.Prefetch(c + AlignedBlock.FloatsPerLine);
            }

            CacheLine.Prefetch(c + width - 1);
            c += CRowStride;
        }
    }
}
