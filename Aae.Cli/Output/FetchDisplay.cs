using Aae.Core.Data;

namespace Aae.Cli.Output;

/// <summary>How far a download has come: one line that is overwritten on a terminal, else a line for each file.</summary>
internal sealed class FetchDisplay : IProgress<FetchProgress>, IDisposable
{
    private const string ClearLine = "\r\e[K";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Terminal _terminal;
    private string? _file;
    private DateTime _next;

    private FetchDisplay(Terminal terminal) => _terminal = terminal;

    /// <summary>A display on a terminal's messages.</summary>
    public static FetchDisplay On(Terminal terminal) => new(terminal);

    public void Report(FetchProgress progress)
    {
        string file = $"{progress.File} ({progress.FileNumber}/{progress.FileCount})";
        if (progress.Message is { } message)
        {
            Line(message);
        }
        else if (!_terminal.RichMessages)
        {
            if (_file != file)
            {
                Line($"fetching {file}");
            }
        }
        else if (DateTime.UtcNow >= _next || progress.ReceivedBytes == progress.TotalBytes)
        {
            _next = DateTime.UtcNow + Interval;
            string share = progress.TotalBytes is > 0 and { } total
                ? $"{100 * progress.ReceivedBytes / total,3} % of {Shown.Bytes(total)}"
                : Shown.Bytes(progress.ReceivedBytes);
            _terminal.Messages.Write($"{ClearLine}fetching {file} {share}");
        }

        _file = file;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_terminal.RichMessages)
        {
            _terminal.Messages.Write(ClearLine);
        }
    }

    private void Line(string text) => _terminal.Messages.WriteLine(_terminal.RichMessages ? ClearLine + text : text);
}
