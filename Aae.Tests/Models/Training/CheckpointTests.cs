using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Formats;
using Aae.Models.Recipes;
using Aae.Models.Training;
using Aae.Tests.Core.Formats;

namespace Aae.Tests.Models.Training;

/// <summary>What can happen to a run's folder between stop and resume, and while it trains. A run has 3 steps an epoch, 9 in all.</summary>
[Category("Unit")]
internal sealed class CheckpointTests
{
    private readonly List<string> _remarks = [];
    private TemporaryFolder _folder = null!;
    private RunFolder _run = null!;

    [SetUp]
    public void CreateFolder()
    {
        _folder = new TemporaryFolder();
        _run = new RunFolder(_folder.File("run"));
        _remarks.Clear();
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase(1, new[] { "step-00000009.safetensors" })]
    [TestCase(null, new[] { "step-00000006.safetensors", "step-00000009.safetensors" })]
    [TestCase(3, new[] { "step-00000003.safetensors", "step-00000006.safetensors", "step-00000009.safetensors" })]
    public void The_newest_are_kept(int? keep, string[] names)
    {
        Train(new TrainingOptions { KeepLast = keep });
        Assert.That(Names(), Is.EqualTo((string[])["best.safetensors", .. names]));
    }

    [Test]
    public void Checkpoints_within_an_epoch_come_by_steps()
    {
        // Every second step, and at each epoch; a write that is under way when the next one is due leaves that one out.
        Train(new TrainingOptions { CheckpointEvery = CheckpointInterval.Parse("2"), KeepLast = 100 });
        Assert.That(Names(), Is.SubsetOf((string[])["best.safetensors", .. new[] { 0, 2, 3, 5, 6, 8, 9 }.Select(step => $"step-{step:D8}.safetensors")]));
        Assert.That(_run.Checkpoints.All.Select(checkpoint => checkpoint.Step), Is.SupersetOf(new ulong[] { 0, 3, 6, 9 }));
    }

    [TestCase("500", 500, 0)]
    [TestCase("30s", 0, 30)]
    [TestCase("10m", 0, 600)]
    [TestCase("2h", 0, 7200)]
    public void An_interval_is_a_number_of_steps_or_a_time(string text, int steps, int seconds)
    {
        var interval = CheckpointInterval.Parse(text);
        Assert.Multiple(() =>
        {
            Assert.That((int)(interval.Steps ?? 0), Is.EqualTo(steps));
            Assert.That((interval.Time ?? default).TotalSeconds, Is.EqualTo(seconds));
            Assert.That(CheckpointInterval.Parse(interval.ToString()), Is.EqualTo(interval));
            Assert.That(interval.IsDue(499, TimeSpan.FromSeconds(29)), Is.False);
            Assert.That(interval.IsDue(500, TimeSpan.FromHours(2)), Is.True);
        });
    }

    [TestCase("")]
    [TestCase("0")]
    [TestCase("0s")]
    [TestCase("-5")]
    [TestCase("1.5m")]
    [TestCase("10 m")]
    [TestCase("10d")]
    [TestCase("99999999h")]
    public void Other_intervals_are_refused(string text) => Assert.That(
        () => CheckpointInterval.Parse(text), Throws.TypeOf<AaeException>().With.Message.EqualTo($"{text}: allowed is a number of steps, as 500, or a time, as 30s, 10m or 2h"));

    [TestCase(0)]
    [TestCase(9)]
    [TestCase(200)]
    [TestCase(3000)]
    [TestCase(-1)]
    public void Of_a_damaged_checkpoint_the_one_before_is_used_and_this_is_said(int place)
    {
        byte[] expected = Whole();
        Train(new TrainingOptions { Steps = 5 });
        string damaged = _run.LastCheckpoint, before = _run.Checkpoints.PathOf(3);
        Flip(damaged, place);

        Assert.That(_run.LoadModel(remark: _remarks.Add).Recipe.Name, Is.EqualTo("small"));
        Assert.That(_remarks, Has.Count.EqualTo(1));
        Assert.That(_remarks[0], Does.StartWith($"{damaged}: ").And.EndsWith($"; the checkpoint before it is used, {before}").And.Not.Contain("\n"));
        _remarks.Clear();

        Train(new TrainingOptions { Resume = true });
        Assert.That(_remarks, Has.Count.EqualTo(1));
        Assert.That(_remarks[0], Does.StartWith($"{damaged}: ").And.EndsWith($"; the checkpoint before it is used, {before}"));
        Assert.That(File.ReadAllText(_run.Log), Does.Contain(_remarks[0]));
        Assert.That(Names(), Does.Contain("step-00000005.damaged"));
        Assert.That(File.ReadAllBytes(_run.LastCheckpoint), Is.EqualTo(expected));
    }

