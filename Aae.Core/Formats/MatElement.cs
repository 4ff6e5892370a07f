namespace Aae.Core.Formats;

/// <summary>The type of a MATLAB file's data element, with the code that its tag holds.</summary>
internal enum MatType : uint
{
    Int8 = 1,
    UInt8 = 2,
    Int16 = 3,
    UInt16 = 4,
    Int32 = 5,
    UInt32 = 6,
    Single = 7,
    Double = 9,
    Int64 = 12,
    UInt64 = 13,
    Matrix = 14,
    Compressed = 15,
}

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
