namespace Aae.Models.Phases;

/// <summary>Some epochs of a run in a row.</summary>
/// <param name="First">The first one, counted from 0.</param>
/// <param name="Count">How many.</param>
public readonly record struct EpochRange(int First, int Count)
{
    /// <summary>All epochs.</summary>
    public static EpochRange All { get; } = new(0, int.MaxValue);

    /// <summary>The first epochs.</summary>
    /// <param name="epoch">How many.</param>
    public static EpochRange Before(int epoch) => new(0, epoch);

    /// <summary>All epochs from one on.</summary>
    /// <param name="epoch">The one, counted from 0.</param>
    public static EpochRange From(int epoch) => new(epoch, All.Count);

    /// <summary>Whether an epoch is one of them.</summary>
    /// <param name="epoch">The epoch, counted from 0.</param>
    public bool Contains(int epoch) => epoch >= First && epoch - First < Count;
}
