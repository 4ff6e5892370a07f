using System.Globalization;

namespace Aae.Core.Tensors;

/// <summary>
/// The sizes of a tensor's axes, outermost first: [rows, columns] for a matrix, [count, channels, height, width] for
/// images. At most four axes; none is a scalar. A value type, so that a step can compare shapes without allocating.
/// </summary>
public readonly struct Shape : IEquatable<Shape>
{
    /// <summary>The greatest number of axes.</summary>
    public const int MaxRank = 4;

    private readonly int _size0;
    private readonly int _size1;
    private readonly int _size2;
    private readonly int _size3;
    private readonly int _count;

    /// <summary>Creates a shape from its sizes, outermost first.</summary>
    /// <param name="sizes">Zero to four sizes, none negative; at most <see cref="Array.MaxLength"/> elements, also in one row.</param>
    /// <exception cref="AaeException">There are too many axes, a size is negative, or the product is too large.</exception>
    public Shape(params ReadOnlySpan<int> sizes)
    {
        if (sizes.Length > MaxRank)
        {
            throw new AaeException($"a shape has at most {MaxRank} axes, not {sizes.Length}");
        }

        if (sizes.IsEmpty)
        {
            return; // a scalar is the default value
        }

        // Columns counts too where there are no rows.
        long columns = 1;
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            int size = sizes[axis];
            if (size < 0)
            {
                throw new AaeException($"a shape's sizes are 0 or more, not {size}");
            }

            columns = axis == 0 ? 1 : Math.Min(columns * size, (long)int.MaxValue + 1);
        }

        long count = columns * sizes[0];
        if (Math.Max(count, columns) > Array.MaxLength)
        {
            throw new AaeException($"shape [{Join(sizes)}] has more than the {Array.MaxLength} elements that a tensor can hold");
        }

        Rank = sizes.Length;
        _size0 = sizes[0];
        _size1 = sizes.Length > 1 ? sizes[1] : 1;
        _size2 = sizes.Length > 2 ? sizes[2] : 1;
        _size3 = sizes.Length > 3 ? sizes[3] : 1;
        _count = (int)count;
    }

    /// <summary>The number of axes, 0 to 4.</summary>
    public int Rank { get; }

    /// <summary>The number of elements: the product of the sizes, 1 for a scalar.</summary>
    public int Count => Rank == 0 ? 1 : _count;

    /// <summary>The outermost size (1 for a scalar): a batch's number of examples.</summary>
    public int Rows => Rank == 0 ? 1 : _size0;

    /// <summary>The number of elements in one row: the product of all sizes but the outermost.</summary>
    public int Columns => Rank == 0 ? 1 : _size1 * _size2 * _size3;

    /// <summary>The size of one axis.</summary>
    /// <param name="axis">0 (outermost) to Rank − 1.</param>
    public int this[int axis] => (uint)axis >= (uint)Rank
        ? throw new ArgumentOutOfRangeException(nameof(axis), axis, $"shape {this} has {Rank} axes")
        : axis switch { 0 => _size0, 1 => _size1, 2 => _size2, _ => _size3 };

    /// <summary>Whether two shapes have the same sizes on the same axes.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether two shapes differ in an axis.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Shape other) =>
        Rank == other.Rank && _size0 == other._size0 && _size1 == other._size1 && _size2 == other._size2 && _size3 == other._size3;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rank, _size0, _size1, _size2, _size3);

    /// <summary>The sizes in brackets, as in "[100, 784]"; "[]" for a scalar.</summary>
    public override string ToString() => $"[{Join(ToArray())}]";

    /// <summary>The sizes, outermost first.</summary>
    public int[] ToArray() => [.. new[] { _size0, _size1, _size2, _size3 }.Take(Rank)];

    private static string Join(ReadOnlySpan<int> sizes)
    {
        var words = new string[sizes.Length];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = sizes[i].ToString(CultureInfo.InvariantCulture);
        }

        return string.Join(", ", words);
    }
}
