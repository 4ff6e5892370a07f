using System.Globalization;
using Aae.Core;
using Aae.Core.Formats;

namespace Aae.Models.Training;

/// <summary>The checkpoints in a run's folder, each under the number of its step: step-00001200.safetensors.</summary>
/// <param name="run">The run's folder.</param>
internal sealed class CheckpointStore(string run)
{
    private const string Prefix = "step-";
    private const string Extension = ".safetensors";
    private const string DamagedExtension = ".damaged";
    private const int Attempts = 3;

    /// <summary>The folder of the checkpoints.</summary>
    public string Folder { get; } = Path.Combine(run, "checkpoints");

    /// <summary>The checkpoints, the newest first.</summary>
    public IReadOnlyList<(ulong Step, string Path)> All => Directory.Exists(Folder)
        ? [.. Directory.EnumerateFiles(Folder, $"{Prefix}*{Extension}")
            .Select(path => (Step: StepOf(path), Path: path))
            .Where(checkpoint => checkpoint.Step is not null)
            .Select(checkpoint => (checkpoint.Step!.Value, checkpoint.Path))
            .OrderByDescending(checkpoint => checkpoint.Value)]
        : [];

    /// <summary>Where the checkpoint of a step lies or would lie.</summary>
    public string PathOf(ulong step) => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{step:D8}{Extension}"));

    /// <summary>Reads the newest checkpoint that is whole.</summary>
    /// <param name="remark">Told of those that are newer and damaged.</param>
    /// <exception cref="AaeException">There is none, or it cannot be read.</exception>
    public (string Path, SafetensorsFile File) ReadNewest(Action<string>? remark)
    {
        for (int attempt = 1; ; attempt++)
        {
            var damages = new List<InvalidFileException>();
            foreach ((_, string path) in All)
            {
                try
                {
                    SafetensorsFile file = CheckpointFile.ReadVerified(path);
                    damages.ForEach(damage => remark?.Invoke($"{damage.Message}; the checkpoint before it is used, {path}"));
                    return (path, file);
                }
                catch (InvalidFileException damage) when (File.Exists(path))
                {
                    damages.Add(damage);
                }
                catch (InvalidFileException)
                {
                    // A run that is under way deleted it meanwhile: it has newer ones.
                }
            }

            if (damages.Count > 0)
            {
                throw new AaeException($"{damages[0].Message}; there is no other checkpoint that is whole", damages[0]);
            }

            if (attempt == Attempts)
            {
                throw new AaeException($"{Folder}: the run has no checkpoint yet");
            }
        }
    }

    /// <summary>Deletes the oldest checkpoints.</summary>
    /// <param name="keep">The number that is to stay.</param>
    public void Prune(int keep)
    {
        foreach ((_, string path) in All.Skip(keep))
        {
            try
            {
                File.Delete(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // One too many does no harm.
            }
        }
    }

    /// <summary>Takes checkpoints out of the way that are newer than the one from which the run goes on: they are damaged.</summary>
    /// <param name="step">The step from which it goes on.</param>
    public void SetAside(ulong step)
    {
        foreach ((_, string path) in All.TakeWhile(checkpoint => checkpoint.Step > step))
        {
            try
            {
                File.Move(path, Path.ChangeExtension(path, DamagedExtension), overwrite: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new AaeException($"{path}: is damaged and cannot be renamed: {e.Message}", e);
            }
        }
    }

    private static ulong? StepOf(string path) =>
        ulong.TryParse(Path.GetFileNameWithoutExtension(path).AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out ulong step) ? step : null;
}
