using Aae.Core.Data;

namespace Aae.Cli.Output;

/// <summary>How far a download has come: one line that is overwritten on a terminal, else a line for each file.</summary>
internal sealed class FetchDisplay(Terminal terminal) : IProgress<FetchProgress>, IDisposable
{
    private readonly WorkLine _line = new(terminal);
    private string? _file;

    public void Report(FetchProgress progress)
    {
        string file = $"{progress.File} ({progress.FileNumber}/{progress.FileCount})";
        if (progress.Message is { } message)
        {
            _line.Remark(message);
        }
        else if (terminal.RichMessages)
        {
            _line.Show(() => $"fetching {file} {Share(progress)}");
        }
        else if (_file != file)
        {
            _line.Remark($"fetching {file}");
        }

        _file = file;
    }

    /// <inheritdoc/>
    public void Dispose() => _line.Dispose();

    private static string Share(FetchProgress progress) => progress.TotalBytes is > 0 and { } total
        ? $"{100 * progress.ReceivedBytes / total,3} % of {Shown.Bytes(total)}"
        : Shown.Bytes(progress.ReceivedBytes);
}
