using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Formats;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models;
using Aae.Models.Evaluation;
using Aae.Models.Networks;
using Aae.Models.Recipes;
using Aae.Tests.Core.Formats;

namespace Aae.Tests.Models.Evaluation;

[Category("Unit")]
internal sealed class ParzenWindowTests
{
    private const long Count = ParzenWindow.PilotRows + 4 * SampleSource.BlockRows + 100;

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void One_sample_gives_the_density_of_one_Gaussian()
    {
        // x = (1, 2) and (0, 0), s = (0, 0), σ = ½: −‖x‖²/2σ² − 2·log(σ√2π) = −10 and 0, less log(π/2)
        LikelihoodReport report = ParzenWindow.Estimate(
            SampleSource.Of("origin", new Tensor(new Shape(1, 2))), Vectors([], [1, 2, 0, 0], 2), new ParzenOptions { Deviations = [0.5] });
        Assert.That(report.LogLikelihood, Is.EqualTo(-5 - Math.Log(Math.PI / 2)).Within(1e-6));
        Assert.That(report.StandardError, Is.EqualTo(5).Within(1e-5)); // values 10 apart: s = 10/√2, over √2
        Assert.That((report.ImageCount, report.SampleCount, report.IsAtEdge), Is.EqualTo((2, 1, false)));
        Assert.That(report.Grid.Single().Validation, Is.Null);
    }

    [Test]
    public void Gaussian_samples_give_Gaussian_data_the_expected_log_likelihood()
    {
        // Samples N(0, b²I) under windows of σ are N(0, (b² + σ²)I); data N(0, a²I) have under it, in expectation,
        // −d/2·log(2π(b² + σ²)) − d·a²/2(b² + σ²).
        const int d = 3;
        const double a = 1, b = 1.5, σ = 0.6, variance = b * b + σ * σ;
        LikelihoodReport report = ParzenWindow.Estimate(
            SampleSource.Of("Gaussian", new Tensor(new Shape(20_000, d), Gaussian(20_000 * d, b, 1))),
            Vectors([], Gaussian(5_000 * d, a, 2), d), new ParzenOptions { Deviations = [σ] });
        double expected = -0.5 * d * Math.Log(2 * Math.PI * variance) - d * a * a / (2 * variance);
        Assert.That(report.LogLikelihood, Is.EqualTo(expected).Within(4 * report.StandardError));
        Assert.That(report.StandardError, Is.EqualTo(Math.Sqrt(d / 2.0) * a * a / variance / Math.Sqrt(5_000)).Within(4).Percent);
    }

    [Test]
    public void Validation_images_choose_the_window_and_test_images_are_scored_under_it()
    {
        // The best window of far more samples than matter is √(a² − b²), here 0.6: 0.3 and 1.2 are not as good.
        const int d = 2;
        Tensor samples = new(new Shape(20_000, d), Gaussian(20_000 * d, 0.8, 3));
        float[] wide = Gaussian(1000 * d, 1, 4), narrow = Gaussian(1000 * d, 0.2, 5);
        LikelihoodReport report = ParzenWindow.Estimate(
            SampleSource.Of("Gaussian", samples), Vectors(wide, narrow, d), new ParzenOptions { Deviations = [0.3, 0.6, 1.2], ValidationImages = 900 });
        Assert.That((report.Deviation, report.IsAtEdge), Is.EqualTo((0.6, false)));
        Assert.That(report.LogLikelihood, Is.EqualTo(report.Grid[1].Test));
        Assert.That(report.Grid[0].Test, Is.GreaterThan(report.LogLikelihood)); // what test images would have chosen
        LikelihoodReport firstAlone = ParzenWindow.Estimate(
            SampleSource.Of("Gaussian", samples), Vectors([], wide[..(900 * d)], d), new ParzenOptions { Deviations = [0.6] });
        Assert.That(report.Grid[1].Validation, Is.EqualTo(firstAlone.LogLikelihood).Within(1e-4));
    }

    [TestCase(0.6, 1.2, 0.6)]
    [TestCase(0.1, 0.3, 0.3)]
    public void A_window_at_the_edge_of_the_grid_is_told(double first, double second, double chosen)
    {
        LikelihoodReport report = ParzenWindow.Estimate(
            SampleSource.Of("Gaussian", new Tensor(new Shape(5000, 1), Gaussian(5000, 0.8, 6))),
            Vectors(Gaussian(500, 1, 7), Gaussian(50, 1, 8), 1), new ParzenOptions { Deviations = [first, second] });
        Assert.That((report.Deviation, report.IsAtEdge), Is.EqualTo((chosen, true)));
    }

