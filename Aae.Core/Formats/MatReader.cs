using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text;

namespace Aae.Core.Formats;

/// <summary>
/// Reads the variables of a MATLAB file (.mat, Level 5: what "save -v6" and "save -v7" write) one after the other, and of each as many
/// numbers at a time as are asked for. Variables that are no arrays of real numbers are passed over.
/// </summary>
/// <remarks>
/// Format: MathWorks, MAT-File Format, "Level 5 MAT-File Format". A variable is a matrix: array flags, sizes, name, numbers, the first axis
/// running fastest. The numbers may be stored in a narrower type than the variable's class. The checksum of a compressed variable is
/// compared when its last number is read. Not for several threads at once.
/// </remarks>
public sealed class MatReader : IDisposable
{
    private const int MaxRank = 32;
    private const int LongestName = 256;
    private const int MostNamed = 10;
    private const int ChunkBytes = 1 << 16;
    private const byte Complex = 0x08; // in the byte of flags beside the class

    private readonly MatSource _source;
    private readonly byte[] _buffer = new byte[ChunkBytes];
    private int[] _sizes = [];
    private bool _isComplex;
    private MatElement _numbers; // of which the bytes of a packed one lie in the buffer
    private long _left; // numbers not read yet

    private MatReader(MatSource source) => _source = source;

    /// <summary>The present variable's name; "" before <see cref="Next"/>.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The present variable's class.</summary>
    public MatClass Class { get; private set; }

    /// <summary>The present variable's sizes, the axis that runs fastest first.</summary>
    public ReadOnlySpan<int> Sizes => _sizes;

    /// <summary>Whether the present variable is an array of real numbers, which <see cref="Read(Span{double})"/> reads.</summary>
    public bool IsNumeric => Class is >= MatClass.Double and <= MatClass.UInt64 && !_isComplex;

    /// <summary>What the present variable is, in a few words for errors: "uint8 [10, 48, 48]".</summary>
    public string Description => $"{(_isComplex ? "complex " : "")}{Class.ToString().ToLowerInvariant()} [{string.Join(", ", _sizes)}]";

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">The file is missing, or no MATLAB file of Level 5; of HDF5 (version 7.3) the error says how to convert it.</exception>
    /// <exception cref="AaeException">The file cannot be opened.</exception>
    public static MatReader Open(string path) => new(MatSource.Open(path));

