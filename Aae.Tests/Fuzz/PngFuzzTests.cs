using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Aae.Core.Formats;
using static Aae.Tests.Core.Formats.PngBytes;

namespace Aae.Tests.Fuzz;

internal sealed class PngFuzzTests : FuzzTests
{
    private static readonly int[] _sizes = [0, 1, 2, 3, 5, 16, 100, 1000, 16384, 65536, 1 << 20, 1 << 28, int.MaxValue, -1];

    protected override IReadOnlyList<byte[]> Seeds { get; } =
    [
        PngEncoder.Encode([.. Enumerable.Range(0, 28 * 28).Select(i => (byte)(i * 7 % 255))], 28, 28, 1),
        PngEncoder.Encode(new Dice("noise", 0).Bytes(64 * 64), 64, 64, 1),
        PngEncoder.Encode([.. Enumerable.Range(0, 5 * 16 * 3).Select(i => (byte)(i * i))], 5, 16, 3),
        PngFile(Header(5, 3, 1, 3), ("PLTE", [1, 2, 3, 4, 5, 6]), ("tRNS", [7]), ("IDAT", Deflate(0, 0xA8, 0, 0x50, 0, 0xF8))),
        PngFile(Header(3, 2, 4, 3), ("PLTE", new byte[48]), ("IDAT", Deflate(0, 0x12, 0x30, 0, 0x45, 0x60))),
        PngFile(Header(9, 2, 1, 0), ("IDAT", Deflate(0, 1, 128, 0, 255, 0))),
        PngFile(Header(2, 3, 8, 4), ("tEXt", "a\0b"u8.ToArray()), ("IDAT", Deflate(1, 1, 2, 3, 4, 2, 1, 2, 3, 4, 3, 1, 2, 3, 4))),
        PngFile(Header(1, 2, 8, 6), ("IDAT", Deflate(4, 1, 2, 3, 4, 0, 1, 2, 3, 4)[..5]), ("IDAT", Deflate(4, 1, 2, 3, 4, 0, 1, 2, 3, 4)[5..])),
    ];

    protected override int LeastAnswers => 22;

    protected override void Read(string path) => Png.Read(path);

    protected override bool IsDocumented(Exception failure) => failure is InvalidFileException;

    // Memory follows what the data turn out to hold. The pictures here hold a few kilobytes, a bit of which may become three
    // bytes; a chunk of twelve bytes costs an array, its name and two texts.
    protected override long Allowance(byte[] file) => (1 << 18) + 16L * file.Length;

    protected override byte[] Mutate(byte[] seed, byte[] other, Dice dice) => dice.Below(4) switch
    {
        0 => ByteMutator.Mutate(seed, other, dice),
        1 => WithChecksums(ByteMutator.Mutate(seed, other, dice)),
        _ => Rebuilt(seed, dice),
    };

    // Every checksum made right, as far as chunks can be found.
    private static byte[] WithChecksums(byte[] file)
    {
        for (int at = 8; at + 12 <= file.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - 12)
            {
                break;
            }

            int end = at + 8 + (int)length;
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(end), Crc32.Compute(file.AsSpan(at + 4, end - at - 4)));
            at = end + 4;
        }

        return file;
    }

    // The header, the rows before compression, or the order of chunks changed.
    private static byte[] Rebuilt(byte[] seed, Dice dice)
    {
        List<(string Type, byte[] Data)> chunks = Chunks(seed);
        switch (dice.Below(3))
        {
            case 0:
                byte[] header = [.. chunks[0].Data];
                int field = dice.Below(7);
                if (field < 2)
                {
                    BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 * field), dice.Pick(_sizes));
                }
                else
                {
                    header[field + 6] = (byte)dice.Below(17);
                }

                chunks[0] = ("IHDR", header);
                break;
            case 1:
                byte[] rows = Inflate([.. chunks.Where(chunk => chunk.Type == "IDAT").SelectMany(chunk => chunk.Data)]);
                chunks.RemoveAll(chunk => chunk.Type == "IDAT");
                chunks.Add(("IDAT", Deflate(ByteMutator.Mutate(rows, rows, dice))));
                break;
            default:
                int moved = dice.Below(chunks.Count);
                var chunk = chunks[moved];
                if (dice.OneIn(2))
                {
                    chunks.RemoveAt(moved);
                }

                chunks.Insert(dice.Below(chunks.Count + 1), dice.OneIn(4) ? (dice.Pick(["IDAT", "PLTE", "ABCD", "abcd", "a1cd"]), dice.Bytes(dice.Below(20))) : chunk);
                break;
        }

        return PngFile([.. chunks]);
    }

    private static List<(string Type, byte[] Data)> Chunks(byte[] file)
    {
        var chunks = new List<(string Type, byte[] Data)>();
        for (int at = 8; at < file.Length - 12;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            chunks.Add((Encoding.ASCII.GetString(file, at + 4, 4), file[(at + 8)..(at + 8 + length)]));
            at += 12 + length;
        }

        return chunks;
    }

    private static byte[] Inflate(byte[] data)
    {
        using var zlib = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
        var rows = new MemoryStream();
        zlib.CopyTo(rows);
        return rows.ToArray();
    }
}
