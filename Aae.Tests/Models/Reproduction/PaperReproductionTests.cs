using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Aae.Core;
using Aae.Core.Data;
using Aae.Models;
using Aae.Models.Evaluation;
using Aae.Models.Recipes;
using Aae.Models.Reproduction;
using Aae.Models.Training;
using Aae.Tests.Core.Formats;

namespace Aae.Tests.Models.Reproduction;

/// <summary>An experiment of one small model or two, trained in a second.</summary>
[Category("Unit")]
internal sealed partial class PaperReproductionTests
{
    private static readonly MeasureInPaper[] s_measures = [new(Measure.Reconstruction, new PaperValue(12.5, 0.5)), new(Measure.FreshDiscriminator, new PaperValue(50, IsConfirmed: false))];

    private static readonly ExperimentRow s_row = new("one & only", "mnist-2d", "digits-2d")
    {
        Changes = ["data.batch=500"], // four steps an epoch
        Measures = s_measures,
        Pictures = [new("scatter.png", "codes <held out>"), new("nowhere.png", "nothing")],
    };

    private readonly List<string> _told = [];
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Create_folder()
    {
        _folder = new TemporaryFolder();
        _told.Clear();
    }

    [TearDown]
    public void Delete_folder() => _folder.Dispose();

    [Test]
    public void A_data_set_that_is_missing_is_named_before_anything_is_trained()
    {
        foreach (DatasetFile file in Datasets.Find("mnist").Files!.All)
        {
            Directory.CreateDirectory(_folder.File("mnist"));
            File.WriteAllText(_folder.File($"mnist/{file.Name}"), "there, though not to be read");
        }

        var reproduction = new PaperReproduction(new ReproductionOptions
        {
            Experiments = ExperimentCatalog.Select(["table-3", "table-2-svhn"]),
            Folder = _folder.File("out"),
            DataDir = _folder.Path,
            Command = "",
        });
        Assert.That(() => reproduction.Run(tell: _told.Add), Throws.TypeOf<AaeException>().With.Message.StartsWith("svhn: ").And.Message.Contains("has no train_32x32.mat"));
        Assert.That(_told, Is.Empty);
    }

    [Test]
    public void What_is_finished_is_skipped_and_more_epochs_go_on()
    {
        PaperReproduction first = Run(epochs: 1);
        Assert.That(first.Experiments[0].Table[0], Is.EqualTo(new[] { "one & only", "reconstruction error", "12.5 ± 0.5", Ours(first), "one seed, 1 of 20 epochs" }));
        RunFolder run = first.Runs.Single().Folder;
        byte[] checkpoint = File.ReadAllBytes(run.LastCheckpoint);
        string log = File.ReadAllText(run.Log);

        PaperReproduction again = Run(epochs: 1);
        Assert.That(_told, Has.Count.EqualTo(2).And.Exactly(1).EqualTo("1/1 digits-2d-batch-500, seed 1: finished already"));
        Assert.That(File.ReadAllText(run.Log), Is.EqualTo(log), "it was trained again");
        Assert.That(again.Experiments[0].Table, Is.EqualTo(first.Experiments[0].Table));

        PaperReproduction longer = Run(epochs: 2);
        Assert.That(_told[^1], Does.Contain("goes on, 2 epochs"));
        Assert.That(longer.Experiments[0].Rows[0].From, Is.EqualTo("one seed, 2 of 20 epochs"));
        Assert.That(run.ReadMetrics().Select(epoch => epoch.Epoch), Is.EqualTo(new[] { 1, 2 }));
        Assert.That(File.ReadAllBytes(run.LastCheckpoint), Is.Not.EqualTo(checkpoint));

        Assert.That(Run(epochs: 1).Experiments[0].Rows[0].From, Is.EqualTo("one seed, 2 of 20 epochs"), "a run that has had more epochs keeps them");
        Assert.That(_told[^1], Does.EndWith("finished already"));
    }

