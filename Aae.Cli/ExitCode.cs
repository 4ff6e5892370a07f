namespace Aae.Cli;

/// <summary>How the program ends.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>Something that the user may have to act on went wrong: a file, the network, a loss that is not finite.</summary>
    public const int Failure = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Stopped by Ctrl+C, as shells count it: 128 and the number of the signal.</summary>
    public const int Interrupted = 130;

    /// <summary>Stopped by a request to end (SIGTERM).</summary>
    public const int Terminated = 143;

    /// <summary>Stopped because its terminal was closed (SIGHUP).</summary>
    public const int HungUp = 129;
}