    [Test]
    public void The_estimate_agrees_with_distances_in_double()
    {
        Dataset data = SmallRun.Data();
        Tensor samples = Model().Sample(300, seed: 3);
        LikelihoodReport report = ParzenWindow.Estimate(SampleSource.Of("samples", samples), data);
        Assert.That(report.Grid, Has.Count.EqualTo(10));
        foreach (LikelihoodPoint point in report.Grid)
        {
            Assert.That(point.Validation, Is.EqualTo(InDouble(data.Validation, samples, point.Deviation)).Within(1e-4).Percent);
        }

        // The samples are so few that the pilot has seen all of them: only the window that it chose is needed.
        LikelihoodPoint best = report.Grid.MaxBy(point => point.Validation)!;
        Assert.That(report.Grid.Where(point => point.Test is not null), Is.EqualTo(new[] { best }));
        Assert.That(report.LogLikelihood, Is.EqualTo(InDouble(data.Test, samples, best.Deviation)).Within(1e-4).Percent);
    }

    [Test]
    public void A_window_that_the_pilot_did_not_foresee_is_read_again_for()
    {
        // The first samples lie on the images, so that the narrowest window is the best by far; twenty times as many then lie 0.4 beside
        // them, and a narrow window loses log 21 of what it had.
        var samples = new Tensor(new Shape(21 * ParzenWindow.PilotRows, 1));
        samples.Span[ParzenWindow.PilotRows..].Fill(0.4f);
        Dataset data = Vectors([0, 0], [0, 0.1f], 1);
        string file = System.IO.Path.Combine(_folder.Path, "samples.npy");
        Npy.Write(file, samples);
        SampleSource[] sources = [SampleSource.Of("two places", samples), SampleSource.OfFile(file), SampleSource.OfFile(file)];
        foreach ((SampleSource source, double[] grid) in sources.Zip((double[][])[[0.1, 0.2, 0.4], [0.1, 0.2, 0.4], [0.4]]))
        {
            LikelihoodReport report = ParzenWindow.Estimate(source, data, new ParzenOptions { Deviations = grid });
            Assert.That(report.Deviation, Is.EqualTo(0.4));
            Assert.That(report.LogLikelihood, Is.EqualTo(InDouble(data.Test, new Tensor(new Shape(21, 1), [0, .. Enumerable.Repeat(0.4f, 20)]), 0.4)).Within(1e-5));
        }
    }

    [Test]
    public void Many_samples_keep_every_window_up_to_the_one_above_the_pilot_s_choice()
    {
        LikelihoodReport report = Estimate();
        int chosen = Array.IndexOf([.. report.Grid.Select(point => point.Deviation)], report.Deviation);
        int kept = report.Grid.Count(point => point.Test is not null);
        Assert.That(kept, Is.InRange(chosen + 1, chosen + 2).And.LessThan(10));
        Assert.That(report.Grid.Take(kept).Select(point => point.Test), Is.All.Not.Null);
        Assert.That(report.Grid[chosen].Test, Is.EqualTo(report.LogLikelihood));
    }

    [Test]
    public void Any_number_of_threads_gives_the_same_bits([Values(2, 3)] int threads)
    {
        Assert.That(Values(Estimate(new WorkerTeam(threads))), Is.EqualTo(Values(Estimate(WorkerTeam.Single))));
    }

    [TestCase("basic")]
    [TestCase("supervised")]
    [TestCase("semi-supervised")]
    public void A_few_samples_of_a_model_are_the_first_of_many(string variant)
    {
        TrainedModel model = Model(variant);
        float[] few = SampleSource.Of(model, SampleSource.BlockRows + 3, 5).Read(SampleSource.BlockRows, 3).Span.ToArray();
        float[] many = SampleSource.Of(model, 10_000, 5).Read(SampleSource.BlockRows, SampleSource.BlockRows).Span.ToArray();
        Assert.That(few, Is.EqualTo(many[..few.Length]));
        Assert.That(SampleSource.Of(model, 10_000, 5).Read(0, 3).Span.ToArray(), Is.Not.EqualTo(few));
        Assert.That(SampleSource.Of(model, 10_000, 6).Read(SampleSource.BlockRows, 3).Span.ToArray(), Is.Not.EqualTo(few));
    }

    [Test]
    public void Each_sample_is_made_once_and_the_pilot_is_told_of()
    {
        var source = new CountedSamples(SampleSource.Of(Model(), Count, 5));
        var told = new List<ParzenProgress>();
        Estimate(samples: source, progress: new Synchronous<ParzenProgress>(told.Add));
        long[] firsts = [.. Enumerable.Range(0, (int)((Count + SampleSource.BlockRows - 1) / SampleSource.BlockRows)).Select(block => (long)block * SampleSource.BlockRows)];
        Assert.That(source.Reads, Is.EqualTo(firsts));
        Assert.That(told.Select(at => (at.IsPilot, at.Done)), Is.EqualTo(
            firsts.Take(ParzenWindow.PilotRows / SampleSource.BlockRows).Select(first => (true, first + SampleSource.BlockRows))
                .Concat(firsts.Select(first => (false, Math.Min(first + SampleSource.BlockRows, Count))))));
    }