    [TestCase(0)]
    [TestCase(8)]
    [TestCase(5000)]
    public void Of_a_truncated_checkpoint_the_one_before_is_used(int length)
    {
        byte[] expected = Whole();
        Train(new TrainingOptions { Steps = 5 });
        using (FileStream file = File.OpenWrite(_run.LastCheckpoint))
        {
            file.SetLength(length);
        }

        Train(new TrainingOptions { Resume = true });
        Assert.That(_remarks, Has.Count.EqualTo(1));
        Assert.That(File.ReadAllBytes(_run.LastCheckpoint), Is.EqualTo(expected));
    }

    [Test]
    public void Where_no_checkpoint_is_whole_the_newest_is_named()
    {
        Train(new TrainingOptions { Steps = 5 });
        _run.Checkpoints.All.ToList().ForEach(checkpoint => Flip(checkpoint.Path, -1));
        Assert.That(
            () => Train(new TrainingOptions { Resume = true }),
            Throws.TypeOf<AaeException>().With.Message.EqualTo(
                $"{_run.Checkpoints.PathOf(5)}: the checksum does not fit: the file was damaged or changed after it was written; there is no other checkpoint that is whole"));
    }

    [Test]
    public void A_checkpoint_of_another_format_is_refused_and_not_passed_over()
    {
        Train(new TrainingOptions { Steps = 5 });
        Rewrite("format", "aae-checkpoint-3");
        Assert.That(
            () => Train(new TrainingOptions { Resume = true }),
            Throws.TypeOf<InvalidFileException>().With.Message.EqualTo(
                $"{_run.LastCheckpoint}: its format is aae-checkpoint-3; this version of the program goes on from aae-checkpoint-2 alone"));
    }

    [TestCase("version", "0.0.1", "the run so far is of version 0.0.1 on ")]
    [TestCase("instructionSet", "abacus", " on abacus, this is ")]
    public void Another_program_or_instruction_set_goes_on_with_a_warning(string key, string value, string words)
    {
        Train(new TrainingOptions { Steps = 5 });
        Rewrite(key, value);
        Train(new TrainingOptions { Resume = true });
        Assert.That(_remarks, Has.Count.EqualTo(1));
        Assert.That(_remarks[0], Does.Contain(words).And.EndsWith("from here on its bits may differ from those of an uninterrupted run"));
        Assert.That(_run.ReadMetrics(), Has.Count.EqualTo(3));
    }

    [Test]
    public void An_edited_recipe_is_refused_with_the_difference()
    {
        Train(new TrainingOptions { Steps = 5 });
        File.WriteAllText(_run.Recipe, File.ReadAllText(_run.Recipe).Replace("\"rate\": 0.01", "\"rate\": 0.02").Replace("\"seed\": 1", "\"seed\": 7"));
        Assert.That(
            () => Train(new TrainingOptions { Resume = true }, _run.ReadRecipe()),
            Throws.TypeOf<InvalidFileException>().With.Message.EqualTo(
                $"{_run.LastCheckpoint}: the recipe is not that of the run so far: phases.reconstruction.rate is 0.02 and was 0.01, seed is 7 and was 1;"
                + " a run goes on with its own recipe, and only its epochs may grow"));
    }

