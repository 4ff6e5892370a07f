namespace Aae.Autograd.Profiling;

/// <summary>Where the time of a run went.</summary>
/// <param name="Seconds">The time since the profile began.</param>
/// <param name="Rows">What it went to, in the order of first use.</param>
public sealed record ProfileReport(double Seconds, IReadOnlyList<ProfileRow> Rows)
{
    /// <summary>The time that no row has.</summary>
    public double Unexplained => Seconds - Rows.Sum(row => row.Seconds);
}

/// <summary>The time of one part of a phase.</summary>
/// <param name="Phase">The phase, or <see cref="Profile.Outside"/>.</param>
/// <param name="Part">An op, or what else is done.</param>
/// <param name="Pass">Which way of an op; empty for what has none.</param>
/// <param name="Calls">How often.</param>
/// <param name="Seconds">How long in all, without the rows that ran inside it.</param>
/// <param name="Operations">Floating-point operations of its products; a multiply-add counts two, all else nothing.</param>
public sealed record ProfileRow(string Phase, string Part, string Pass, long Calls, double Seconds, long Operations);
