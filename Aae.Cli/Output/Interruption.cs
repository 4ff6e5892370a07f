using System.Runtime.InteropServices;

namespace Aae.Cli.Output;

/// <summary>
/// Ctrl+C, the polite request to end (SIGTERM), and the end of the terminal (SIGHUP). The first one cancels a token, so that work
/// can be saved; the second one ends the process at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private const string ShowCursor = "\e[?25h";

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Interruption()
    {
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle), // the terminal was closed
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The exit code that shells expect after the first signal: 128 and its number.</summary>
    public int ExitCode { get; private set; } = Cli.ExitCode.Interrupted;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = !_source.IsCancellationRequested;
        if (context.Cancel)
        {
            ExitCode = context.Signal switch
            {
                PosixSignal.SIGTERM => Cli.ExitCode.Terminated,
                PosixSignal.SIGHUP => Cli.ExitCode.HungUp,
                _ => Cli.ExitCode.Interrupted,
            };
            _source.Cancel();
        }
        else if (!Console.IsErrorRedirected)
        {
            Console.Error.Write(ShowCursor); // a progress display hides it
        }
    }
}
