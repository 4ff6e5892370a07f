namespace Aae.Core.Data;

/// <summary>What is known of a data set without reading it.</summary>
public sealed record DatasetInfo
{
    /// <summary>The name to open it by, as "mnist".</summary>
    public required string Name { get; init; }

    /// <summary>What it shows, in one line.</summary>
    public required string Description { get; init; }

    /// <summary>Who made it.</summary>
    public required string Source { get; init; }

    /// <summary>Under which terms it may be used, in few words.</summary>
    public required string License { get; init; }

    /// <summary>Images in each split unless other sizes are asked.</summary>
    public required SplitSizes Sizes { get; init; }

    /// <summary>Rows of an image.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of an image.</summary>
    public required int Width { get; init; }

    /// <summary>1 for grey, 3 for colour.</summary>
    public required int Channels { get; init; }

    /// <summary>The number of classes.</summary>
    public required int Classes { get; init; }

    /// <summary>What the classes are called, in the order of the labels; empty if they are digits or not known.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>Whether the program draws the images itself, so that nothing need be fetched.</summary>
    public required bool IsBuiltIn { get; init; }

    /// <summary>Why no public mirror has it, and how else to get it; null if it can be fetched or is built in.</summary>
    public string? HowToGet { get; init; }

    /// <summary>The folder in which its files were looked for; null if it is built in.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether it can be opened now: built in, or all its files are in the folder.</summary>
    public bool IsPresent { get; init; }
}
