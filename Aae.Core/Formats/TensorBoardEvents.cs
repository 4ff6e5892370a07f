using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Aae.Core.Formats;

/// <summary>
/// The records of TensorBoard's event files (their name holds "tfevents"): each is a message Event of Protocol Buffers in a frame of
/// its length and two checksums. A file is the first record and then others, in any number of writes.
/// </summary>
public static class TensorBoardEvents
{
    private const int FrameBytes = sizeof(ulong) + 2 * sizeof(uint);

    /// <summary>The record that a file begins with: it names the version of the format.</summary>
    /// <param name="time">When the file was begun.</param>
    public static byte[] First(DateTimeOffset time) => Record(EventOf(time, step: 0, field: 3, [.. "brain.Event:2"u8]));

    /// <summary>A record of numbers, each a point of the curve that its tag names; a slash in it makes a group.</summary>
    /// <param name="time">When they were measured.</param>
    /// <param name="step">The training step of which they tell.</param>
    /// <param name="values">Tags and values.</param>
    public static byte[] Scalars(DateTimeOffset time, ulong step, IEnumerable<KeyValuePair<string, double>> values)
    {
        byte[] summary = Message(summary =>
        {
            foreach ((string tag, double number) in values)
            {
                WriteBytes(summary, field: 1, Message(value =>
                {
                    WriteBytes(value, field: 1, Encoding.UTF8.GetBytes(tag));
                    WriteTag(value, field: 2, wireType: 5);
                    value.Write((float)number);
                }));
            }
        });
        return Record(EventOf(time, step, field: 5, summary));
    }

    // 1 the seconds since 1970, 2 the step, which is left out where it is 0, and what happened in a field of its own.
    private static byte[] EventOf(DateTimeOffset time, ulong step, int field, byte[] what) => Message(message =>
    {
        WriteTag(message, field: 1, wireType: 1);
        message.Write(time.ToUnixTimeMilliseconds() / 1000.0);
        if (step > 0)
        {
            WriteTag(message, field: 2, wireType: 0);
            message.Write7BitEncodedInt64((long)step);
        }

        WriteBytes(message, field, what);
    });

    // Length, checksum of the length, data, checksum of the data; little-endian.
    private static byte[] Record(ReadOnlySpan<byte> data)
    {
        byte[] record = new byte[FrameBytes + data.Length];
        Span<byte> length = record.AsSpan(0, sizeof(ulong));
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(sizeof(ulong)), Checksum(length));
        data.CopyTo(record.AsSpan(sizeof(ulong) + sizeof(uint)));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(record.Length - sizeof(uint)), Checksum(data));
        return record;
    }

    // CRC-32C, turned and moved, so that the checksum of data which hold a checksum is none that they hold.
    private static uint Checksum(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in data)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return BitOperations.RotateRight(~crc, 15) + 0xA282EAD8;
    }

    private static byte[] Message(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        write(writer);
        return stream.ToArray();
    }

    private static void WriteBytes(BinaryWriter message, int field, byte[] bytes)
    {
        WriteTag(message, field, wireType: 2);
        message.Write7BitEncodedInt(bytes.Length);
        message.Write(bytes);
    }

    private static void WriteTag(BinaryWriter message, int field, int wireType) => message.Write7BitEncodedInt(field << 3 | wireType);
}
