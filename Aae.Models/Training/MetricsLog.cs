using System.Text;
using Aae.Core.Formats;

namespace Aae.Models.Training;

/// <summary>The file metrics.jsonl of a run.</summary>
internal sealed class MetricsLog(string path)
{
    /// <summary>The lines, in order.</summary>
    public IReadOnlyList<EpochMetrics> Read() =>
        File.Exists(path) ? [.. File.ReadLines(path).Select(EpochMetrics.FromLine).OfType<EpochMetrics>()] : [];

    public void Append(EpochMetrics metrics) => Write([.. Read(), metrics]);

    /// <summary>Forgets what lies after a step: the run goes on from there and will write it again.</summary>
    public void Rewind(ulong step)
    {
        if (File.Exists(path))
        {
            Write(Read().Where(metrics => metrics.Step <= step));
        }
    }

    private void Write(IEnumerable<EpochMetrics> lines) => AtomicFile.Write(path, stream =>
    {
        foreach (EpochMetrics metrics in lines)
        {
            stream.Write(Encoding.UTF8.GetBytes(metrics.ToLine() + "\n"));
        }
    });
}
