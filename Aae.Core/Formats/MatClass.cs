namespace Aae.Core.Formats;

/// <summary>The class of a variable of a MATLAB file, with the code that its array flags hold.</summary>
public enum MatClass : byte
{
    /// <summary>A cell array.</summary>
    Cell = 1,

    /// <summary>A structure.</summary>
    Structure = 2,

    /// <summary>An object.</summary>
    Object = 3,

    /// <summary>Characters.</summary>
    Char = 4,

    /// <summary>A sparse matrix.</summary>
    Sparse = 5,

    /// <summary>64-bit floating point.</summary>
    Double = 6,

    /// <summary>32-bit floating point.</summary>
    Single = 7,

    /// <summary>Signed bytes.</summary>
    Int8 = 8,

    /// <summary>Unsigned bytes, and truth values.</summary>
    UInt8 = 9,

    /// <summary>16-bit integers.</summary>
    Int16 = 10,

    /// <summary>Unsigned 16-bit integers.</summary>
    UInt16 = 11,

    /// <summary>32-bit integers.</summary>
    Int32 = 12,

    /// <summary>Unsigned 32-bit integers.</summary>
    UInt32 = 13,

    /// <summary>64-bit integers.</summary>
    Int64 = 14,

    /// <summary>Unsigned 64-bit integers.</summary>
    UInt64 = 15,

    /// <summary>A function handle.</summary>
    Function = 16,

    /// <summary>What MATLAB keeps to itself, as a table or a string.</summary>
    Opaque = 17,
}
