using System.Globalization;
using Aae.Core.Formats;

namespace Aae.Models.Training;

/// <summary>
/// The numbers of metrics.jsonl once more, as TensorBoard reads them: losses by phase and measures of each epoch, by step. A process
/// that trains the run makes the file anew from these lines, under a new name by which TensorBoard, which may be watching, finds it.
/// </summary>
/// <param name="folder">The run's folder.</param>
internal sealed class EventLog(string folder)
{
    private const string Prefix = "events.out.tfevents.";

    private string? _path;

    /// <summary>Adds an epoch.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="all">All epochs so far, that one among them: asked for where there is no file yet.</param>
    public void Append(EpochMetrics epoch, Func<IReadOnlyList<EpochMetrics>> all)
    {
        if (_path is null || !File.Exists(_path))
        {
            Restart(all());
            return;
        }

        try
        {
            using var stream = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            stream.Write(Record(epoch, DateTimeOffset.UtcNow));
        }
        catch (Exception e) when (FileFailure.IsOfWriting(e))
        {
            throw FileFailure.Writing(_path, e);
        }
    }

    /// <summary>Begins a new file in place of any other.</summary>
    /// <param name="epochs">The epochs so far: as their times count those of their steps, backwards from now.</param>
    public void Restart(IReadOnlyList<EpochMetrics> epochs)
    {
        string[] older = Directory.Exists(folder) ? Directory.GetFiles(folder, $"{Prefix}*") : [];
        DateTimeOffset time = DateTimeOffset.UtcNow.AddSeconds(-epochs.Sum(epoch => epoch.Seconds));
        _path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}"));
        AtomicFile.Write(
            _path,
            stream =>
            {
                stream.Write(TensorBoardEvents.First(time));
                foreach (EpochMetrics epoch in epochs)
                {
                    time = time.AddSeconds(epoch.Seconds);
                    stream.Write(Record(epoch, time));
                }
            },
            durable: false);
        Array.ForEach([.. older.Except([_path])], Delete);
    }

    // A file that a watcher does not let go of stays: TensorBoard then shows its points beside the new ones.
    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (FileFailure.IsOfWriting(e))
        {
        }
    }

    private static byte[] Record(EpochMetrics epoch, DateTimeOffset time) => TensorBoardEvents.Scalars(
        time,
        epoch.Step,
        [
            .. epoch.Loss.Select(loss => KeyValuePair.Create($"loss/{loss.Key}", loss.Value)),
            .. EpochMetrics.Measures.Where(measure => measure.Get!(epoch) is double).Select(measure => KeyValuePair.Create(measure.Name, (double)measure.Get!(epoch)!)),
        ]);
}
