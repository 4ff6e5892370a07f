using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Aae.Core.Data;

/// <summary>Turns bytes into floats in [0, 1]: y = x / 255, rounded as a true division is, so that 255 becomes exactly 1.</summary>
/// <remarks>
/// The vectors multiply by 1/255 in two parts. The first has nine bits, so that its product with a byte is exact, and the
/// second's is off by 2⁻⁴⁰ of the whole at most: only their sum rounds, and x / 255 is never that near to the middle between
/// two floats, as its digits repeat every eight bits. So all processors give the bits of <see cref="Reference"/>.
/// </remarks>
internal static class UnitScale
{
    private const float High = 0x8080 / (float)(1 << 23); // 0.00392150878…, a multiple of 2⁻²³
    private const float Low = (float)(1 / 255d - High);

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block(ref byte source, ref float target, nuint i)
    {
        (Vector256<ushort> low, Vector256<ushort> high) = Vector256.Widen(Vector256.LoadUnsafe(ref source, i));
        (Vector256<uint> x0, Vector256<uint> x1) = Vector256.Widen(low);
        (Vector256<uint> x2, Vector256<uint> x3) = Vector256.Widen(high);
        Scale(x0).StoreUnsafe(ref target, i);
        Scale(x1).StoreUnsafe(ref target, i + 8);
        Scale(x2).StoreUnsafe(ref target, i + 16);
        Scale(x3).StoreUnsafe(ref target, i + 24);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Scale(Vector256<uint> bytes)
    {
        Vector256<float> x = Vector256.ConvertToSingle(bytes.AsInt32());
        return x * Vector256.Create(High) + x * Vector256.Create(Low);
    }
}
