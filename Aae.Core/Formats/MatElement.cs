namespace Aae.Core.Formats;

/// <summary>The tag of a data element.</summary>
/// <param name="Type">How its content is stored.</param>
/// <param name="Length">The bytes of its content, without those that pad it to a multiple of eight.</param>
/// <param name="Small">Whether the content, of at most four bytes, is packed into the tag.</param>
/// <param name="Packed">That content, in the file's order.</param>
internal readonly record struct MatElement(MatType Type, uint Length, bool Small, uint Packed)
{
    /// <summary>Bytes of one number of a type; 0 if it is none of numbers.</summary>
    public static int SizeOf(MatType type) => type switch
    {
        MatType.Int8 or MatType.UInt8 => 1,
        MatType.Int16 or MatType.UInt16 => 2,
        MatType.Int32 or MatType.UInt32 or MatType.Single => 4,
        MatType.Int64 or MatType.UInt64 or MatType.Double => 8,
        _ => 0,
    };
}
