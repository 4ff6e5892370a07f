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

    /// <summary>The state at the last checkpoint: all that a run needs to go on.</summary>
    public string LastCheckpoint => System.IO.Path.Combine(Path, "checkpoints", "last.safetensors");

    /// <summary>The model of the epoch with the lowest reconstruction error on the validation images.</summary>
    public string BestCheckpoint => System.IO.Path.Combine(Path, "checkpoints", "best.safetensors");

    /// <summary>Whether anything of a run lies in the folder.</summary>
    internal bool HoldsRun => new[] { Recipe, Metrics, LastCheckpoint, BestCheckpoint }.Any(File.Exists);

    /// <summary>The folder of pictures.</summary>
    public string Figures => System.IO.Path.Combine(Path, "figures");

    /// <summary>A folder "runs/name" below the current one, or "runs/name-2" and so on where that exists.</summary>
    /// <param name="name">The recipe's name.</param>
    public static RunFolder Unused(string name)
    {
        string safe = string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-'));
        string path = System.IO.Path.Combine("runs", safe);
        for (int i = 2; Directory.Exists(path) || File.Exists(path); i++)
        {
            path = System.IO.Path.Combine("runs", string.Create(CultureInfo.InvariantCulture, $"{safe}-{i}"));
        }

        return new RunFolder(path);
    }

    /// <summary>Opens a run that exists.</summary>
    /// <param name="path">Its folder.</param>
    /// <exception cref="AaeException">There is no run in the folder.</exception>
    public static RunFolder Open(string path)
    {
        var folder = new RunFolder(path);
        return File.Exists(folder.Recipe)
            ? folder
            : throw new AaeException(Directory.Exists(path)
                ? $"{path}: no run (it has no recipe.json)"
                : $"{path}: no such folder; a run's folder is wanted, as 'aae train' names it at its end");
    }

    /// <summary>Keeps other processes from training the run until the result is disposed or the process ends.</summary>
    /// <exception cref="AaeException">Another process trains it, or the folder cannot be written.</exception>
    internal IDisposable Lock()
    {
        try
        {
            Directory.CreateDirectory(Path);
            return new FileStream(System.IO.Path.Combine(Path, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
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

    /// <summary>Writes the recipe and the environment.</summary>
    internal void Describe(Recipe recipe, WorkerTeam team)
    {
        WriteText(Recipe, RecipeJson.Write(recipe));
        WriteText(Environment, RunEnvironment.Of(team).ToJson());
    }

    /// <summary>Writes the places of the labelled images.</summary>
    internal void Describe(LabelledStream labelled) => WriteText(Labels, JsonSerializer.Serialize(labelled.Subset, LabelsContext.Default.IReadOnlyListInt32));

    /// <summary>Reads the run's recipe.</summary>
    public Recipe ReadRecipe() => RecipeJson.Read(RecipeCatalog.ReadText(Recipe), Recipe);

    /// <summary>The metrics of the epochs done so far.</summary>
    public IReadOnlyList<EpochMetrics> ReadMetrics() => new MetricsLog(Metrics).Read();

    /// <summary>Reads the model of the last checkpoint, or of the best one.</summary>
    /// <param name="best">Whether the best one is wanted.</param>
    /// <param name="team">The threads to work with; null for those that the process may use.</param>
    /// <exception cref="AaeException">There is no such checkpoint yet, or it is corrupt.</exception>
    public TrainedModel LoadModel(bool best = false, WorkerTeam? team = null)
    {
        string checkpoint = best ? BestCheckpoint : LastCheckpoint;
        return File.Exists(checkpoint)
            ? TrainedModel.Load(checkpoint, team)
            : throw new AaeException($"{checkpoint}: no such file; the run has no checkpoint of this kind yet");
    }

    private static void WriteText(string path, string text) =>
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text + "\n")));
}

/// <summary>Serialization code for the places of labelled images, generated at build time.</summary>
[JsonSerializable(typeof(IReadOnlyList<int>))]
internal sealed partial class LabelsContext : JsonSerializerContext;