    [TestCase("train")]
    [TestCase("validation")]
    [TestCase("test")]
    [TestCase("label")]
    public void A_run_goes_on_with_no_other_data(string changed)
    {
        Train(new TrainingOptions { Steps = 5 });
        byte[] checkpoint = File.ReadAllBytes(_run.LastCheckpoint);
        Dataset data = SmallRun.Data();
        var others = new Dataset(data.Name, Other(data.Train, "train"), Other(data.Validation, "validation"), Other(data.Test, "test"));
        Assert.That(
            () => new Trainer(SmallRun.Recipe(), others, new TrainingOptions { Folder = _run, Resume = true }),
            Throws.TypeOf<InvalidFileException>().With.Message.EqualTo(
                $"{_run.LastCheckpoint}: the images or labels of the data set are not those of the run so far; a run goes on with its own"));
        Assert.That(File.ReadAllBytes(_run.LastCheckpoint), Is.EqualTo(checkpoint));
        Train(new TrainingOptions { Resume = true });

        ImageSet Other(ImageSet images, string name)
        {
            byte[] pixels = [.. Enumerable.Range(0, images.Count).SelectMany(i => images.Image(i).ToArray())];
            byte[] labels = images.Labels.ToArray();
            pixels[^1] ^= (byte)(changed == name ? 1 : 0);
            labels[0] = (byte)(changed == "label" && name == "train" ? 2 : labels[0]);
            return new ImageSet(images.Name, images.Height, images.Width, images.Channels, pixels, labels, images.Classes);
        }
    }

    [Test]
    public void Options_that_make_no_sense_are_refused()
    {
        Train(new TrainingOptions { Steps = 5 });
        Assert.That(() => new TrainingOptions { KeepLast = 0 }, Throws.TypeOf<AaeException>().With.Message.EqualTo("a run keeps 1 or more of its newest checkpoints, not 0"));
        Assert.That(() => Train(new TrainingOptions { Resume = true, InitialParameters = _run.BestCheckpoint }), Throws.ArgumentException);
    }

    [Test]
    public void A_run_goes_on_by_another_sentence_about_its_recipe()
    {
        Train(new TrainingOptions { Steps = 5 });
        Train(new TrainingOptions { Resume = true }, SmallRun.Recipe("about=The same in other words."));
        Assert.That(_run.ReadMetrics(), Has.Count.EqualTo(3));
        Assert.That(_run.StageOf(SmallRun.Recipe("about=Again.")), Is.EqualTo(RunStage.Finished));
    }

    [TestCase(2, false)]
    [TestCase(3, true)]
    [TestCase(4, true)]
    public void Epochs_may_grow_and_nothing_else(int epochs, bool allowed)
    {
        Train(new TrainingOptions { Steps = 5 });
        Action resume = () => Train(new TrainingOptions { Resume = true }, SmallRun.Recipe($"epochs={epochs}"));
        if (allowed)
        {
            resume();
            Assert.That(_run.ReadMetrics(), Has.Count.EqualTo(epochs));
            Assert.That(_run.ReadRecipe().Epochs, Is.EqualTo(epochs));
        }
        else
        {
            Assert.That(resume, Throws.InstanceOf<AaeException>().With.Message.Contains("epochs is 2 and was 3"));
        }
    }