    [TestCase(1)]
    [TestCase(3)]
    public void An_estimate_that_was_stopped_goes_on_to_the_same_bits(int blocks)
    {
        Stop(blocks);
        Assert.That(StateFiles(), Has.Length.EqualTo(1));
        var firsts = new List<long>();
        LikelihoodReport resumed = Estimate(progress: new Synchronous<ParzenProgress>(at => firsts.Add(at.Done)));
        Assert.That(firsts[0], Is.EqualTo((blocks + 1) * (long)SampleSource.BlockRows), "it began anew");
        Assert.That(Values(resumed), Is.EqualTo(Values(Estimate())));
        Assert.That(StateFiles(), Is.Empty, "a finished estimate leaves no state");
    }

    [Test]
    public void The_state_is_saved_after_the_first_block_and_then_as_often_as_asked_for([Values] bool often)
    {
        // Progress is told before the block is saved. A state that changes has other bytes.
        List<string> states = [];
        Estimate(
            options: Options() with { SaveEvery = often ? TimeSpan.Zero : TimeSpan.FromHours(1) },
            progress: new Synchronous<ParzenProgress>(at =>
            {
                if (!at.IsPilot)
                {
                    states.Add(string.Concat(StateFiles().Select(File.ReadAllText)));
                }
            }));
        Assert.That(states[0], Is.Empty);
        Assert.That(states[1..].Distinct().Count(), Is.EqualTo(often ? Count / SampleSource.BlockRows : 1));
    }

    [Test]
    public void The_state_of_another_estimate_is_not_taken([Values("samples", "grid", "seed", "weights", "images")] string what)
    {
        Stop(2);
        long first = 0;
        Estimate(
            samples: SampleSource.Of(what == "weights" ? Model("supervised") : Model(), what == "samples" ? Count + 1 : Count, what == "seed" ? 6UL : 5),
            options: Options() with { Deviations = what == "grid" ? [0.2, 0.3, 0.4] : Options().Deviations, ValidationImages = what == "images" ? 8 : 1000 },
            progress: new Synchronous<ParzenProgress>(at => first = first == 0 && !at.IsPilot ? at.Done : first));
        Assert.That(first, Is.EqualTo(SampleSource.BlockRows));
        Assert.That(StateFiles(), Has.Length.EqualTo(1), "the other's state is still there");
    }

    [Test]
    public void A_damaged_state_is_told_of_and_the_estimate_begins_anew([Values("cut", "changed", "foreign", "empty")] string how)
    {
        Stop(2);
        string path = StateFiles()[0];
        string text = File.ReadAllText(path);
        int at = text.IndexOf("\"choosing\":", StringComparison.Ordinal) + 600;
        File.WriteAllText(path, how switch
        {
            "cut" => text[..(text.Length / 2)],
            "changed" => text[..at] + (text[at] == 'A' ? 'B' : 'A') + text[(at + 1)..],
            "foreign" => "{\"format\": \"another\"}",
            _ => "",
        });
        List<string> remarks = [];
        LikelihoodReport report = Estimate(options: Options() with { Remark = remarks.Add });
        Assert.That(remarks.Single(), Does.StartWith($"{path}: ").And.EndsWith("; the estimate begins anew"));
        Assert.That(Values(report), Is.EqualTo(Values(Estimate())));
    }

    [Test]
    public void A_sample_that_is_not_finite_ends_the_estimate()
    {
        var samples = new Tensor(new Shape(SampleSource.BlockRows + 5, 16));
        samples.Row(SampleSource.BlockRows + 1)[3] = float.NaN;
        Assert.That(
            () => ParzenWindow.Estimate(SampleSource.Of("mine", samples), SmallRun.Data()),
            Throws.TypeOf<AaeException>().With.Message.EqualTo("mine: a number of the samples 960 to 964 is not finite, so there is no estimate"));
    }

