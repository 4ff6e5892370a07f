using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Formats;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models;
using Aae.Models.Phases;
using Aae.Models.Recipes;
using Aae.Models.Training;

namespace Aae.Tests.Models.Training;

[Category("Unit")]
internal sealed class TrainerTests
{
    private string _folder = "";

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("aae-tests-").FullName;

    private static readonly string[] s_ramped =
    [
        "code.y.ramp=2",
        "data.shift=1",
        "encoder.inputWarp={\"shift\":1,\"rotation\":20,\"scale\":0.1,\"shear\":0.1}",
        "consistency={\"shift\":1}",
        "phases.consistency={\"kind\":\"adam\",\"rate\":0.01}",
        "stop={\"metric\":\"validationError\",\"patience\":2}",
    ];

    // Layers that are moved within the products of their gradients, but for the short last minibatch.
    private static readonly string[] s_wide = ["encoder.hidden=[70, 40]", "decoder.hidden=[33, 64]", "discriminator.hidden=[48, 40]", "data.batch=16"];

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("sgd", 0)]
    [TestCase("adam", 0)]
    [TestCase("sgd", 0.2)]
    [TestCase("semi-supervised", 0.2)]
    [TestCase("clustering", 0.2)]
    [TestCase("clustering-convolutional", 0.2)]
    [TestCase("clustering-convolutional pieces", 0)]
    [TestCase("label-regularized", 0.2)]
    [TestCase("supervised", 0.2)]
    [TestCase("dimensionality-reduction", 0.2)]
    [TestCase("gaussian", 0.2)]
    [TestCase("universal", 0.2)]
    [TestCase("semi-supervised-random", 0.2)]
    [TestCase("vae", 0.2)]
    [TestCase("vae-mixture", 0)]
    [TestCase("joint wide", 0.2)]
    [TestCase("mmd", 0.2)]
    [TestCase("sgd wide", 0.2)]
    [TestCase("adam wide", 0)]
    [TestCase("semi-supervised pieces", 0.2)]
    [TestCase("semi-supervised ramped", 0.2)]
    [TestCase("label-regularized pieces", 0.2)]
    [TestCase("gan-convolutional", 0.2)]
    [TestCase("dbn", 0)]
    [TestCase("dbn pieces", 0)]
    [TestCase("stacked-cae", 0)]
    [TestCase("gsn", 0)]
    [TestCase("gmmn", 0.2)]
    [TestCase("gmmn pieces", 0)]
    public void The_bits_are_the_same_for_any_number_of_threads(string optimizer, double noise)
    {
        float[] Train(int threads) => Parameters(Folder($"t{threads}"), new TrainingOptions { Team = new WorkerTeam(threads) }, optimizer, noise);

        float[] one = Train(1);

        foreach (int threads in new[] { 2, 3, 4, 7 })
        {
            Assert.That(Train(threads), Is.EqualTo(one), $"{threads} threads");
        }
    }

    [TestCase("sgd", 0, 1)]
    [TestCase("sgd", 0.2, 4)]
    [TestCase("adam", 0.2, 3)]
    [TestCase("adam", 0, 8)]
    [TestCase("semi-supervised", 0.2, 1)]
    [TestCase("semi-supervised", 0, 5)]
    [TestCase("clustering", 0.2, 4)]
    [TestCase("clustering-convolutional", 0.2, 4)]
    [TestCase("label-regularized", 0.2, 4)]
    [TestCase("supervised", 0.2, 4)]
    [TestCase("dimensionality-reduction", 0.2, 2)]
    [TestCase("gaussian", 0.2, 4)]
    [TestCase("universal", 0, 2)]
    [TestCase("semi-supervised-random pieces", 0.2, 4)]
    [TestCase("vae", 0, 5)]
    [TestCase("vae-mixture", 0.2, 1)]
    [TestCase("joint", 0.2, 4)]
    [TestCase("mmd", 0, 5)]
    [TestCase("gan", 0, 5)]
    [TestCase("gan-convolutional", 0, 4)]
    [TestCase("adam wide", 0.2, 3)]
    [TestCase("sgd pieces", 0.2, 2)]
    [TestCase("semi-supervised pieces", 0.2, 4)]
    [TestCase("semi-supervised ramped", 0.2, 4)]
    [TestCase("dbn", 0, 2)]
    [TestCase("dbn pieces", 0, 4)]
    [TestCase("stacked-cae", 0, 4)]
    [TestCase("gsn", 0, 4)]
    [TestCase("gmmn", 0.2, 2)]
    [TestCase("gmmn", 0.2, 4)]
    public void A_run_that_is_stopped_and_resumed_goes_the_way_of_one_that_was_not(string optimizer, double noise, int steps)
    {
        RunFolder whole = Folder("whole");
        float[] expected = Parameters(whole, new TrainingOptions(), optimizer, noise);

        RunFolder parts = Folder("parts");
        Parameters(parts, new TrainingOptions { Steps = (ulong)steps }, optimizer, noise);
        float[] resumed = Parameters(parts, new TrainingOptions { Resume = true }, optimizer, noise);

        Assert.That(resumed, Is.EqualTo(expected));
        Assert.That(
            parts.ReadMetrics().Select(Text),
            Is.EqualTo(whole.ReadMetrics().Select(Text)));
        Assert.That(State(parts), Is.EqualTo(State(whole)));
    }

    [Test]
    public void A_cancelled_run_saves_a_checkpoint_and_can_be_resumed()
    {
        float[] expected = Parameters(Folder("whole"), new TrainingOptions());
        RunFolder parts = Folder("parts");
        using var cancellation = new CancellationTokenSource();
        var trainer = new Trainer(Recipe(), SmallRun.Data(), new TrainingOptions { Folder = parts });

        Assert.That(
            () => trainer.Run(new Synchronous<TrainingProgress>(progress => cancellation.Cancel()), cancellation.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(trainer.Position.Step, Is.InRange(1, trainer.Steps - 1));
        Assert.That(Parameters(parts, new TrainingOptions { Resume = true }), Is.EqualTo(expected));
    }

    [Test]
    public void Lines_of_metrics_that_lie_behind_the_checkpoint_are_written_anew()
    {
        RunFolder whole = Folder("whole");
        Parameters(whole, new TrainingOptions());
        RunFolder parts = Folder("parts");
        Parameters(parts, new TrainingOptions { Steps = 2 });
        // As if the process had died after the metrics of epoch 1 were written and before its checkpoint.
        File.AppendAllText(parts.Metrics, File.ReadLines(whole.Metrics).First() + "\n{\"epoch\":");

        Parameters(parts, new TrainingOptions { Resume = true });

        Assert.That(parts.ReadMetrics().Select(Text), Is.EqualTo(whole.ReadMetrics().Select(Text)));
    }

    [Test]
    public void A_run_leaves_its_folder_complete()
    {
        RunFolder folder = Folder("run");
        Parameters(folder, new TrainingOptions());

        Assert.That(folder.ReadRecipe().Name, Is.EqualTo("small"));
        Assert.That(File.ReadAllText(folder.Environment), Does.Contain("\"instructionSet\""));
        IReadOnlyList<EpochMetrics> metrics = folder.ReadMetrics();
        Assert.That(metrics.Select(epoch => epoch.Step), Is.EqualTo(new ulong[] { 3, 6, 9 }));
        Assert.That(metrics[0].Loss.Keys, Is.EqualTo(new[] { "reconstruction", "discriminator.z", "generator.z" }));
        Assert.That(File.Exists(folder.BestCheckpoint));
        TrainedModel model = folder.LoadModel();
        Assert.That(model.Recipe.Name, Is.EqualTo("small"));
        Assert.That(folder.LoadModel(best: true).CodeSize, Is.EqualTo(2));
    }

    [Test]
    public void A_model_reads_back_bit_by_bit()
    {
        TrainedModel model = new Trainer(SmallRun.Recipe(), SmallRun.Data()).Run();
        string path = Path.Combine(_folder, "model.safetensors");
        model.Save(path);

        TrainedModel back = TrainedModel.Load(path);

        ImageSet test = SmallRun.Data().Test;
        Assert.That(back.Encode(test).Span.ToArray(), Is.EqualTo(model.Encode(test).Span.ToArray()));
        Assert.That(back.Sample(5, 1).Span.ToArray(), Is.EqualTo(model.Sample(5, 1).Span.ToArray()));
    }

    [Test]
    public void A_model_may_be_used_by_many_threads_at_once()
    {
        TrainedModel model = new Trainer(SmallRun.Recipe(), SmallRun.Data()).Run();
        ImageSet test = SmallRun.Data().Test;
        float[] expected = model.Encode(test).Span.ToArray();

        Parallel.For(0, 50, _ => Assert.That(model.Encode(test).Span.ToArray(), Is.EqualTo(expected)));
    }

    [Test]
    public void One_image_gives_the_code_that_a_batch_gives_it()
    {
        TrainedModel model = new Trainer(SmallRun.Recipe(), SmallRun.Data()).Run();
        Tensor images = SmallRun.Data().Test.Gather(0, 10);
        Tensor codes = model.Encode(images);

        float[] code = model.Encode(images.Row(3));

        Assert.That(code, Is.EqualTo(codes.Row(3).ToArray()).Within(1e-5f));
        Assert.That(model.Decode(code), Has.Length.EqualTo(16).And.All.InRange(0, 1));
    }

    [Test]
    public void Starting_values_from_a_file_replace_those_of_the_same_name()
    {
        var bias = new Tensor(new Shape(2), [7, -7]);
        string file = Path.Combine(_folder, "initial.safetensors");
        Safetensors.Write(file, [KeyValuePair.Create("encoder.z.bias", bias)]);

        TrainedModel model = new Trainer(SmallRun.Recipe(), SmallRun.Data(), new TrainingOptions { InitialParameters = file, Steps = 0 }).Run();
        TrainedModel plain = new Trainer(SmallRun.Recipe(), SmallRun.Data(), new TrainingOptions { Steps = 0 }).Run();

        ImageSet test = SmallRun.Data().Test;
        Assert.That(model.Encode(test).Row(0)[0], Is.EqualTo(plain.Encode(test).Row(0)[0] + 7).Within(1e-5f));
    }

    [TestCase("nobody.weight", 2, "no parameter 'nobody.weight'")]
    [TestCase("encoder.z.bias", 3, "has the shape [3], the model's [2]")]
    public void Starting_values_that_do_not_fit_are_refused(string name, int size, string message)
    {
        string file = Path.Combine(_folder, "initial.safetensors");
        Safetensors.Write(file, [KeyValuePair.Create(name, new Tensor(new Shape(size)))]);

        Assert.That(
            () => new Trainer(SmallRun.Recipe(), SmallRun.Data(), new TrainingOptions { InitialParameters = file }),
            Throws.InstanceOf<AaeException>().With.Message.Contains(file).And.Message.Contains(message));
    }

    [Test]
    public void A_folder_with_a_run_is_not_overwritten()
    {
        RunFolder folder = Folder("run");
        Parameters(folder, new TrainingOptions { Steps = 1 });

        Assert.That(() => Parameters(folder, new TrainingOptions()), Throws.TypeOf<AaeException>().With.Message.Contains("a run already"));
        File.Delete(folder.Recipe); // what is left is somebody's work still
        Assert.That(() => Parameters(folder, new TrainingOptions()), Throws.TypeOf<AaeException>().With.Message.Contains("a run already"));
    }

    [Test]
    public void A_loss_that_is_not_finite_names_phase_and_step_and_leaves_the_last_checkpoint()
    {
        // The rate explodes with the second epoch: its first update of the codes is seen by the next phase.
        Recipe wild = SmallRun.Recipe("phases.reconstruction.steps=[{\"after\":1,\"rate\":1e30}]");
        RunFolder folder = Folder("run");
        new Trainer(wild, SmallRun.Data(), new TrainingOptions { Folder = folder, Steps = 3 }).Run();
        byte[] checkpoint = File.ReadAllBytes(folder.LastCheckpoint);

        Assert.That(
            () => new Trainer(wild, SmallRun.Data(), new TrainingOptions { Folder = folder, Resume = true }).Run(),
            Throws.TypeOf<DivergenceException>().With.Message.Contains("phase 'discriminator.z' is NaN at step 3 (epoch 2)"));
        Assert.That(File.ReadAllBytes(folder.LastCheckpoint), Is.EqualTo(checkpoint));
    }

    [Test]
    public void Parameters_that_are_not_finite_never_replace_a_checkpoint()
    {
        string file = Path.Combine(_folder, "initial.safetensors");
        Safetensors.Write(file, [KeyValuePair.Create("encoder.z.bias", new Tensor(new Shape(2), [0, float.PositiveInfinity]))]);
        RunFolder folder = Folder("run");

        Assert.That(
            () => new Trainer(Recipe(), SmallRun.Data(), new TrainingOptions { Folder = folder, InitialParameters = file }).Run(),
            Throws.TypeOf<DivergenceException>().With.Message.StartsWith(
                "encoder.z.bias, which phase 'reconstruction' or 'generator.z' moves, is not finite after step 0"));
        Assert.That(File.Exists(folder.LastCheckpoint), Is.False);
    }

    [Test]
    public void A_run_has_a_checkpoint_before_its_first_step()
    {
        RunFolder folder = Folder("run");
        new Trainer(Recipe(), SmallRun.Data(), new TrainingOptions { Folder = folder, Steps = 0 }).Run();

        Assert.That(Parameters(folder, new TrainingOptions { Resume = true }), Is.EqualTo(Parameters(Folder("whole"), new TrainingOptions())));
    }

    [Test]
    public void The_best_model_is_that_of_the_epoch_with_the_least_reconstruction_error()
    {
        // The second epoch's rate spoils the model; resuming must not forget what was best before.
        Recipe spoiled = SmallRun.Recipe("phases.reconstruction.rate=0.05", "phases.reconstruction.steps=[{\"after\":1,\"rate\":1.5}]", "epochs=3");
        RunFolder folder = Folder("run");
        new Trainer(spoiled, SmallRun.Data(), new TrainingOptions { Folder = folder, Steps = 3 }).Run();
        byte[] first = File.ReadAllBytes(folder.BestCheckpoint);
        new Trainer(spoiled, SmallRun.Data(), new TrainingOptions { Folder = folder, Resume = true }).Run();

        double[] errors = [.. folder.ReadMetrics().Select(epoch => epoch.ValidationReconstruction!.Value)];
        Assert.That(errors, Has.Length.EqualTo(3));
        Assert.That(errors[0], Is.LessThan(errors[1]).And.LessThan(errors[2]));
        Assert.That(File.ReadAllBytes(folder.BestCheckpoint), Is.EqualTo(first));
    }

    [Test]
    public void A_run_is_trained_by_one_at_a_time()
    {
        RunFolder folder = Folder("run");
        Parameters(folder, new TrainingOptions { Steps = 1 });
        using IDisposable other = folder.Lock();

        Assert.That(
            () => Parameters(folder, new TrainingOptions { Resume = true }),
            Throws.TypeOf<AaeException>().With.Message.Contains(folder.Path).And.Message.Contains("another process"));
    }

    [Test]
    public void A_run_does_not_go_on_with_another_recipe_or_from_a_place_that_it_cannot_have()
    {
        RunFolder folder = Folder("run");
        Parameters(folder, new TrainingOptions { Steps = 4 });
        Assert.That(
            () => Parameters(folder, new TrainingOptions { Resume = true }, "adam"),
            Throws.InstanceOf<AaeException>().With.Message.Contains("the recipe is not that of the run so far: phases.reconstruction.kind is \"adam\" and was \"sgd\""));

        SafetensorsFile file = Safetensors.Read(folder.LastCheckpoint);
        foreach ((string key, string value) in new[] { ("batch", "3"), ("batch", "-1"), ("epoch", "1e30"), ("step", "NaN"), ("step", "5") })
        {
            Safetensors.Write(folder.LastCheckpoint, file.Tensors, new Dictionary<string, string>(file.Metadata) { [key] = value }, checksum: true);
            Assert.That(() => Parameters(folder, new TrainingOptions { Resume = true }), Throws.TypeOf<InvalidFileException>(), $"{key} = {value}");
        }
    }

    [Test]
    public void A_model_file_that_lacks_a_parameter_is_refused()
    {
        TrainedModel model = new Trainer(SmallRun.Recipe(), SmallRun.Data()).Run();
        string path = Path.Combine(_folder, "model.safetensors");
        model.Save(path);
        SafetensorsFile file = Safetensors.Read(path);
        Safetensors.Write(path, file.Tensors.Where(tensor => tensor.Key != "decoder.output.bias"), file.Metadata, checksum: true);

        Assert.That(() => TrainedModel.Load(path), Throws.TypeOf<InvalidFileException>().With.Message.Contains("'decoder.output.bias' is missing"));
    }

    [Test]
    public void Codes_and_images_that_are_not_finite_are_refused()
    {
        TrainedModel model = new Trainer(SmallRun.Recipe(), SmallRun.Data()).Run();

        Assert.That(() => model.Decode([0, float.NaN]), Throws.TypeOf<AaeException>().With.Message.Contains("NaN"));
        Assert.That(() => model.Encode(new float[15]), Throws.TypeOf<AaeException>());
    }

    [Test]
    public void A_recipe_that_was_changed_in_code_is_checked_too()
    {
        Assert.That(() => new Trainer(SmallRun.Recipe() with { Epochs = -3 }, SmallRun.Data()), Throws.TypeOf<AaeException>().With.Message.Contains("epochs = -3"));
        Assert.That(() => new Trainer(SmallRun.Recipe(), SmallRun.Data(), new TrainingOptions { Resume = true }), Throws.ArgumentException);
    }

    [Test]
    public void A_truncated_checkpoint_is_refused_and_stays()
    {
        RunFolder folder = Folder("run");
        Parameters(folder, new TrainingOptions { Steps = 1 });
        File.Delete(folder.Checkpoints.PathOf(0));
        byte[] bytes = File.ReadAllBytes(folder.LastCheckpoint);
        File.WriteAllBytes(folder.LastCheckpoint, bytes[..(bytes.Length / 2)]);

        Assert.That(
            () => Parameters(folder, new TrainingOptions { Resume = true }),
            Throws.TypeOf<AaeException>().With.Message.StartsWith($"{folder.LastCheckpoint}: ").And.Message.EndsWith("; there is no other checkpoint that is whole"));
        Assert.That(new FileInfo(folder.LastCheckpoint).Length, Is.EqualTo(bytes.Length / 2));
    }

    [Test]
    public void Training_images_are_shifted_and_no_others_and_pieces_of_a_minibatch_as_the_whole()
    {
        // Nothing moves, so that the losses tell of the images.
        EpochMetrics Measure(params string[] overrides)
        {
            RunFolder folder = Folder(string.Join('-', overrides));
            string[] idle = ["phases.reconstruction.rate=1e-30", "phases.generator.rate=1e-30", "phases.discriminator.rate=1e-30", "epochs=1"];
            new Trainer(SmallRun.Recipe([.. idle, .. overrides]), SmallRun.Data(), new TrainingOptions { Folder = folder }).Run();
            return folder.ReadMetrics()[0];
        }

        (EpochMetrics plain, EpochMetrics shifted, EpochMetrics pieces) = (Measure(), Measure("data.shift=2"), Measure("data.shift=2", "data.piece=3"));
        Assert.That(shifted.Loss["reconstruction"], Is.Not.EqualTo(plain.Loss["reconstruction"]).Within(0.01));
        Assert.That(shifted.ValidationReconstruction, Is.EqualTo(plain.ValidationReconstruction));
        Assert.That(pieces.Loss["reconstruction"], Is.EqualTo(shifted.Loss["reconstruction"]).Within(1e-5));

        // What the encoder sees is deformed in training, and nothing on validation images.
        EpochMetrics warped = Measure("encoder.inputWarp={\"shift\":1.5}");
        Assert.That(warped.Loss["reconstruction"], Is.Not.EqualTo(plain.Loss["reconstruction"]).Within(1e-3));
        Assert.That(warped.ValidationReconstruction, Is.EqualTo(plain.ValidationReconstruction));
    }

    private static string Text(EpochMetrics epoch) => (epoch with { Seconds = 0 }).ToLine();

    // All tensors of the checkpoint, the optimizers' among them.
    private static Dictionary<string, float[]> State(RunFolder folder) =>
        Safetensors.Read(folder.LastCheckpoint).Tensors.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.Span.ToArray());

    private RunFolder Folder(string name) => new(Path.Combine(_folder, name));

    private static Recipe Recipe(string kind = "sgd", double noise = 0)
    {
        string[] noises = [FormattableString.Invariant($"encoder.inputNoise={noise}"), FormattableString.Invariant($"decoder.hiddenDropout={noise}")];
        string[] layout = kind.EndsWith(" wide", StringComparison.Ordinal) ? s_wide
            : kind.EndsWith(" pieces", StringComparison.Ordinal) ? ["data.piece=3"]
            : kind.EndsWith(" ramped", StringComparison.Ordinal) ? s_ramped : [];
        kind = kind.Split(' ')[0];
        noises = kind is "gan" or "gan-convolutional" ? [noises[1], "phases.generator.momentumRamp={\"to\":0.5,\"epochs\":2}"]
            : LayerRules.Variants.Contains(kind) ? [.. layout]
            : [.. noises, .. layout];
        const string Steps = "\"steps\":[{\"after\":1,\"rate\":0.02}]"; // a run of three epochs
        string descent = kind == "adam" ? $"{{\"kind\":\"adam\",\"rate\":0.01,{Steps}}}" : $"{{\"kind\":\"sgd\",\"rate\":0.05,\"momentum\":0.5,{Steps}}}";
        return kind switch
        {
            "sgd" or "adam" => SmallRun.Recipe(
                [.. noises, $"phases.reconstruction={descent}", $"phases.discriminator={descent}", $"phases.generator={descent}"]),
            _ => SmallRun.Of(kind, [.. noises, "average={\"decay\":0.9}"]),
        };
    }

    // Every tensor of the last checkpoint, one after the other.
    private static float[] Parameters(RunFolder folder, TrainingOptions options, string optimizer = "sgd", double noise = 0)
    {
        new Trainer(Recipe(optimizer, noise), SmallRun.Data(), options with { Folder = folder }).Run();
        return [.. State(folder).OrderBy(tensor => tensor.Key, StringComparer.Ordinal).SelectMany(tensor => tensor.Value)];
    }
}
