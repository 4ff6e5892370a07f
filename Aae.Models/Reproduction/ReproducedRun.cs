using System.Globalization;
using Aae.Core;
using Aae.Models.Evaluation;
using Aae.Models.Recipes;
using Aae.Models.Training;

namespace Aae.Models.Reproduction;

/// <summary>A model of an experiment trained with one seed, in a folder of its own; experiments may share it.</summary>
public sealed class ReproducedRun
{
    private const string EvaluationFile = "evaluation.json";

    private readonly string _version;
    private readonly List<Measure> _asked = [];

    /// <summary>Looks what there is of a run.</summary>
    /// <param name="recipe">The recipe, with its seed.</param>
    /// <param name="epochs">Epochs that are asked for.</param>
    /// <param name="folder">The run's folder, which need not exist.</param>
    /// <param name="version">The version of the program.</param>
    /// <exception cref="AaeException">In the folder is a run by another recipe.</exception>
    internal ReproducedRun(Recipe recipe, int epochs, RunFolder folder, string version)
    {
        _version = version;
        RecipeEpochs = recipe.Epochs;
        Folder = folder;
        Recipe = recipe.WithEpochs(epochs);
        if (!folder.HoldsRun)
        {
            return;
        }

        Recipe before;
        try
        {
            before = folder.ReadRecipe();
        }
        catch (AaeException damage)
        {
            Failure = damage.Message;
            return;
        }

        Recipe = recipe.WithEpochs(Math.Max(epochs, before.Epochs)); // a run that has had more epochs keeps them
        if (RecipeDifference.OfResumed(Recipe, before) is not null && RecipeDifference.OfResumed(recipe.WithEpochs(before.Epochs), before) is null)
        {
            Failure = string.Create(
                CultureInfo.InvariantCulture,
                $"{folder.Path}: cannot grow from {before.Epochs} to {Recipe.Epochs} epochs, as its layers or networks learn one after the other; another folder trains it anew");
            return;
        }

        Stage = folder.StageOf(Recipe);
        if (Stage == RunStage.Finished)
        {
            RunEvaluation? evaluation = RunEvaluation.Read(Path.Combine(folder.Path, EvaluationFile), version);
            Evaluation = evaluation?.Epochs == folder.ReadMetrics()[^1].Epoch ? evaluation : null;
        }
    }

    /// <summary>The recipe, as it is trained.</summary>
    public Recipe Recipe { get; }

    /// <summary>Epochs that the recipe itself has.</summary>
    public int RecipeEpochs { get; }

    /// <summary>Its folder.</summary>
    public RunFolder Folder { get; }

    /// <summary>What was measured and drawn at its end; null until then.</summary>
    public RunEvaluation? Evaluation { get; private set; }

    /// <summary>The measures that are asked for.</summary>
    internal IReadOnlyList<Measure> Asked => _asked;

    /// <summary>Whether it is trained, and all was measured that was asked for.</summary>
    public bool IsFinished => Evaluation is not null && !_asked.Exists(Evaluation.Lacks);

    /// <summary>Why it came to no end, in a line; null if nothing went wrong.</summary>
    public string? Failure { get; internal set; }

    /// <summary>How far its training had come when this was made.</summary>
    internal RunStage Stage { get; }

    /// <summary>Asks for measures.</summary>
    internal void Ask(IEnumerable<Measure> measures) => _asked.AddRange(measures.Except(_asked));

    /// <summary>Keeps what was measured and drawn.</summary>
    internal void Finish(int epochs, IEnumerable<string> figures, EvaluationReport? report) => Keep(new RunEvaluation
    {
        Version = _version,
        Epochs = epochs,
        Figures = [.. figures.Select(file => Path.GetRelativePath(Folder.Path, file))],
        Report = report,
    });

    /// <summary>Keeps what was measured, more than before.</summary>
    internal void Keep(RunEvaluation evaluation)
    {
        Evaluation = evaluation;
        evaluation.Write(Path.Combine(Folder.Path, EvaluationFile));
    }
}
