namespace Aae.Core.Formats;

/// <summary>The type of an IDX file's elements, with the code that the file's third byte holds. All are big-endian.</summary>
public enum IdxElement : byte
{
    /// <summary>Unsigned bytes: the pixels and labels of MNIST.</summary>
    UInt8 = 0x08,

    /// <summary>Signed bytes.</summary>
    Int8 = 0x09,

    /// <summary>16-bit integers.</summary>
    Int16 = 0x0B,

    /// <summary>32-bit integers.</summary>
    Int32 = 0x0C,

    /// <summary>32-bit floating point.</summary>
    Float32 = 0x0D,

    /// <summary>64-bit floating point.</summary>
    Float64 = 0x0E,
}
