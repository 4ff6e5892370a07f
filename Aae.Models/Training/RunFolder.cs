using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aae.Core;
using Aae.Core.Formats;
using Aae.Core.Threading;
using Aae.Models.Recipes;

namespace Aae.Models.Training;

/// <summary>
/// The folder of a run and where things lie in it: the resolved recipe, the environment, the metrics, the checkpoints, the
/// figures.
/// </summary>
/// <param name="path">The folder, which need not exist yet.</param>
public sealed class RunFolder(string path)
{
    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>The recipe as it was resolved: built-in or file, with every override.</summary>
    public string Recipe => System.IO.Path.Combine(Path, "recipe.json");

    /// <summary>The machine and the version with which the run was last started or resumed.</summary>
    public string Environment => System.IO.Path.Combine(Path, "environment.json");

    /// <summary>The labelled images of a semi-supervised run: their places among the training images.</summary>
    public string Labels => System.IO.Path.Combine(Path, "labels.json");

    /// <summary>A line of JSON for each epoch.</summary>
    public string Metrics => System.IO.Path.Combine(Path, "metrics.jsonl");

    /// <summary>What happened to the run, a line each.</summary>
    public string Log => System.IO.Path.Combine(Path, "log.txt");

    /// <summary>The newest checkpoint: all that a run needs to go on. Before there is one, where the first will be.</summary>
    public string LastCheckpoint => Checkpoints.All is [var newest, ..] ? newest.Path : Checkpoints.PathOf(0);

    /// <summary>The model of the best epoch: as a rule the one with the lowest reconstruction error on the validation images.</summary>
    public string BestCheckpoint => System.IO.Path.Combine(Path, "checkpoints", "best.safetensors");

    /// <summary>Whether anything of a run lies in the folder.</summary>
    public bool HoldsRun => new[] { Recipe, Metrics, LastCheckpoint, BestCheckpoint }.Any(File.Exists);

    /// <summary>The checkpoints.</summary>
    internal CheckpointStore Checkpoints { get; } = new(path);

    /// <summary>The folder of pictures.</summary>
    public string Figures => System.IO.Path.Combine(Path, "figures");

    /// <summary>A folder "runs/name" below the current one, or "runs/name-2" and so on where that exists.</summary>
    /// <param name="name">The recipe's name.</param>
    public static RunFolder Unused(string name)
    {
        string first = Named(name);
        string path = first;
        for (int i = 2; Directory.Exists(path) || File.Exists(path); i++)
        {
            path = string.Create(CultureInfo.InvariantCulture, $"{first}-{i}");
        }

        return new RunFolder(path);
    }