    [Test]
    public void What_was_stopped_goes_on_as_if_nothing_had_been()
    {
        using var stop = new CancellationTokenSource();
        var progress = new Synchronous<TrainingProgress>(_ => stop.Cancel());
        PaperReproduction stopped = Prepare(epochs: 2);
        Assert.That(() => stopped.Run(trainer => trainer.Run(progress, stop.Token), _told.Add, cancellation: stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(stopped.Experiments[0].Rows[0].From, Is.EqualTo("not finished"));
        Assert.That(File.ReadAllText(stopped.Report), Does.Contain("0 of 1 finished"));

        PaperReproduction resumed = Run(epochs: 2);
        using var other = new TemporaryFolder();
        PaperReproduction undisturbed = Prepare(epochs: 2, folder: other.Path);
        undisturbed.Run();
        Assert.That(resumed.Experiments[0].Table, Is.EqualTo(undisturbed.Experiments[0].Table));
        Assert.That(File.ReadAllBytes(resumed.Runs[0].Folder.LastCheckpoint), Is.EqualTo(File.ReadAllBytes(undisturbed.Runs[0].Folder.LastCheckpoint)));
    }

    [Test]
    public void A_run_that_ended_before_its_evaluation_gets_its_pictures_and_numbers()
    {
        RunFolder run = Run(epochs: 1).Runs[0].Folder;
        File.Delete(Path.Combine(run.Path, "evaluation.json"));
        File.Delete(Path.Combine(run.Figures, "scatter.png"));

        PaperReproduction again = Run(epochs: 1);
        Assert.That(_told[^1], Does.Contain("seed 1: is trained, and evaluated now; run "));
        Assert.That(again.Experiments[0].Rows[0].Pictures.Single().Path, Does.Exist);
        Assert.That(run.ReadMetrics(), Has.Count.EqualTo(1));
    }

    [Test]
    public void An_evaluation_of_another_version_or_a_damaged_one_is_made_again()
    {
        string file = Path.Combine(Run(epochs: 1).Runs[0].Folder.Path, "evaluation.json");
        string whole = File.ReadAllText(file);
        foreach (string wrong in new[] { whole[..^20], Version().Replace(whole, "\"version\": \"0\"") })
        {
            File.WriteAllText(file, wrong);
            Run(epochs: 1);
            Assert.That(File.ReadAllText(file), Is.EqualTo(whole));
        }
    }

    [Test]
    public void A_run_of_another_recipe_in_the_way_is_refused()
    {
        RunFolder run = Run(epochs: 1).Runs[0].Folder;
        File.WriteAllText(run.Recipe, File.ReadAllText(run.Recipe).Replace("\"deviation\": 5", "\"deviation\": 4"));
        Assert.That(() => Prepare(epochs: 1), Throws.TypeOf<AaeException>().With.Message.Contains(run.Path).And.Message.Contains("code.z.prior.deviation is 5 and was 4"));
    }

    [Test]
    public void What_diverges_is_told_and_the_rest_goes_on()
    {
        ExperimentRow diverging = s_row with { Label = "too fast", Changes = ["phases.reconstruction.rate=1e30"] };
        PaperReproduction reproduction = Run(epochs: 1, rows: [diverging, s_row]);
        Assert.That(reproduction.Experiments[0].Rows.Select(row => row.From), Is.EqualTo(new[] { "not finished, 1 failed", "one seed, 1 of 20 epochs" }));
        Assert.That(reproduction.Runs[0].Failure, Does.Contain("is NaN at step 0"));
        Assert.That(File.ReadAllText(reproduction.Report), Does.Contain("is NaN at step 0").And.Contain("1 of 2 finished"));
    }

    [TestCase("dbn", "encoder.hidden=[20]", "code.z.size=20")]
    [TestCase("gmmn", "encoder.hidden=[20]", "code.z.size=5")]
    public void A_run_that_cannot_grow_is_told_and_the_rest_goes_on(string model, params string[] changes)
    {
        ExperimentRow layers = new("layers", $"mnist-{model}", $"digits-{model}") { Changes = ["data.batch=500", .. changes], Measures = s_measures };
        RunFolder run = Run(epochs: 2, rows: [layers]).Runs[0].Folder;
        byte[] checkpoint = File.ReadAllBytes(run.LastCheckpoint);

        PaperReproduction reproduction = Run(epochs: 6, rows: [layers, s_row]);
        Assert.That(reproduction.Experiments[0].Rows.Select(row => row.From), Is.EqualTo(new[] { "not finished, 1 failed", "one seed, 6 of 20 epochs" }));
        Assert.That(reproduction.Runs[0].Failure, Does.StartWith($"{run.Path}: cannot grow from 2 to 6 epochs"));
        Assert.That(File.ReadAllBytes(run.LastCheckpoint), Is.EqualTo(checkpoint));
        Assert.That(Run(epochs: 2, rows: [layers]).Experiments[0].Rows[0].From, Does.StartWith("one seed, 2 of "));

        // Another recipe is refused as any other.
        Assert.That(
            () => Prepare(epochs: 6, rows: [layers with { Changes = [.. layers.Changes, "seed=2"], Label = "other" }]), Throws.Nothing, "another folder");
        File.WriteAllText(run.Recipe, File.ReadAllText(run.Recipe).Replace("\"shuffle\": true", "\"shuffle\": false"));
        Assert.That(() => Prepare(epochs: 6, rows: [layers]), Throws.TypeOf<AaeException>().With.Message.Contains("data.shuffle is true and was false"));
    }

    [TestCase("recipe.json", "{", "recipe.json")]
    [TestCase("checkpoints/*", "", "there is no other checkpoint that is whole")]
    [TestCase("checkpoints/*", null, "the run has no checkpoint yet")]
    public void A_damaged_run_is_told_and_the_rest_goes_on(string files, string? content, string reason)
    {
        ExperimentRow damaged = s_row with { Label = "damaged", Changes = [.. s_row.Changes, "code.z.prior.deviation=4"] };
        RunFolder run = Run(epochs: 1, rows: [damaged]).Runs[0].Folder;
        string path = Path.Combine(run.Path, files);
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path)))
        {
            File.Delete(file);
            if (content is not null)
            {
                File.WriteAllText(file, content);
            }
        }

