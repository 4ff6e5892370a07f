using System.Buffers.Binary;

namespace Aae.Tests.Fuzz;

/// <summary>Damages a file without knowing its format.</summary>
internal static class ByteMutator
{
    private const int LongestBlock = 64;
    private const int LongestFile = 1 << 16;

    private static readonly byte[] _bytes = [0, 1, 0x7F, 0x80, 0xFF];

    private static readonly ulong[] _sizes =
    [
        0, 1, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 1 << 20, 1 << 28, 0x7FFFFFC7, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF,
        0x100000000, 0x7FFFFFFFFFFFFFFF, 0x8000000000000000, ulong.MaxValue,
    ];

    /// <summary>One to four mutations, one after the other.</summary>
    /// <param name="file">The file; it is left as it is.</param>
    /// <param name="other">Another file, of which a part may be taken.</param>
    /// <param name="dice">The mutant's choices.</param>
    public static byte[] Mutate(byte[] file, byte[] other, Dice dice)
    {
        byte[] mutant = [.. file];
        for (int rounds = 1 + dice.Below(4); rounds > 0; rounds--)
        {
            mutant = mutant.Length == 0 ? [.. other] : Once(mutant, other, dice);
        }

        return mutant.Length > LongestFile ? mutant[..LongestFile] : mutant;
    }

    private static byte[] Once(byte[] file, byte[] other, Dice dice)
    {
        int at = dice.Place(file.Length);
        int end = Math.Min(file.Length, at + 1 + dice.Below(LongestBlock));
        switch (dice.Below(10))
        {
            case 0:
                file[at] ^= (byte)(1 << dice.Below(8));
                return file;
            case 1:
                file[at] = dice.Pick(_bytes);
                return file;
            case 2:
                file[at] += (byte)(dice.OneIn(2) ? 1 : 255);
                return file;
            case 3 or 4:
                OverwriteInteger(file.AsSpan(at), dice);
                return file;
            case 5: // truncation
                return file[..at];
            case 6: // extension
                return [.. file, .. dice.OneIn(2) ? new byte[1 + dice.Below(LongestBlock)] : dice.Bytes(1 + dice.Below(LongestBlock))];
            case 7: // a block twice, or many times
                return [.. file[..end], .. Enumerable.Repeat(file[at..end], dice.OneIn(8) ? 200 : 1).SelectMany(block => block), .. file[end..]];
            case 8: // a block removed, or put in another's place
                byte[] block = dice.OneIn(2) ? [] : file[at..end];
                byte[] rest = [.. file[..at], .. file[end..]];
                int place = dice.Below(rest.Length + 1);
                return [.. rest[..place], .. block, .. rest[place..]];
            default: // the beginning of one file, the end of another
                return [.. file[..at], .. other[dice.Below(other.Length + 1)..]];
        }
    }

    private static void OverwriteInteger(Span<byte> place, Dice dice)
    {
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        ulong size = dice.Pick(_sizes) + (dice.OneIn(4) ? (ulong)dice.Below(8) : 0);
        int width = 1 << 1 + dice.Below(3);
        if (dice.OneIn(2))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(number, size);
            number = number[..width];
        }
        else
        {
            BinaryPrimitives.WriteUInt64BigEndian(number, size);
            number = number[^width..];
        }

        number[..Math.Min(width, place.Length)].CopyTo(place);
    }
}
