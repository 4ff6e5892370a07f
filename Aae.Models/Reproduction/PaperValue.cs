namespace Aae.Models.Reproduction;

/// <summary>A number of the paper.</summary>
/// <param name="Value">The number, in the unit in which its measure is shown.</param>
/// <param name="Error">What the paper gives behind ±; null where it gives nothing.</param>
/// <param name="IsConfirmed">Whether the number was read in the paper's own table; otherwise it is only recalled, and marked so.</param>
public sealed record PaperValue(double Value, double? Error = null, bool IsConfirmed = true);