    /// <summary>The path "runs/name" below the current folder, whatever lies there.</summary>
    /// <param name="name">Any name; what could not stand in a path is replaced.</param>
    public static string Named(string name) =>
        System.IO.Path.Combine("runs", string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')));

    /// <summary>Opens a run that exists.</summary>
    /// <param name="path">Its folder.</param>
    /// <exception cref="AaeException">There is no run in the folder.</exception>
    public static RunFolder Open(string path)
    {
        var folder = new RunFolder(path);
        return File.Exists(folder.Recipe) || File.Exists(folder.LastCheckpoint)
            ? folder
            : throw new AaeException(Directory.Exists(path)
                ? $"{path}: no run (it has no recipe.json and no checkpoint)"
                : $"{path}: no such folder; a run's folder is wanted, as 'aae train' names it at its end");
    }

    /// <summary>How far a run of a recipe has come in the folder.</summary>
    /// <param name="recipe">The recipe; since the run was started its number of epochs may have grown, and the sentence about it may be another.</param>
    /// <param name="steps">The number of steps after which it is to end, if that is before its last epoch.</param>
    /// <exception cref="AaeException">The run in the folder is of another recipe.</exception>
    public RunStage StageOf(Recipe recipe, ulong? steps = null)
    {
        if (!HoldsRun)
        {
            return RunStage.Missing;
        }

        if (RecipeDifference.OfResumed(recipe, ReadRecipe()) is { } difference)
        {
            throw new AaeException($"{Path}: the run there is of another recipe: {difference}; choose another folder");
        }

        // What was measured after the newest checkpoint is measured again, and the checkpoint is the model.
        ulong step = Checkpoints.All is [var newest, ..] ? newest.Step : 0;
        EpochMetrics[] metrics = [.. ReadMetrics().Where(epoch => epoch.Step <= step)];
        EarlyStop? stop = recipe.Stop is { } early ? new EarlyStop(early, EpochMetrics.Choosing) : null;
        Array.ForEach(metrics, epoch => stop?.Note(epoch));
        return step >= steps || metrics is [.., { } last] && (last.Epoch >= recipe.Epochs || stop?.Reason is not null) ? RunStage.Finished : RunStage.Cut;
    }

    private DateTime _lockedAt;

    private string LockFile => System.IO.Path.Combine(Path, ".lock");

    /// <summary>Refuses to write into a folder that is not the one that was locked: somebody wanted that one gone.</summary>
    /// <exception cref="AaeException">The folder or its lock was removed, and perhaps made anew by somebody else.</exception>
    internal void RequireLock()
    {
        if (!File.Exists(LockFile) || File.GetLastWriteTimeUtc(LockFile) != _lockedAt)
        {
            throw new AaeException($"{Path}: the folder was removed while the run was training, so nothing more can be saved");
        }
    }

    /// <summary>Keeps other processes from training the run until the result is disposed or the process ends.</summary>
    /// <exception cref="AaeException">Another process trains it, or the folder cannot be written.</exception>
    internal IDisposable Lock()
    {
        try
        {
            Directory.CreateDirectory(Path);
            var file = new FileStream(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.SetLastWriteTimeUtc(file.SafeFileHandle, DateTime.UtcNow); // tells this lock from a later one under the same path
            _lockedAt = File.GetLastWriteTimeUtc(LockFile);
            return file;
        }
        catch (IOException e) when (e.GetType() == typeof(IOException) && Directory.Exists(Path))
        {
            throw new AaeException($"{Path}: another process is training this run, or its folder cannot be written ({e.Message})", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AaeException($"{Path}: cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Writes the recipe, unless it is there already.</summary>
    internal void Describe(Recipe recipe)
    {
        string json = RecipeJson.Write(recipe);
        if (!File.Exists(Recipe) || RecipeJson.Write(ReadRecipe()) != json)
        {
            WriteText(Recipe, json);
        }
    }

    /// <summary>Writes the environment.</summary>
    internal void Describe(RunEnvironment environment) => WriteText(Environment, environment.ToJson());

    /// <summary>Writes the places of the labelled images.</summary>
    internal void Describe(IReadOnlyList<int> labelled) => WriteText(Labels, JsonSerializer.Serialize(labelled, LabelsContext.Default.IReadOnlyListInt32));

    /// <summary>Reads the run's recipe: recipe.json or, where that is missing, the newest checkpoint's.</summary>
    public Recipe ReadRecipe()
    {
        if (File.Exists(Recipe))
        {
            return RecipeJson.Read(RecipeCatalog.ReadText(Recipe), Recipe);
        }

        (string path, SafetensorsFile file) = Checkpoints.ReadNewest(null);
        return RecipeJson.Read(file.Metadata.GetValueOrDefault(TrainedModel.RecipeKey, "{}"), $"{path}, recipe");
    }

    /// <summary>The metrics of the epochs done so far.</summary>
    public IReadOnlyList<EpochMetrics> ReadMetrics() => new MetricsLog(Metrics).Read();

    /// <summary>Reads the model of the newest checkpoint that is whole, or of the best epoch.</summary>
    /// <param name="best">Whether the best one is wanted.</param>
    /// <param name="team">The threads to work with; null for those that the process may use.</param>
    /// <param name="remark">Told in a line of each newer checkpoint that is damaged.</param>
    /// <exception cref="AaeException">There is no such checkpoint yet, or none that is whole.</exception>
    public TrainedModel LoadModel(bool best = false, WorkerTeam? team = null, Action<string>? remark = null)
    {
        if (best && !File.Exists(BestCheckpoint))
        {
            throw new AaeException($"{BestCheckpoint}: no such file; the run has no checkpoint of this kind yet");
        }

        (string path, SafetensorsFile file) = best ? (BestCheckpoint, CheckpointFile.ReadVerified(BestCheckpoint)) : Checkpoints.ReadNewest(remark);
        return TrainedModel.Of(path, file, team);
    }

    private static void WriteText(string path, string text) =>
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text + "\n")));
}

/// <summary>Serialization code for the places of labelled images, generated at build time.</summary>
[JsonSerializable(typeof(IReadOnlyList<int>))]
internal sealed partial class LabelsContext : JsonSerializerContext;
