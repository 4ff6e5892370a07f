namespace Aae.Cli.Output;

/// <summary>How far work has come: one line that is overwritten on a terminal, else a line every so often.</summary>
internal sealed class WorkLine(Terminal terminal) : IDisposable
{
    private const string ClearLine = "\r\e[K";

    private readonly TimeSpan _interval = terminal.RichMessages ? TimeSpan.FromMilliseconds(200) : TimeSpan.FromSeconds(10);
    private bool _isShown; // on a terminal, and not taken away yet
    private DateTime _next = DateTime.UtcNow + (terminal.RichMessages ? TimeSpan.Zero : TimeSpan.FromSeconds(10));

    /// <summary>Shows a line, unless the last one was shown only just now.</summary>
    public void Show(Func<string> line)
    {
        if (DateTime.UtcNow < _next)
        {
            return;
        }

        _next = DateTime.UtcNow + _interval;
        if (terminal.RichMessages)
        {
            terminal.Messages.Write(ClearLine + line());
            _isShown = true;
        }
        else
        {
            terminal.Messages.WriteLine(line());
        }
    }

    /// <summary>Says something that stays.</summary>
    public void Remark(string line)
    {
        Dispose();
        terminal.Messages.WriteLine(line);
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        if (_isShown)
        {
            terminal.Messages.Write(ClearLine);
            _isShown = false;
        }
    }
}