    [Test]
    public void What_does_not_fit_is_named()
    {
        SampleSource samples = SampleSource.Of("mine", new Tensor(new Shape(3, 16)));
        Assert.Multiple(() =>
        {
            Assert.That(
                () => ParzenWindow.Estimate(SampleSource.Of("mine", new Tensor(new Shape(3, 15))), SmallRun.Data()),
                Throws.TypeOf<AaeException>().With.Message.EqualTo("mine: the samples have 15 numbers, the images of test 16"));
            Assert.That(
                () => SampleSource.Of("mine", new Tensor(new Shape(0, 16))),
                Throws.TypeOf<AaeException>().With.Message.EqualTo("mine: 1 sample or more is needed, not 0"));
            Assert.That(
                () => ParzenWindow.Estimate(samples, Vectors([], new float[32], 16)),
                Throws.TypeOf<AaeException>().With.Message.EndsWith("needs validation images, and there are none"));
            Assert.That(
                () => ParzenWindow.Estimate(samples, Vectors(new float[32], new float[16], 16)),
                Throws.TypeOf<AaeException>().With.Message.EndsWith("needs 2 images or more, not 1"));
            Assert.That(() => new ParzenOptions { Deviations = [0.2, 0.2] }, Throws.TypeOf<AaeException>().With.Message.EndsWith("0.2 cannot be number 2"));
            Assert.That(() => new ParzenOptions { Deviations = [double.NaN] }, Throws.TypeOf<AaeException>());
            Assert.That(() => new ParzenOptions { Deviations = [] }, Throws.TypeOf<AaeException>());
        });
    }

    [Test]
    public void The_default_grid_is_the_field_s()
    {
        IReadOnlyList<double> grid = new ParzenOptions().Deviations;
        Assert.That((grid.Count, grid[0], grid[^1]), Is.EqualTo((10, 0.1, 1.0)));
        Assert.That(grid[2], Is.EqualTo(0.1668).Within(1e-4));
    }

    private ParzenOptions Options() => new() { StateFolder = _folder.Path };

    private string[] StateFiles() => Directory.GetFiles(_folder.Path);

    private void Stop(int afterBlocks)
    {
        using var source = new CancellationTokenSource();
        var progress = new Synchronous<ParzenProgress>(at =>
        {
            if (!at.IsPilot && at.Done == afterBlocks * (long)SampleSource.BlockRows)
            {
                source.Cancel();
            }
        });
        Assert.That(() => Estimate(progress: progress, cancellation: source.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    private LikelihoodReport Estimate(
        WorkerTeam? team = null, SampleSource? samples = null, ParzenOptions? options = null, IProgress<ParzenProgress>? progress = null,
        CancellationToken cancellation = default) =>
        ParzenWindow.Estimate(samples ?? SampleSource.Of(Model(), Count, 5), SmallRun.Data(), (options ?? Options()) with { Team = team }, progress, cancellation);

    private static double[] Values(LikelihoodReport report) =>
        [report.LogLikelihood, report.StandardError, .. report.Grid.SelectMany(point => new[] { point.Validation!.Value, point.Test ?? double.NegativeInfinity })];

    private static TrainedModel Model(string variant = "basic")
    {
        Recipe recipe = SmallRun.Of(variant, "output=sigmoid");
        var model = recipe.Create(new ImageShape(SmallRun.Height, SmallRun.Width, 1));
        model.Initialize(1);
        return new TrainedModel(recipe, model);
    }

    private static Dataset Vectors(float[] validation, float[] test, int d)
    {
        ImageSet Set(string name, float[] values) => new(name, 1, d, 1, values);
        return new Dataset("vectors", Set("train", test), Set("validation", validation), Set("test", test));
    }

    private static float[] Gaussian(int count, double deviation, uint stream)
    {
        float[] values = new float[count];
        new RandomStream(1, stream).FillGaussian(values, step: 0);
        return [.. values.Select(value => (float)(value * deviation))];
    }

    private static double InDouble(ImageSet images, Tensor samples, double σ)
    {
        double sum = 0;
        for (int i = 0; i < images.Count; i++)
        {
            float[] x = images.Gather(i, 1).Span.ToArray();
            double[] exponents = new double[samples.Shape.Rows];
            for (int j = 0; j < exponents.Length; j++)
            {
                exponents[j] = -x.Zip(samples.Row(j).ToArray(), (a, b) => ((double)a - b) * ((double)a - b)).Sum() / (2 * σ * σ);
            }

            double largest = exponents.Max();
            sum += largest + Math.Log(exponents.Average(exponent => Math.Exp(exponent - largest))) - x.Length * Math.Log(σ * Math.Sqrt(2 * Math.PI));
        }

        return sum / images.Count;
    }

    /// <summary>Samples that note which blocks of them were made.</summary>
    private sealed class CountedSamples(SampleSource source) : SampleSource(source.Name, source.Count, source.Dimensions)
    {
        public List<long> Reads { get; } = [];

        public override Tensor Read(long first, int rows)
        {
            Reads.Add(first);
            return source.Read(first, rows);
        }
    }
}
