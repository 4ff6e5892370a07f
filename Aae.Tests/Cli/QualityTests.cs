using System.Text.Json;
using Aae.Core.Data;
using Aae.Core.Formats;
using Aae.Core.Tensors;

namespace Aae.Tests.Cli;

/// <summary>aae quality, against a few built-in digits in a folder of IDX files.</summary>
[Category("Unit")]
internal sealed class QualityTests
{
    private static string Few => TrainedRun.In("few-digits");

    [OneTimeSetUp]
    public void WriteDigits()
    {
        Directory.CreateDirectory(Few);
        Dataset digits = Datasets.Open("digits", sizes: new SplitSizes(600, 0, 100));
        Write("train", digits.Train);
        Write("t10k", digits.Test);

        static void Write(string name, ImageSet images)
        {
            byte[] pixels = [.. Enumerable.Range(0, images.Count).SelectMany(i => images.Image(i).ToArray())];
            Idx.Write(Path.Combine(Few, $"{name}-images-idx3-ubyte"), new IdxArray(IdxElement.UInt8, [images.Count, 28, 28], pixels));
            Idx.Write(Path.Combine(Few, $"{name}-labels-idx1-ubyte"), new IdxArray(IdxElement.UInt8, [images.Count], images.Labels.ToArray()));
        }
    }

    [Test]
    public void A_run_is_measured_beside_training_images_and_centroids()
    {
        Outcome outcome = Program.Run("quality", TrainedRun.Run, "--data", Few, "--samples", "200", "--sanity");
        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        string[] lines = outcome.Results.TrimEnd().Split('\n');
        Assert.That(lines, Has.Length.EqualTo(6), outcome.ToString());
        Assert.That(lines[0], Does.Match(@"^samples against 100 images of few-digits/test, on the features of a classifier that errs in [0-9.]+ % of them$"));
        Assert.That(lines[1], Does.Match("^samples +number +Fréchet distance +of training images +precision +recall$"));
        Assert.That(lines[2], Does.Match(@"^digits-2d +200 +[0-9.]+ +[0-9.]+ +[01]\.\d{3} +[01]\.\d{3}$"));
        Assert.That(lines[3], Does.Match(@"^training images +500 +([0-9.]+) +\1 +[01]\.\d{3} +[01]\.\d{3}$"));
        Assert.That(lines[4], Does.Match(@"^k-means centroids +100 +[0-9.]+ +[0-9.]+ "));
        Assert.That(lines[5], Does.StartWith("Figures compare only under the same classifier").And.Contain("no FID"));
    }

    [Test]
    public void The_same_seed_gives_the_same_bytes_for_any_number_of_threads_and_another_one_others()
    {
        string one = Json(TrainedRun.Run, "--data", Few, "--samples", "100", "--threads", "1");
        Assert.That(Json(TrainedRun.Run, "--data", Few, "--samples", "100", "--threads", "2"), Is.EqualTo(one));
        Assert.That(Json(TrainedRun.Run, "--data", Few, "--samples", "100", "--seed", "77"), Is.Not.EqualTo(one));
        using var json = JsonDocument.Parse(one);
        Assert.That(json.RootElement.GetProperty("rows")[0].GetProperty("sampleCount").GetInt32(), Is.EqualTo(100));
        Assert.That(json.RootElement.GetProperty("caveat").GetString(), Does.Contain("no FID"));
    }

    [Test]
    public void A_file_of_samples_is_measured_as_what_lies_in_it()
    {
        string samples = TrainedRun.In("quality.npy");
        Npy.Write(samples, Datasets.Open(Few).Train.Gather(0, 50).Reshape(new Shape(50, 28, 28)));
        using var json = JsonDocument.Parse(Json("--samples-file", samples, "--data", Few));
        JsonElement row = json.RootElement.GetProperty("rows")[0];
        Assert.That(row.GetProperty("frechetDistance").GetDouble(), Is.EqualTo(row.GetProperty("frechetDistanceOfTrainingImages").GetDouble()));
    }

    [Test]
    public void What_cannot_be_measured_gives_one_line()
    {
        string three = Written("three.npy", 3, 28, 28), small = Written("small.npy", 5, 27, 28), images = Written("images.npy", 60, 28, 28), spoiled = TrainedRun.In("spoiled.npy");
        var tensor = new Tensor(new Shape(5, 784));
        tensor.Row(2)[100] = float.NaN;
        Npy.Write(spoiled, tensor);
        string nowhere = TrainedRun.In("nowhere");
        Fails($"{three}: 3 samples; their quality is measured of 4 to 1000000, as each needs 3 neighbours", "--samples-file", three, "--data", Few);
        Fails($"{small}: the samples have 756 numbers, the images of few-digits/test 784", "--samples-file", small, "--data", Few);
        Fails($"{spoiled}: sample 2 holds NaN at place 100; allowed are numbers from 0 to 1, as pixels divided by 255", "--samples-file", spoiled, "--data", Few);
        Fails("images: the classifier whose features are compared learns from labels of 2 classes or more; its images have none", TrainedRun.Run, "--data", images);
        Fails($"{nowhere}: no such folder; a run's folder is wanted, as 'aae train' names it at its end", nowhere);

        static string Written(string name, params int[] sizes)
        {
            string path = TrainedRun.In(name);
            Npy.Write(path, new Tensor(new Shape(sizes)));
            return path;
        }

        static void Fails(string message, params string[] args) =>
            Assert.That(Program.Run(["quality", .. args]), Is.EqualTo(new Outcome(1, "", $"aae: {message}\n")));
    }

    private static string Json(params string[] args)
    {
        Outcome outcome = Program.Run(["quality", .. args, "--json"]);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        return outcome.Results;
    }
}
