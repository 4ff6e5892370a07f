namespace Aae.Cli.Output;

/// <summary>Where a command's results and messages go, and what can be shown there.</summary>
/// <param name="results">Standard output: what was asked for and nothing else.</param>
/// <param name="messages">Standard error: progress, remarks and errors.</param>
/// <param name="cancellation">Cancelled by Ctrl+C.</param>
internal sealed class Terminal(TextWriter results, TextWriter messages, CancellationToken cancellation = default)
{
    /// <summary>What was asked for.</summary>
    public TextWriter Results { get; } = results;

    /// <summary>Progress, remarks and errors.</summary>
    public TextWriter Messages { get; } = messages;

    /// <summary>Cancelled by Ctrl+C.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>The exit code after <see cref="Cancellation"/>.</summary>
    public Func<int> InterruptedCode { get; private init; } = () => ExitCode.Interrupted;

    /// <summary>Whether results are read by a person at a terminal that knows escape codes.</summary>
    public bool RichResults { get; private init; }

    /// <summary>The same of messages.</summary>
    public bool RichMessages { get; private init; }

    /// <summary>The terminal of this process.</summary>
    /// <param name="interruption">Ctrl+C and its like.</param>
    public static Terminal OfProcess(Interruption interruption)
    {
        bool plain = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            || Environment.GetEnvironmentVariable("TERM") is "dumb"
            || (!OperatingSystem.IsWindows() && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("TERM")));
        return new Terminal(new GuardedWriter(Console.Out, "standard output"), new GuardedWriter(Console.Error, null), interruption.Token)
        {
            InterruptedCode = () => interruption.ExitCode,
            RichResults = !plain && !Console.IsOutputRedirected,
            RichMessages = !plain && !Console.IsErrorRedirected,
        };
    }
}