    [Test]
    public void A_run_that_lost_its_recipe_goes_on_with_the_one_in_its_checkpoint()
    {
        byte[] expected = Whole();
        Train(new TrainingOptions { Steps = 5 });
        File.Delete(_run.Recipe);
        Train(new TrainingOptions { Resume = true }, RunFolder.Open(_run.Path).ReadRecipe());
        Assert.That(File.ReadAllBytes(_run.LastCheckpoint), Is.EqualTo(expected));
        Assert.That(File.Exists(_run.Recipe), Is.True);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_folder_that_is_removed_ends_the_run_in_one_line(bool newOne)
    {
        Action train = () => Train(new TrainingOptions(), progress: progress =>
        {
            if (progress.Step == 3)
            {
                Remove(_run.Path);
                if (newOne)
                {
                    Directory.CreateDirectory(_run.Path);
                }
            }
        });
        Assert.That(train, Throws.TypeOf<AaeException>().With.Message.Match("^[^\n]*: (the folder was removed while the run was training, so nothing more can be saved|cannot be written: no such folder)[^\n]*$"));
    }

    [Test]
    public void A_file_that_was_made_read_only_is_left_alone_and_named()
    {
        string best = _run.BestCheckpoint;
        Train(new TrainingOptions { Steps = 3 });
        byte[] before = File.ReadAllBytes(best);
        File.SetAttributes(best, FileAttributes.ReadOnly);
        try
        {
            Assert.That(
                () => Train(new TrainingOptions { Resume = true }),
                Throws.TypeOf<AaeException>().With.Message.EqualTo($"{best}: cannot be written: the file is read-only; the last checkpoint is that of step 3"));
            Assert.That(File.ReadAllBytes(best), Is.EqualTo(before));
        }
        finally
        {
            File.SetAttributes(best, FileAttributes.Normal);
        }

        byte[] expected = Whole();
        Train(new TrainingOptions { Resume = true });
        Assert.That(File.ReadAllBytes(_run.LastCheckpoint), Is.EqualTo(expected));
    }

    [Test]
    public void What_a_killed_process_was_writing_is_cleared_away()
    {
        Train(new TrainingOptions { Steps = 5 });
        File.WriteAllText(Path.Combine(_run.Path, ".aae-1.tmp"), "");
        File.WriteAllText(Path.Combine(_run.Checkpoints.Folder, ".aae-2.tmp"), "");
        Train(new TrainingOptions { Resume = true });
        Assert.That(Directory.EnumerateFiles(_run.Path, "*.tmp", SearchOption.AllDirectories), Is.Empty);
    }

    [Test]
    public void A_run_that_was_killed_before_its_first_checkpoint_can_be_started_again()
    {
        // It has a log and a lock, but neither recipe nor checkpoint.
        Directory.CreateDirectory(_run.Checkpoints.Folder);
        File.WriteAllText(_run.Log, "");
        File.WriteAllText(_run.Environment, "");
        Train(new TrainingOptions());
        Assert.That(_run.ReadMetrics(), Has.Count.EqualTo(3));
    }

    [Test]
    public void Settings_are_kept_when_a_run_goes_on()
    {
        Train(new TrainingOptions { Steps = 3, KeepLast = 1, CheckpointEvery = CheckpointInterval.Parse("7m"), KeepBest = "loss.reconstruction", OnDivergence = DivergencePolicy.Retry });
        Train(new TrainingOptions { Steps = 6, Resume = true });
        var kept = CheckpointSettings.Of(new TrainingOptions(), Safetensors.Read(_run.LastCheckpoint).Metadata, BestMetric.Default(true));
        Assert.That(kept, Is.EqualTo(new CheckpointSettings(CheckpointInterval.Parse("420s"), 1, "loss.reconstruction", DivergencePolicy.Retry)));
        Assert.That(Names(), Is.EqualTo(new[] { "best.safetensors", "step-00000006.safetensors" }));

        Train(new TrainingOptions { Resume = true, KeepLast = 5 });
        Assert.That(Names(), Has.Length.EqualTo(3));
    }

    [Test]
    public void The_best_model_is_chosen_by_any_number_of_the_metrics()
    {
        // The reconstruction error falls while the discriminator's loss grows: each has its own best epoch.
        Train(new TrainingOptions { KeepBest = "loss.generator.z", KeepLast = 100 });
        EpochMetrics best = _run.ReadMetrics().MinBy(epoch => epoch.Loss["generator.z"])!;
        Assert.That(Tensors(_run.BestCheckpoint), Is.SubsetOf(Tensors(_run.Checkpoints.PathOf(best.Step))));
        Assert.That(Safetensors.Read(_run.LastCheckpoint).Metadata["best"], Is.EqualTo(FormattableString.Invariant($"{best.Loss["generator.z"]}")));
        Assert.That(
            () => Train(new TrainingOptions { Resume = true, KeepBest = "validationReconstruction" }),
            Throws.TypeOf<AaeException>().With.Message.Contains("the best model of this run is chosen by loss.generator.z, not by validationReconstruction"));
    }

    [TestCase("1")]
    [TestCase("300h")]
    [TestCase("1000000000s")]
    public void An_interval_s_text_is_read_back(string text) =>
        Assert.That(CheckpointInterval.Parse(CheckpointInterval.Parse(text).ToString()), Is.EqualTo(CheckpointInterval.Parse(text)));

    [Test]
    public void A_folder_that_was_removed_and_made_anew_by_another_is_not_one_s_own()
    {
        var mine = new RunFolder(_run.Path);
        using IDisposable lost = mine.Lock();
        Directory.Delete(_run.Path, recursive: true);
        using IDisposable theirs = new RunFolder(_run.Path).Lock();
        Assert.That(mine.RequireLock, Throws.TypeOf<AaeException>().With.Message.Contains("the folder was removed while the run was training"));
    }

    [TestCase("seconds")]
    [TestCase("loss.nobody")]
    [TestCase("validationError")] // without labels there is none
    [TestCase("validationComponentShare")]
    [TestCase("")]
    public void A_number_that_the_metrics_lack_chooses_no_model(string name)
    {
        Assert.That(
            () => Train(new TrainingOptions { KeepBest = name }),
            Throws.TypeOf<AaeException>().With.Message.EqualTo(
                $"the best model cannot be chosen by '{name}'; allowed is validationReconstruction, validationSlicedWasserstein,"
                + " loss.reconstruction, loss.discriminator.z, loss.generator.z"));
        Assert.That(Directory.Exists(_run.Path), Is.False);
    }

    [TestCase("validationReconstruction", 1, 2, true)]
    [TestCase("validationReconstruction", 2, 1, false)]
    [TestCase("validationReconstruction", 1, 1, false)]
    [TestCase("validationReconstruction", 1, double.NaN, true)]
    [TestCase("validationReconstruction", double.NaN, 1, false)]
    [TestCase("validationReconstruction", double.NaN, double.NaN, false)]
    [TestCase("validationComponentShare", 1, 2, false)]
    [TestCase("validationComponentShare", 2, 1, true)]
    public void Errors_are_better_when_they_are_smaller_and_shares_when_they_are_greater(string name, double value, double best, bool better) =>
        Assert.That(new BestMetric(name, [], EpochMetrics.Choosing).IsBetter(value, best), Is.EqualTo(better));

    [Test]
    public void A_damaged_best_model_is_said_and_replaced()
    {
        Train(new TrainingOptions { Steps = 3 });
        Flip(_run.BestCheckpoint, -1);
        Assert.That(() => _run.LoadModel(best: true), Throws.TypeOf<InvalidFileException>().With.Message.Contains("the checksum does not fit"));
        Train(new TrainingOptions { Resume = true });
        Assert.That(_remarks, Has.Count.EqualTo(1));
        Assert.That(_remarks[0], Does.StartWith($"{_run.BestCheckpoint}: the checksum does not fit").And.EndsWith("; the next epoch takes its place"));
        Assert.That(() => _run.LoadModel(best: true), Throws.Nothing);
    }

    [Test]
    public void The_cost_of_checkpoints_is_measured()
    {
        var trainer = new Trainer(SmallRun.Recipe(), SmallRun.Data(), new TrainingOptions { Folder = _run });
        trainer.Run();
        CheckpointTimes times = trainer.Checkpoints;
        Assert.That(times.Written, Is.EqualTo(4)); // at the start and after each epoch
        Assert.That(new[] { times.StalledSeconds, times.WritingSeconds, times.TrainingSeconds }, Is.All.Positive);
    }

    private byte[] Whole()
    {
        var run = new RunFolder(_folder.File("whole"));
        new Trainer(SmallRun.Recipe(), SmallRun.Data(), new TrainingOptions { Folder = run }).Run();
        return File.ReadAllBytes(run.LastCheckpoint);
    }

    private void Train(TrainingOptions options, Recipe? recipe = null, Action<TrainingProgress>? progress = null) =>
        new Trainer(recipe ?? SmallRun.Recipe(), SmallRun.Data(), options with { Folder = _run, Remark = _remarks.Add })
            .Run(progress is null ? null : new Synchronous<TrainingProgress>(progress));

    private string[] Names() => [.. Directory.EnumerateFiles(_run.Checkpoints.Folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    private static Dictionary<string, float[]> Tensors(string path) =>
        Safetensors.Read(path).Tensors.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.Span.ToArray());

    private void Rewrite(string key, string value)
    {
        SafetensorsFile file = Safetensors.Read(_run.LastCheckpoint);
        Safetensors.Write(_run.LastCheckpoint, file.Tensors, new Dictionary<string, string>(file.Metadata) { [key] = value }, checksum: true);
    }

    // A checkpoint may be on its way into the folder.
    private static void Remove(string folder)
    {
        while (Directory.Exists(folder))
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                Thread.Yield();
            }
        }
    }

    // One bit; places from the end are negative.
    private static void Flip(string path, int place)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes[place < 0 ? bytes.Length + place : place] ^= 4;
        File.WriteAllBytes(path, bytes);
    }
}
