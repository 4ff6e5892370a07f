using System.Runtime.Intrinsics;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Gemm;

/// <summary>How a panel (all rows by a few columns of C) is computed: its width, its tiles' height and its kernel.</summary>
/// <param name="width">Columns: lanes times vectors, divided by the group.</param>
/// <param name="rows">The most rows of a tile; as many as the registers hold.</param>
/// <param name="group">Neighbours of the depth that share a vector; see <see cref="IDepthGroup{TVector}"/>.</param>
/// <param name="worthPacking">From so many rows on, a panel that streams past them is better packed than read as it stands.</param>
/// <param name="kernels">The kernels for tiles of 1, 2, … rows.</param>
/// <param name="shallow">The kernels for any number of rows by a depth of 1, 2, …; null if the form has none.</param>
/// <param name="dense">The kernels for tiles of 1, 2, … rows whose operands are both packed; null if the form has none.</param>
internal readonly unsafe struct PanelForm(
    int width,
    int rows,
    int group,
    int worthPacking,
    delegate*<Tile*, void>[] kernels,
    delegate*<Tile*, int, void>[]? shallow = null,
    delegate*<Tile*, void>[]? dense = null)
{
    /// <summary>The widest panel of any form.</summary>
    public const int MaxWidth = 32;

    /// <summary>The forms of each instruction set, widest first. The scalar set has none: it takes the reference.</summary>
    private static readonly PanelForm[][] Table = Fill();

    private readonly delegate*<Tile*, void>[] _kernels = kernels;
    private readonly delegate*<Tile*, int, void>[]? _shallow = shallow;
    private readonly delegate*<Tile*, void>[]? _dense = dense;

    public int Width { get; } = width;

    public int Rows { get; } = rows;

    public int Group { get; } = group;

    public int WorthPacking { get; } = worthPacking;

    /// <summary>Whether a product so deep is for <see cref="MultiplyShallow"/>.</summary>
    public bool IsShallow(int depth) => _shallow != null && depth >= 1 && depth <= _shallow.Length;

    /// <summary>Whether products of packed operands have kernels of their own, so that both are worth packing.</summary>
    public bool IsForPacked => _dense != null;

    /// <summary>Computes a run of tiles of packed operands, each of so many rows.</summary>
    public void MultiplyPacked(int height, Tile* tile) => _dense![height - 1](tile);

    /// <summary>Computes a run of tiles, each of so many rows.</summary>
    public void Multiply(int height, Tile* tile) => _kernels[height - 1](tile);

    /// <summary>Computes any number of rows.</summary>
    public void MultiplyShallow(int rows, Tile* tile) => _shallow![tile->Depth - 1](tile, rows);

    /// <summary>
    /// The form for the next panel: the narrowest that holds all columns left, if they fill it but for less than half a vector
    /// (several panels would cost more), else the widest that they fill.
    /// </summary>
    /// <param name="set">The instruction set.</param>
    /// <param name="columnsLeft">Columns, 1 or more.</param>
    /// <param name="maxGroup">The largest group that the operands allow.</param>
    public static PanelForm Choose(InstructionSet set, int columnsLeft, int maxGroup)
    {
        int halfVector = Widest(set).Width / 4; // the widest form has two vectors
        PanelForm holding = default;
        foreach (PanelForm form in Table[(int)set])
        {
            if (form.Group > maxGroup)
            {
                continue;
            }

            if (form.Width <= columnsLeft)
            {
                return form.Width < columnsLeft && holding.Width != 0 && holding.Width - columnsLeft < halfVector ? holding : form;
            }

            if (holding.Width == 0 || form.Width < holding.Width)
            {
                holding = form;
            }
        }

        return holding;
    }

    /// <summary>A set's widest form.</summary>
    public static PanelForm Widest(InstructionSet set) => Table[(int)set][0];

    private static PanelForm[][] Fill()
    {
        var table = new PanelForm[4][];
        table[(int)InstructionSet.Scalar] = [];
        table[(int)InstructionSet.Vector128] =
        [
            new(8, 6, 1, 64, TileKernel.ByHeight<Lanes128, Vector128<float>, Singles<Lanes128, Vector128<float>>, N2>(), ShallowKernel.ByDepthInHalves<Lanes128, Vector128<float>>()),
            new(4, 12, 1, 64, TileKernel.ByHeight<Lanes128, Vector128<float>, Singles<Lanes128, Vector128<float>>, N1>(), ShallowKernel.ByDepth<Lanes128, Vector128<float>, N1>()),
        ];
        table[(int)InstructionSet.Avx2] =
        [
            new(16, 6, 1, 64, TileKernel.ByHeight<Lanes256, Vector256<float>, Singles<Lanes256, Vector256<float>>, N2>(), ShallowKernel.ByDepthInHalves<Lanes256, Vector256<float>>(),
                DenseTileKernel.ByHeight<Lanes256, Vector256<float>>()),
            new(8, 6, 2, 64, TileKernel.ByHeight<Lanes256, Vector256<float>, Pairs256, N2>()),
            new(8, 12, 1, 64, TileKernel.ByHeight<Lanes256, Vector256<float>, Singles<Lanes256, Vector256<float>>, N1>(), ShallowKernel.ByDepth<Lanes256, Vector256<float>, N1>()),
            new(4, 12, 2, 64, TileKernel.ByHeight<Lanes256, Vector256<float>, Pairs256, N1>()),
        ];
        table[(int)InstructionSet.Avx512] =
        [
            new(32, 12, 1, 480, TileKernel.ByHeight<Lanes512, Vector512<float>, Singles<Lanes512, Vector512<float>>, N2>(),
                ShallowKernel.ByDepth<Lanes512, Vector512<float>, N2>()),
            new(16, 12, 1, 480, TileKernel.ByHeight<Lanes512, Vector512<float>, Singles<Lanes512, Vector512<float>>, N1>(),
                ShallowKernel.ByDepth<Lanes512, Vector512<float>, N1>()),
            new(8, 12, 4, 480, TileKernel.ByHeight<Lanes512, Vector512<float>, Quads512, N2>()),
            new(8, 12, 2, 480, TileKernel.ByHeight<Lanes512, Vector512<float>, Pairs512, N1>()),
            new(4, 12, 4, 480, TileKernel.ByHeight<Lanes512, Vector512<float>, Quads512, N1>()),
            table[(int)InstructionSet.Avx2][2],
        ];
        return table;
    }
}