    /// <summary>Opens a file at one variable.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The variable's name.</param>
    /// <exception cref="InvalidFileException">The file has no such variable, is missing, truncated or corrupt, or no MATLAB file of Level 5.</exception>
    /// <exception cref="AaeException">The file cannot be opened.</exception>
    public static MatReader OpenAt(string path, string name)
    {
        MatReader reader = Open(path);
        try
        {
            var others = new List<string>();
            while (reader.Next())
            {
                if (reader.Name == name)
                {
                    return reader;
                }

                if (others.Count < MostNamed)
                {
                    others.Add(InputFile.Quote(reader.Name));
                }
            }

            throw new InvalidFileException(path, $"has no variable {InputFile.Quote(name)}{(others.Count == 0 ? " and no other" : $"; it has {string.Join(", ", others)}")}");
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Goes to the next variable; what was not read of the present one is passed over.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="InvalidFileException">The file is truncated or corrupt.</exception>
    public bool Next()
    {
        _left = 0;
        (Name, _sizes, _isComplex) = ("", [], false);
        if (!_source.NextVariable())
        {
            return false;
        }

        byte[] flags = Content(MatType.UInt32, 8, "the array flags");
        uint word = flags.Length == 8 ? _source.ReadUInt32(flags) : throw _source.Invalid($"the array flags have 8 bytes, not {flags.Length}");
        Class = (MatClass)(byte)word;
        _isComplex = ((word >> 8) & Complex) != 0;
        if (!Enum.IsDefined(Class))
        {
            throw _source.Invalid($"a variable's class is 1 to 17, not {(byte)word}");
        }

        if (Class != MatClass.Opaque) // which has no sizes
        {
            ReadSizes();
        }

        Name = Encoding.Latin1.GetString(Content(MatType.Int8, LongestName, "the variable's name"));
        if (IsNumeric)
        {
            ReadNumbersTag();
        }

        return true;
    }

    /// <summary>Reads the next numbers of a variable of class <see cref="MatClass.UInt8"/>.</summary>
    /// <param name="destination">As many as are wanted, no more than are left.</param>
    /// <exception cref="InvalidFileException">The file is truncated or corrupt.</exception>
    /// <exception cref="AaeException">The variable is of another class, or has not as many.</exception>
    public void Read(Span<byte> destination)
    {
        Take(destination.Length, Class == MatClass.UInt8);
        if (_numbers.Type != MatType.UInt8)
        {
            throw _source.Invalid($"variable {InputFile.Quote(Name)} of bytes is stored as {_numbers.Type}");
        }

        if (_numbers.Small)
        {
            Bytes(destination.Length).CopyTo(destination);
        }
        else
        {
            _source.Read(destination, "the numbers");
        }

        Release(destination.Length);
    }

    /// <summary>Reads the next numbers of a variable of any numeric class; integers beyond 2⁵³ are rounded to the nearest.</summary>
    /// <param name="destination">As many as are wanted, no more than are left.</param>
    /// <exception cref="InvalidFileException">The file is truncated or corrupt.</exception>
    /// <exception cref="AaeException">The variable is not numeric, or has not as many.</exception>
    public void Read(Span<double> destination)
    {
        Take(destination.Length, IsNumeric);
        int size = MatElement.SizeOf(_numbers.Type);
        while (!destination.IsEmpty)
        {
            Span<double> chunk = destination[..Math.Min(destination.Length, ChunkBytes / size)];
            Span<byte> bytes = Bytes(chunk.Length * size);
            if (_source.BigEndian == BitConverter.IsLittleEndian)
            {
                Elements.Reverse(bytes, size);
            }

            Convert(bytes, chunk);
            Release(chunk.Length);
            destination = destination[chunk.Length..];
        }
    }

    /// <summary>The error for the present variable.</summary>
    /// <param name="problem">What is wrong and what is allowed, to follow the variable's name.</param>
    internal InvalidFileException Invalid(string problem) => _source.Invalid($"variable {InputFile.Quote(Name)} {problem}");

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private void ReadSizes()
    {
        byte[] sizes = Content(MatType.Int32, 4 * MaxRank, "the sizes");
        if (sizes.Length < 8 || sizes.Length % 4 != 0)
        {
            throw _source.Invalid($"a variable has 2 to {MaxRank} sizes of 4 bytes, not {sizes.Length} bytes");
        }

        _sizes = new int[sizes.Length / 4];
        for (int axis = 0; axis < _sizes.Length; axis++)
        {
            uint size = _source.ReadUInt32(sizes.AsSpan(4 * axis));
            _sizes[axis] = size <= int.MaxValue
                ? (int)size
                : throw _source.Invalid($"size {axis} is {(int)size}; sizes are 0 or more");
        }
    }

    private void ReadNumbersTag()
    {
        _numbers = _source.ReadTag("the numbers' tag");
        _source.Require(_numbers, "the numbers' tag");
        int size = MatElement.SizeOf(_numbers.Type);
        if (size == 0)
        {
            throw Invalid($"is stored as type {(uint)_numbers.Type}, which is none of numbers");
        }

        Int128 count = 1;
        foreach (int axis in _sizes)
        {
            count = Int128.Min(count * axis, long.MaxValue); // at most 2³¹ · 2⁶³ before the cap, well inside 128 bits
        }

        if (count * size != _numbers.Length)
        {
            throw Invalid(string.Create(CultureInfo.InvariantCulture, $"is {Description}, stored as {_numbers.Type}: its sizes ask for {count * size} bytes, it has {_numbers.Length}"));
        }

        if (_numbers.Small)
        {
            MemoryMarshal.Write(_buffer, _numbers.Packed);
        }

        _left = (long)count;
        Release(0);
    }

    private byte[] Content(MatType type, int most, string what)
    {
        MatElement tag = _source.ReadTag(what);
        return tag.Type == type
            ? _source.ReadContent(tag, most, what)
            : throw _source.Invalid($"{what} are of type {(uint)type}, not {(uint)tag.Type}");
    }

    private void Take(int count, bool allowed)
    {
        if (!allowed || count > _left)
        {
            throw new AaeException($"{count} numbers cannot be read of variable {InputFile.Quote(Name)}, {Description}, of which {_left} are left");
        }
    }

    // The next bytes of the numbers, in the buffer: those of a packed element lie there already.
    private Span<byte> Bytes(int count)
    {
        if (_numbers.Small)
        {
            int from = (int)(_numbers.Length - _left * MatElement.SizeOf(_numbers.Type));
            return _buffer.AsSpan(from, count);
        }

        _source.Read(_buffer.AsSpan(0, count), "the numbers");
        return _buffer.AsSpan(0, count);
    }

    private void Release(int count)
    {
        _left -= count;
        if (_left == 0)
        {
            _source.ExpectEnd();
        }
    }

    private void Convert(Span<byte> bytes, Span<double> numbers)
    {
        switch (_numbers.Type)
        {
            case MatType.Int8: Convert<sbyte>(bytes, numbers); break;
            case MatType.UInt8: Convert<byte>(bytes, numbers); break;
            case MatType.Int16: Convert<short>(bytes, numbers); break;
            case MatType.UInt16: Convert<ushort>(bytes, numbers); break;
            case MatType.Int32: Convert<int>(bytes, numbers); break;
            case MatType.UInt32: Convert<uint>(bytes, numbers); break;
            case MatType.Single: Convert<float>(bytes, numbers); break;
            case MatType.Int64: Convert<long>(bytes, numbers); break;
            case MatType.UInt64: Convert<ulong>(bytes, numbers); break;
            default: Convert<double>(bytes, numbers); break;
        }
    }

    // "Truncating" speaks of integers; to double every number is rounded to nearest.
    private static void Convert<T>(Span<byte> bytes, Span<double> numbers)
        where T : unmanaged, INumberBase<T> =>
        TensorPrimitives.ConvertTruncating<T, double>(MemoryMarshal.Cast<byte, T>(bytes), numbers);
}
