using System.Text;
using Aae.Core.Formats;
using Microsoft.Win32.SafeHandles;

namespace Aae.Models.Training;

/// <summary>The file metrics.jsonl of a run, and beside it the same for TensorBoard.</summary>
internal sealed class MetricsLog(string path)
{
    private readonly EventLog _events = new(Path.GetDirectoryName(path)!);

    /// <summary>The lines, in order.</summary>
    public IReadOnlyList<EpochMetrics> Read() =>
        File.Exists(path) ? [.. File.ReadLines(path).Select(EpochMetrics.FromLine).OfType<EpochMetrics>()] : [];

    /// <summary>Adds a line. It need not outlive a loss of power before the epoch's checkpoint does: <see cref="Flush"/>.</summary>
    public void Append(EpochMetrics metrics)
    {
        AppendLine(metrics);
        _events.Append(metrics, Read);
    }

    /// <summary>Waits until all lines are on the disk.</summary>
    public void Flush()
    {
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.FlushToDisk(file);
        }
        catch (Exception e) when (FileFailure.IsOfWriting(e))
        {
            throw FileFailure.Writing(path, e);
        }
    }

    /// <summary>Forgets what lies after a step: the run goes on from there and will write it again.</summary>
    public void Rewind(ulong step)
    {
        if (File.Exists(path))
        {
            EpochMetrics[] kept = [.. Read().Where(metrics => metrics.Step <= step)];
            Write(kept);
            _events.Restart(kept);
        }
    }

    private void AppendLine(EpochMetrics metrics)
    {
        if (!File.Exists(path))
        {
            Write([metrics]);
            return;
        }

        try
        {
            using var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            stream.Write(Line(metrics));
        }
        catch (Exception e) when (FileFailure.IsOfWriting(e))
        {
            throw FileFailure.Writing(path, e);
        }
    }

    private void Write(IEnumerable<EpochMetrics> lines) => AtomicFile.Write(path, stream =>
    {
        foreach (EpochMetrics metrics in lines)
        {
            stream.Write(Line(metrics));
        }
    });

    private static byte[] Line(EpochMetrics metrics) => Encoding.UTF8.GetBytes(metrics.ToLine() + "\n");
}
