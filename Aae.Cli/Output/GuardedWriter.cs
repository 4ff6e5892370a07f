using System.Text;
using Aae.Core;

namespace Aae.Cli.Output;

/// <summary>
/// A standard stream that may be closed or full. Messages that nobody can read must not end a training; results that cannot
/// be written are a failure.
/// </summary>
/// <param name="stream">The stream.</param>
/// <param name="name">Its name for the failure's message; null to go on in silence.</param>
internal sealed class GuardedWriter(TextWriter stream, string? name) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => stream.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Guard(() => stream.Write(value));

    /// <inheritdoc/>
    public override void Write(string? value) => Guard(() => stream.Write(value));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Guard(() => stream.WriteLine(value));

    /// <inheritdoc/>
    public override void Flush() => Guard(stream.Flush);

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            if (name is not null)
            {
                throw new AaeException($"{name} cannot be written: {e.Message}", e);
            }
        }
    }
}
