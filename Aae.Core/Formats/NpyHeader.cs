using Aae.Core.Tensors;

namespace Aae.Core.Formats;

/// <summary>What an npy header says of the elements that follow it.</summary>
/// <param name="Descr">The element type as the file writes it, as in "&lt;f4".</param>
/// <param name="Type">The element type.</param>
/// <param name="BigEndian">Whether elements have their most significant byte first.</param>
/// <param name="FortranOrder">Whether the first axis runs fastest.</param>
/// <param name="Sizes">The sizes of the axes, which may be more than a tensor has.</param>
/// <param name="SizesAt">Where they stand in the file.</param>
internal sealed record NpyHeader(string Descr, ElementType Type, bool BigEndian, bool FortranOrder, long[] Sizes, long SizesAt)
{
    /// <summary>The number of elements, or the greatest number that there is where it is greater.</summary>
    public long Count => Sizes.Contains(0) ? 0 : Sizes.Aggregate(1L, (count, size) => count > long.MaxValue / size ? long.MaxValue : count * size);

    /// <summary>The sizes of a tensor that holds all of it.</summary>
    /// <exception cref="InvalidFileException">No tensor does.</exception>
    public Shape ShapeIn(InputFile file) => file.ShapeOf(Sizes, "", SizesAt);

    /// <summary>As in "[60000, 28, 28]".</summary>
    public string SizesText => $"[{string.Join(", ", Sizes)}]";
}
