using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Aae.Core.Data;

/// <summary>Turns bytes into floats in [0, 1]: y = x / 255, by a true division, so that 255 becomes exactly 1.</summary>
internal static class UnitScale
{
    /// <summary>Converts all bytes; the vector form gives the same bits as <see cref="Reference"/>.</summary>
    public static void Convert(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        int width = Vector256<byte>.Count;
        if (bytes.Length < width)
        {
            Reference(bytes, values);
            return;
        }

        ref byte source = ref MemoryMarshal.GetReference(bytes);
        ref float target = ref MemoryMarshal.GetReference(values[..bytes.Length]);
        for (int i = 0; i <= bytes.Length - width; i += width)
        {
            Block(ref source, ref target, (nuint)i);
        }

        // The rest is done by a last block that ends with the bytes and repeats some of the one before.
        Block(ref source, ref target, (nuint)(bytes.Length - width));
    }

    /// <summary>What <see cref="Convert"/> means.</summary>
    public static void Reference(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            values[i] = bytes[i] / 255f;
        }
    }

    private static void Block(ref byte source, ref float target, nuint i)
    {
        (Vector256<ushort> low, Vector256<ushort> high) = Vector256.Widen(Vector256.LoadUnsafe(ref source, i));
        (Vector256<uint> x0, Vector256<uint> x1) = Vector256.Widen(low);
        (Vector256<uint> x2, Vector256<uint> x3) = Vector256.Widen(high);
        Vector256<float> full = Vector256.Create(255f);
        (Vector256.ConvertToSingle(x0.AsInt32()) / full).StoreUnsafe(ref target, i);
        (Vector256.ConvertToSingle(x1.AsInt32()) / full).StoreUnsafe(ref target, i + 8);
        (Vector256.ConvertToSingle(x2.AsInt32()) / full).StoreUnsafe(ref target, i + 16);
        (Vector256.ConvertToSingle(x3.AsInt32()) / full).StoreUnsafe(ref target, i + 24);
    }
}