        PaperReproduction reproduction = Run(epochs: 2, rows: [damaged, s_row]);
        Assert.That(reproduction.Experiments[0].Rows.Select(row => row.From), Is.EqualTo(new[] { "not finished, 1 failed", "one seed, 2 of 20 epochs" }));
        string failure = reproduction.Experiments[0].Failures.Single();
        Assert.That(failure, Does.StartWith("digits-2d-batch-500-deviation-4, seed 1: ").And.Contain(run.Path).And.Contain(reason).And.Not.Contain("\n"));
        Assert.That(_told, Has.Some.Contains(reason));
        Assert.That(File.ReadAllText(reproduction.Report), Does.Contain($"<p class=\"remark\">failed: {WebUtility.HtmlEncode(failure)}</p>").And.Contain("1 of 2 finished"));
    }

    [Test]
    public void Several_seeds_give_a_mean_and_its_standard_error()
    {
        PaperReproduction reproduction = Run(epochs: 1, seeds: [3, 8]);
        RowResult row = reproduction.Experiments[0].Rows[0];
        double a = row.Of(Measure.Reconstruction)!.Values[0], b = row.Of(Measure.Reconstruction)!.Values[1];
        Assert.That(a, Is.Not.EqualTo(b), "the seed changes nothing");
        Assert.That(reproduction.Runs.Select(run => run.Recipe.Seed), Is.EqualTo(new[] { 3, 8 }));
        Assert.That(reproduction.Experiments[0].Table[0].Skip(3), Is.EqualTo(new[] { FormattableString.Invariant($"{(a + b) / 2:G4} ± {Math.Abs(a - b) / 2:G2}"), "2 seeds, 1 of 20 epochs" }));
        Assert.That(row.Pictures.Single().Caption, Is.EqualTo("one & only: codes <held out> (seed 3)"));

        Run(epochs: 1, seeds: [3, 8, 9], train: _ => throw new OperationCanceledException(), stops: true);
        Assert.That(Prepare(epochs: 1, seeds: [3, 8, 9]).Experiments[0].Rows[0].From, Is.EqualTo("2 of 3 seeds, 1 of 20 epochs"));
    }

    [Test]
    public void Samples_are_scored_of_a_run_that_is_finished_without_training_it_again_and_beside_those_of_no_model()
    {
        string log = File.ReadAllText(Run(epochs: 1).Runs.Single().Folder.Log);
        ExperimentRow scored = s_row with { Measures = [new(Measure.LogLikelihood, new PaperValue(340, 2)), new(Measure.LogLikelihoodOfTenMillion, new PaperValue(427)), new(Measure.FrechetDistance)] };
        var told = new List<ParzenProgress>();
        Measure[] references = [Measure.LogLikelihood, Measure.Precision];
        PaperReproduction reproduction = Prepare(epochs: 1, rows: [scored], references: references);
        Assert.That(reproduction.Experiments[0].Table.Select(row => row[3]), Is.All.Empty);
        reproduction.Run(tell: _told.Add, scoring: new Synchronous<ParzenProgress>(told.Add));

        ReproducedRun run = reproduction.Runs.Single();
        Assert.That(File.ReadAllText(run.Folder.Log), Is.EqualTo(log), "it was trained again");
        Assert.That(_told, Does.Contain("1/1 digits-2d-batch-500, seed 1: log-likelihood, 10 K samples"));
        Assert.That(told.Select(at => at.Samples).Distinct(), Is.EqualTo(new[] { "digits-2d-batch-500", "training images", "k-means centroids" }));

        Dataset data = Datasets.Open("digits", sizes: QuickScale.Images);
        LikelihoodReport model = ParzenWindow.Estimate(SampleSource.Of(TrainedModel.Load(run.Folder.LastCheckpoint), 10_000, seed: 1), data);
        LikelihoodReport images = ParzenWindow.Estimate(SampleSource.Of("them", data.Train.Gather(0, 2000)), data);
        SampleQualityReport quality = SampleQuality.Measure(SampleSource.Of(TrainedModel.Load(run.Folder.LastCheckpoint), 10_000, seed: 1), FeatureClassifier.Train(data));
        string[][] table = [.. reproduction.Experiments[0].Table.Select(row => row.ToArray())];
        Assert.Multiple(() =>
        {
            Assert.That(table[0], Is.EqualTo(new[] { "one & only", "log-likelihood, 10 K samples", "340 ± 2", Shown(model), "one seed, 1 of 20 epochs" }));
            Assert.That(table[1], Is.EqualTo(new[] { "one & only", "log-likelihood, 10 M samples", "427", "", "one seed, 1 of 20 epochs" }), "ten million were not asked for");
            Assert.That(table[2][..2], Is.EqualTo(new[] { "one & only", "Fréchet distance on classifier features" }));
            Assert.That(table[2][3], Is.EqualTo(FormattableString.Invariant($"{quality.FrechetDistance:G4}")));
            Assert.That(table[3], Is.EqualTo(new[] { "training images", "log-likelihood, 10 K samples", "", Shown(images), "no model" }));
            Assert.That(table[4][..2], Is.EqualTo(new[] { "training images", "  precision" }));
            Assert.That(double.Parse(table[4][3][..^2], CultureInfo.InvariantCulture), Is.GreaterThan(50), "per cent");
            Assert.That(table[5][0], Is.EqualTo("k-means centroids"));
            Assert.That(File.ReadAllText(reproduction.Report), Does.Contain(WebUtility.HtmlEncode(Shown(model))).And.Contain(WebUtility.HtmlEncode(Shown(images))));
        });

        told.Clear();
        PaperReproduction again = Prepare(epochs: 1, rows: [scored], references: references);
        again.Run(tell: _told.Add, scoring: new Synchronous<ParzenProgress>(told.Add));
        Assert.That(told, Is.Empty);
        Assert.That(_told[^1], Does.EndWith("finished already"));
        Assert.That(again.Experiments[0].Table, Is.EqualTo(reproduction.Experiments[0].Table));

        static string Shown(LikelihoodReport report) => FormattableString.Invariant($"{report.LogLikelihood:0.#} ± {report.StandardError:0.#}");
    }

    [Test]
    public void Scoring_that_was_stopped_goes_on()
    {
        using var stop = new CancellationTokenSource();
        ExperimentRow scored = s_row with { Measures = [new(Measure.LogLikelihood)] };
        PaperReproduction stopped = Prepare(epochs: 1, rows: [scored]);
        Assert.That(
            () => stopped.Run(tell: _told.Add, scoring: new Synchronous<ParzenProgress>(at => CancelAfterPilot(at, stop)), cancellation: stop.Token),
            Throws.InstanceOf<EstimateStoppedException>());
        Assert.That(Directory.GetFiles(stopped.Runs[0].Folder.Path, "likelihood-*.json"), Has.Length.EqualTo(1));
        Assert.That(stopped.Runs[0].Evaluation, Is.Not.Null);
        Assert.That(stopped.Runs[0].IsFinished, Is.False);

        PaperReproduction resumed = Prepare(epochs: 1, rows: [scored]);
        resumed.Run(tell: _told.Add);
        Assert.That(_told, Has.Some.EndsWith($"is trained and evaluated, and its samples are measured now; run {resumed.Runs[0].Folder.Path}"));
        Assert.That(resumed.Runs[0].IsFinished);

        static void CancelAfterPilot(ParzenProgress at, CancellationTokenSource stop)
        {
            if (!at.IsPilot)
            {
                stop.Cancel();
            }
        }
    }

    [TestCase(40, 10, 30)]
    [TestCase(10, 2, 8)]
    [TestCase(1, 1, 1)]
    public void Layers_that_learn_one_after_the_other_keep_their_shares_of_the_epochs(int epochs, int first, int second)
    {
        Recipe recipe = RecipeCatalog.Load("digits-dbn", "epochs=40").WithEpochs(epochs);
        Assert.That(recipe.Phases.Layers!.Select(layer => layer.Epochs), Is.EqualTo(new int?[] { first, null }));
        Assert.That(recipe.Epochs, Is.EqualTo(first + second));
    }

    [TestCase(8, 4)]
    [TestCase(1, 1)]
    public void A_generator_that_waits_for_the_autoencoder_keeps_its_share_of_the_epochs(int epochs, int after)
    {
        Recipe recipe = RecipeCatalog.Load("digits-gmmn", "epochs=40", "moments.after=20").WithEpochs(epochs);
        Assert.That((recipe.Epochs, recipe.Moments!.After), Is.EqualTo((Math.Max(2, epochs), after)));
    }

    [Test]
    public void Experiments_share_the_runs_of_a_model()
    {
        PaperReproduction reproduction = Prepare(epochs: 1, rows: [s_row, s_row with { Label = "the same again" }]);
        Assert.That(reproduction.Runs, Has.Count.EqualTo(1));
        Assert.That(reproduction.Experiments[0].Rows[1].Runs[0], Is.SameAs(reproduction.Runs[0]));
    }

    [Test]
    public void A_chart_has_a_curve_for_each_series_of_what_is_measured()
    {
        ExperimentRow[] rows = [.. new[] { 0.5, 5 }.Select(deviation => s_row with
        {
            Label = FormattableString.Invariant($"deviation {deviation}"),
            Changes = [.. s_row.Changes, FormattableString.Invariant($"code.z.prior.deviation={deviation}")],
            Point = new ChartPoint("AAE", deviation),
        })];
        var chart = new ExperimentChart("chart.png", "deviation", Measure.Reconstruction, "reconstruction error", "It falls.");
        PaperReproduction before = Prepare(epochs: 1, rows: rows, charts: [chart]);
        Assert.That(before.Experiments[0].Charts, Is.Empty);
        before.Run();

        ReproducedPicture drawn = before.Experiments[0].Charts.Single();
        Assert.That(drawn, Is.EqualTo(new ReproducedPicture(Path.Combine(_folder.Path, "charts", "chart.png"), "It falls.")));
        Assert.That(drawn.Path, Does.Exist);
        Assert.That(File.ReadAllText(before.Report), Does.Contain("src=\"charts/chart.png\"").And.Contain("<figcaption>It falls.</figcaption>"));
        Assert.That(before.Runs.Select(run => Path.GetFileName(Path.GetDirectoryName(run.Folder.Path))), Is.EqualTo(new[] { "digits-2d-batch-500-deviation-0.5", "digits-2d-batch-500-deviation-5" }));
    }

    [Test]
    public void The_report_stands_alone_with_every_picture_beside_its_caption()
    {
        string report = Run(epochs: 1).Report;
        string html = File.ReadAllText(report);
        Match picture = Picture().Match(html);
        Assert.Multiple(() =>
        {
            Assert.That(picture.Success, html);
            Assert.That(picture.NextMatch().Success, Is.False, "a picture that was not drawn is shown");
            Assert.That(Path.Combine(Path.GetDirectoryName(report)!, picture.Groups[1].Value), Does.Exist);
            Assert.That(picture.Groups[2].Value, Is.EqualTo("one &amp; only: codes &lt;held out&gt;"));
            Assert.That(html, Does.Not.Contain("<script").And.Not.Contain("http:").And.Not.Contain("https:"));
            Assert.That(html, Does.Contain("aae reproduce &lt;this&gt;").And.Contain("50.00 % ?").And.Contain(ExperimentResult.RecalledFootnote.Replace("'", "&#39;")));
            Assert.That(html, Does.Contain(RunEnvironment.Of().InstructionSet).And.Contain($"{DateTime.UtcNow:yyyy-MM-}"));
        });
    }

    private static string Ours(PaperReproduction reproduction) =>
        FormattableString.Invariant($"{reproduction.Experiments[0].Rows[0].Of(Measure.Reconstruction)!.Mean:G4}");

    private PaperReproduction Run(
        int epochs, IReadOnlyList<ulong>? seeds = null, IReadOnlyList<ExperimentRow>? rows = null, Func<Trainer, TrainedModel>? train = null, bool stops = false)
    {
        PaperReproduction reproduction = Prepare(epochs, seeds, rows);
        Assert.That(() => reproduction.Run(train, _told.Add), stops ? Throws.InstanceOf<OperationCanceledException>() : Throws.Nothing);
        return reproduction;
    }

    private PaperReproduction Prepare(int epochs, IReadOnlyList<ulong>? seeds = null, IReadOnlyList<ExperimentRow>? rows = null, string? folder = null, IReadOnlyList<ExperimentChart>? charts = null, IReadOnlyList<Measure>? references = null) =>
        new(new ReproductionOptions
        {
            Experiments = [new("figure-0", "§0", "A small one", "It shows nothing.") { Rows = rows ?? [s_row], Charts = charts ?? [], References = references ?? [] }],
            Folder = folder ?? _folder.Path,
            Seeds = seeds,
            Epochs = epochs,
            Quick = true,
            Command = "aae reproduce <this>",
        });

    [GeneratedRegex("<img src=\"([^\"]*)\"[^>]*></a>\n<figcaption>([^<]*)</figcaption>")]
    private static partial Regex Picture();

    [GeneratedRegex("\"version\": \"[^\"]*\"")]
    private static partial Regex Version();
}
