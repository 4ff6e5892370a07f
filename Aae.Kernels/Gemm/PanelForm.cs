using System.Runtime.Intrinsics;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Gemm;

/// <summary>How a panel (all rows by a few columns of C) is computed: its width, its tiles' height and the two kernels.</summary>
/// <param name="width">Columns: lanes times vectors.</param>
/// <param name="rows">The most rows of a tile; as many as the registers hold.</param>
/// <param name="multiply">Computes a tile of so many rows.</param>
/// <param name="packTransposed">Copies [depth, width] whose columns are contiguous to row-major.</param>
internal readonly unsafe struct PanelForm(
    int width, int rows, delegate*<Tile*, int, void> multiply, delegate*<float*, nint, int, float*, void> packTransposed)
{
    /// <summary>The widest panel of any form.</summary>
    public const int MaxWidth = 32;

    /// <summary>The forms of each instruction set, widest first. The scalar set has none: it takes the reference.</summary>
    private static readonly PanelForm[][] Table = Fill();

    public int Width { get; } = width;

    public int Rows { get; } = rows;

    public delegate*<Tile*, int, void> Multiply { get; } = multiply;

    /// <summary>(source, floats between its columns, depth, target).</summary>
    public delegate*<float*, nint, int, float*, void> PackTransposed { get; } = packTransposed;

    /// <summary>The form for the next panel: the widest that the columns left fill, else the narrowest there is.</summary>
    public static PanelForm Choose(InstructionSet set, int columnsLeft)
    {
        PanelForm[] forms = Table[(int)set];
        foreach (PanelForm form in forms)
        {
            if (form.Width <= columnsLeft)
            {
                return form;
            }
        }

        return forms[^1];
    }

    /// <summary>The width of a set's widest panel.</summary>
    public static int WidestPanel(InstructionSet set) => Table[(int)set][0].Width;

    private static PanelForm[][] Fill()
    {
        var table = new PanelForm[4][];
        table[(int)InstructionSet.Scalar] = [];
        table[(int)InstructionSet.Vector128] =
        [
            new(8, 6, &TileKernel.Multiply<Lanes128, Vector128<float>, N2>, &PanelPacking.Transpose<Lanes128, Vector128<float>, N2>),
            new(4, 12, &TileKernel.Multiply<Lanes128, Vector128<float>, N1>, &PanelPacking.Transpose<Lanes128, Vector128<float>, N1>),
        ];
        table[(int)InstructionSet.Avx2] =
        [
            new(16, 6, &TileKernel.Multiply<Lanes256, Vector256<float>, N2>, &PanelPacking.Transpose<Lanes256, Vector256<float>, N2>),
            new(8, 12, &TileKernel.Multiply<Lanes256, Vector256<float>, N1>, &PanelPacking.Transpose<Lanes256, Vector256<float>, N1>),
        ];
        table[(int)InstructionSet.Avx512] =
        [
            new(32, 12, &TileKernel.Multiply<Lanes512, Vector512<float>, N2>, &PanelPacking.Transpose<Lanes512, Vector512<float>, N2>),
            new(16, 12, &TileKernel.Multiply<Lanes512, Vector512<float>, N1>, &PanelPacking.Transpose<Lanes512, Vector512<float>, N1>),
            table[(int)InstructionSet.Avx2][1],
        ];
        return table;
    }
}
