using Aae.Autograd.Profiling;
using Aae.Core.Data;
using Aae.Core.Random;
using Aae.Core.Threading;
using Aae.Models.Recipes;
using Aae.Models.Training;

namespace Aae.Benchmarks.Training;

/// <summary>
/// The training steps of a recipe, as training does them: the trainer's own, from the choice of the minibatch to the sums of
/// the losses, on the recipe's data or, where these are not there, on random bytes of their shape.
/// </summary>
internal sealed class StepSubject
{
    private const int RandomImages = 10_000;

    private readonly Trainer _trainer;

    /// <summary>Builds the model and takes two steps: in the first everything is recorded, in the second it is counted.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="team">The threads to work with.</param>
    public StepSubject(Recipe recipe, WorkerTeam team)
    {
        DatasetInfo info = Datasets.Info(recipe.Data.Name);
        Data = info.IsPresent ? info.Name : $"random bytes in the shape of {info.Name}";
        _trainer = new Trainer(recipe, info.IsPresent ? Datasets.Open(info.Name) : Random(info), new TrainingOptions { Team = team, Profile = Profile });
        Step();
        long first = Operations();
        Step();
        OperationsPerStep = Operations() - first;
        Phases = [.. Profile.Report().Rows.Select(row => row.Phase).Distinct()];
    }

    /// <summary>What the images are.</summary>
    public string Data { get; }

    /// <summary>The phases of a step, and what is around them.</summary>
    public IReadOnlyList<string> Phases { get; }

    /// <summary>The time of the steps, which is counted throughout: some hundred clock readings a step.</summary>
    public Profile Profile { get; } = new();

    /// <summary>Floating-point operations of the products of a step; a multiply-add counts two.</summary>
    public long OperationsPerStep { get; }

    /// <summary>The next step of the run.</summary>
    public void Step() => _trainer.Step();

    private long Operations() => Profile.Report().Rows.Sum(row => row.Operations);

    private static Dataset Random(DatasetInfo info)
    {
        return new Dataset(info.Name, Images("train", RandomImages, 1), Images("validation", 2, 2), Images("test", 1, 3));

        ImageSet Images(string split, int count, uint stream)
        {
            var pixels = new float[count * info.Height * info.Width * info.Channels];
            new RandomStream(1, stream).FillUniform(pixels, step: 0);
            return new ImageSet(
                $"{info.Name}/{split}",
                info.Height,
                info.Width,
                info.Channels,
                Array.ConvertAll(pixels, x => (byte)(256 * x)),
                info.Classes == 0 ? [] : Enumerable.Range(0, count).Select(i => (byte)(i % info.Classes)).ToArray(),
                info.Classes);
        }
    }
}
