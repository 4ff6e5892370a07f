using Aae.Core.Data;
using Aae.Core.Formats;
using Aae.Core.Tensors;
using Aae.Models;
using Aae.Models.Training;
using Aae.Tests.Core.Formats;

namespace Aae.Tests.Models.Training;

[Category("Unit")]
internal sealed class WeightAverageTests
{
    private const string Weight = "encoder.hidden1.weight";
    private const string Running = "encoder.hidden1.norm.mean";

    [Test]
    public void The_average_follows_the_weights_ever_more_slowly_up_to_its_decay()
    {
        // The weights of a run of t steps are those after step t of a longer one.
        double[] decays = [1 / 10.0, 2 / 11.0, 0.2, 0.2];
        using var folder = new TemporaryFolder();
        foreach (string name in new[] { Weight, Running })
        {
            double[] expected = [.. Floats(Tensors(folder, steps: 0, "average.decay=0.2"), name)];
            for (ulong steps = 1; steps <= 4; steps++)
            {
                IReadOnlyDictionary<string, Tensor> tensors = Tensors(folder, steps, "average.decay=0.2");
                double d = decays[steps - 1];
                expected = [.. expected.Zip(Floats(tensors, name), (average, weight) => d * average + (1 - d) * weight)];
                Assert.That(Floats(tensors, $"average/{name}"), Is.EqualTo(expected).Within(1e-6), $"{name} after {steps} steps");
            }
        }
    }

    [Test]
    public void What_a_run_gives_and_what_is_read_from_its_files_are_the_averages()
    {
        using var folder = new TemporaryFolder();
        var run = new RunFolder(folder.File("run"));
        TrainedModel trained = Train(run, null, "epochs=1");
        IReadOnlyDictionary<string, Tensor> checkpoint = Safetensors.Read(run.LastCheckpoint).Tensors;
        trained.Save(folder.File("model.safetensors"));
        IReadOnlyDictionary<string, Tensor> model = Safetensors.Read(folder.File("model.safetensors")).Tensors;
        IReadOnlyDictionary<string, Tensor> best = Safetensors.Read(run.BestCheckpoint).Tensors;

        Assert.That(Floats(checkpoint, $"average/{Weight}"), Is.Not.EqualTo(Floats(checkpoint, Weight)));
        Assert.That(Floats(model, Weight), Is.EqualTo(Floats(checkpoint, $"average/{Weight}")));
        Assert.That(Floats(best, Weight), Is.EqualTo(Floats(checkpoint, $"average/{Weight}")));
        Assert.That(model.Keys.Concat(best.Keys), Has.None.StartsWith("average/"));
        Assert.That(checkpoint.Keys, Has.None.StartsWith("average/discriminator"));

        ImageSet test = SmallRun.Data().Test;
        float[] codes = trained.Encode(test).Span.ToArray();
        Assert.That(run.LoadModel().Encode(test).Span.ToArray(), Is.EqualTo(codes));
        Assert.That(run.LoadModel(best: true).Encode(test).Span.ToArray(), Is.EqualTo(codes));
    }

    [Test]
    public void Validation_sees_the_averages_and_training_does_not()
    {
        using var folder = new TemporaryFolder();
        var averaged = new RunFolder(folder.File("averaged"));
        var plain = new RunFolder(folder.File("plain"));
        TrainedModel model = Train(averaged, null);
        Train(plain, null, "average=null");
        (EpochMetrics with, EpochMetrics without) = (averaged.ReadMetrics()[^1], plain.ReadMetrics()[^1]);

        Assert.That(with.Loss, Is.EqualTo(without.Loss));
        Assert.That(with.ValidationReconstruction, Is.Not.EqualTo(without.ValidationReconstruction));

        Tensor x = SmallRun.Data().Validation.Gather(0, 9);
        float[] reconstructed = model.Decode(model.Encode(x)).Span.ToArray();
        double error = x.Span.ToArray().Zip(reconstructed, (a, b) => 0.5 * (a - b) * (a - b)).Sum() / 9;
        Assert.That(with.ValidationReconstruction, Is.EqualTo(error).Within(1e-5));
    }

    [Test]
    public void Starting_values_from_a_file_begin_the_average_too()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("initial.safetensors");
        Safetensors.Write(file, [KeyValuePair.Create("encoder.z.bias", new Tensor(new Shape(2), [7, -7]))]);
        var run = new RunFolder(folder.File("run"));
        new Trainer(SmallRun.Clustering("average={\"decay\":0.8}"), SmallRun.Data(), new TrainingOptions { Folder = run, Steps = 0, InitialParameters = file }).Run();

        Assert.That(Floats(Safetensors.Read(run.LastCheckpoint).Tensors, "average/encoder.z.bias"), Is.EqualTo(new[] { 7f, -7f }));
    }

    private static IReadOnlyDictionary<string, Tensor> Tensors(TemporaryFolder folder, ulong steps, params string[] overrides)
    {
        var run = new RunFolder(folder.File($"run{Guid.NewGuid()}"));
        Train(run, steps, overrides);
        return Safetensors.Read(run.LastCheckpoint).Tensors;
    }

    private static TrainedModel Train(RunFolder run, ulong? steps, params string[] overrides) => new Trainer(
        SmallRun.Clustering(["average={\"decay\":0.8}", .. overrides]), SmallRun.Data(), new TrainingOptions { Folder = run, Steps = steps }).Run();

    private static float[] Floats(IReadOnlyDictionary<string, Tensor> tensors, string name) => tensors[name].Span.ToArray();
}
