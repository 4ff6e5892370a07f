using Aae.Core;
using Aae.Core.Formats;
using Aae.Models.Recipes;

namespace Aae.Models.Training;

/// <summary>Begins a run in its folder, or goes on with the one that is there.</summary>
/// <param name="folder">The run's folder, locked before anything is done here.</param>
/// <param name="state">The state of the run.</param>
/// <param name="log">Told what a user should know.</param>
/// <param name="environment">What this process works with.</param>
/// <param name="data">The digest of the data set at hand.</param>
internal sealed class RunStart(RunFolder folder, TrainingState state, RunLog log, RunEnvironment environment, ulong data)
{
    /// <summary>Reads the newest checkpoint that is whole into the state, and says what a user must know of it.</summary>
    /// <param name="batchesPerEpoch">Steps of an epoch.</param>
    /// <param name="keepBest">The number by which the best model is to be chosen; null for the one by which it was so far.</param>
    /// <returns>The checkpoint.</returns>
    /// <exception cref="AaeException">There is none that is whole, it is of another recipe or other data, or it chose its best model by another number.</exception>
    public SafetensorsFile Resume(int batchesPerEpoch, string? keepBest)
    {
        (string path, SafetensorsFile file) = folder.Checkpoints.ReadNewest(log.Tell);
        CheckpointFile.Apply(path, file, state, batchesPerEpoch);
        CheckpointFile.RequireSameData(path, file, data);
        string keptBest = CheckpointSettings.SavedKeepBest(file.Metadata);
        if (keepBest is not null && keepBest != keptBest)
        {
            throw new AaeException($"{folder.Path}: the best model of this run is chosen by {keptBest}, not by {keepBest}: epochs before and after would not compare");
        }

        if (CheckpointFile.Difference(file, environment) is { } difference)
        {
            log.Tell(difference);
        }

        CheckBest();
        return file;
    }

    /// <summary>Makes the folder that of this run, which starts or goes on.</summary>
    /// <param name="resumed">Whether it goes on.</param>
    /// <param name="recipe">The run's recipe.</param>
    /// <param name="labelled">The places of the labelled images among the training images, where only some are.</param>
    /// <param name="settings">How many checkpoints are kept.</param>
    /// <param name="metrics">The metrics so far.</param>
    /// <param name="checkpoints">Writes the first checkpoint.</param>
    /// <exception cref="AaeException">There is a run already, or the folder cannot be written.</exception>
    public void Begin(bool resumed, Recipe recipe, IReadOnlyList<int>? labelled, CheckpointSettings settings, MetricsLog metrics, CheckpointWriter checkpoints)
    {
        if (!resumed && folder.HoldsRun)
        {
            throw new AaeException($"{folder.Path}: there is a run already; choose another folder, or resume it");
        }

        Directory.CreateDirectory(folder.Checkpoints.Folder);
        foreach (string written in (string[])[folder.Path, folder.Checkpoints.Folder, folder.Figures])
        {
            AtomicFile.DeleteLeftovers(written);
        }

        folder.Describe(environment); // again on resuming: it may be on another machine
        if (labelled is not null)
        {
            folder.Describe(labelled);
        }

        string machine = $"version {environment.Version}, {environment.InstructionSet}, {environment.Threads} threads";
        if (resumed)
        {
            folder.Checkpoints.SetAside(state.Position.Step);
            folder.Checkpoints.Prune(settings.KeepLast); // fewer may be wanted, to make room
            metrics.Rewind(state.Position.Step);
            folder.Describe(recipe); // more epochs may be wanted
            log.Append($"goes on after step {state.Position.Step}; {machine}");
        }
        else
        {
            // Whatever happens in the first epoch, the run can go on. It is a run once its first checkpoint is there, hence the order.
            log.Append($"starts; {machine}");
            checkpoints.Save(then: () => folder.Describe(recipe));
        }
    }

    // A best model that is lost cannot be had again, so the next epoch takes its place.
    private void CheckBest()
    {
        try
        {
            if (File.Exists(folder.BestCheckpoint))
            {
                CheckpointFile.ReadVerified(folder.BestCheckpoint);
            }
            else
            {
                state.Best = double.NaN;
            }
        }
        catch (InvalidFileException damage)
        {
            state.Best = double.NaN;
            log.Tell($"{damage.Message}; the next epoch takes its place");
        }
    }
}
