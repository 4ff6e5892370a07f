namespace Aae.Core.Data;

/// <summary>How patient a download is.</summary>
internal sealed record FetchPolicy
{
    /// <summary>Tries of one file at one mirror, the first included.</summary>
    public int Tries { get; init; } = 4;

    /// <summary>How long a server may be silent, while connecting, before its answer or within it.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The wait after the first failed try; each further one is twice as long.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether the system's proxy is used.</summary>
    public bool UseProxy { get; init; } = true;

    /// <summary>The wait after a number of failed tries: FirstWait · 2^(failures − 1).</summary>
    public TimeSpan WaitAfter(int failures) => FirstWait * Math.Pow(2, failures - 1);
}
