using System.Globalization;
using System.Text.Json;
using Aae.Core.Data;
using Aae.Core.Formats;
using Aae.Core.Tensors;

namespace Aae.Tests.Cli;

/// <summary>aae classify, cluster and embed, on the data set's images and on images and vectors of one's own.</summary>
[Category("Unit")]
internal sealed class ClassifyTests
{
    private static readonly string[] s_small =
    [
        "--set", "encoder.hidden=[8]", "--set", "decoder.hidden=[8]", "--set", "discriminator.hidden=[8]", "--set", "data.batch=2000", "--epochs", "1",
    ];

    private static string s_training = "";

    private static string Labelled => TrainedRun.In("labelled");

    private static string Clustered => TrainedRun.In("clustered");

    [OneTimeSetUp]
    public void Train()
    {
        Outcome labelled = Program.Run(["train", "mnist-semi-supervised-100", .. s_small, "--set", "data.name=digits", "--out", Labelled]);
        Assert.That(labelled.ExitCode, Is.Zero, labelled.ToString());
        s_training = labelled.Messages;
        Outcome clustered = Program.Run(["train", "mnist-clustering-16", .. s_small, "--set", "data.name=digits", "--out", Clustered]);
        Assert.That(clustered.ExitCode, Is.Zero, clustered.ToString());
    }

    [Test]
    public void Training_lines_tell_the_errors_on_validation_and_test_images()
    {
        using JsonDocument metrics = JsonDocument.Parse(File.ReadAllText(Path.Combine(Labelled, "metrics.jsonl")));
        string Percent(string name) => (100 * metrics.RootElement.GetProperty(name).GetDouble()).ToString("G4");
        Assert.That(s_training, Does.Contain($"  error {Percent("validationError")} %  test error {Percent("testError")} %  "));
    }

    [Test]
    public void A_line_an_image_has_the_label_and_the_probabilities()
    {
        Outcome outcome = Program.Run("classify", Labelled, "--split", "validation");
        string[] lines = outcome.Results.TrimEnd().Split('\n');
        Assert.That(lines[0], Is.EqualTo("index,label,p0,p1,p2,p3,p4,p5,p6,p7,p8,p9"), outcome.ToString());
        Assert.That(lines, Has.Length.EqualTo(1001));
        double[] row = [.. lines[5].Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
        Assert.That(row[0], Is.EqualTo(4));
        Assert.That(row[2..].Sum(), Is.EqualTo(1).Within(1e-5));
        Assert.That(row[2 + (int)row[1]], Is.EqualTo(row[2..].Max()));

        using JsonDocument json = JsonDocument.Parse(Program.Run("classify", Labelled, "--split", "validation", "--json").Results);
        JsonElement image = json.RootElement[4];
        Assert.That(image.GetProperty("label").GetInt32(), Is.EqualTo((int)row[1]));
        Assert.That(image.GetProperty("probabilities").EnumerateArray().Select(p => p.GetDouble()), Is.EqualTo(row[2..]).Within(1e-9));
    }

    [Test]
    public void Images_of_one_s_own_are_classified_as_the_same_ones_of_the_data_set()
    {
        ImageSet test = Datasets.Open("digits").Test;
        string array = TrainedRun.In("own.npy"), picture = TrainedRun.In("own.png"), idx = TrainedRun.In("own-idx3-ubyte");
        Npy.Write(array, test.Gather(0, 3).Reshape(new Shape(3, 28, 28)));
        Png.Write(picture, test.Image(0), 28, 28, 1);
        Idx.Write(idx, new IdxArray(IdxElement.UInt8, [2, 28, 28], [.. test.Image(0), .. test.Image(1)]));
        string[] expected = Program.Run("classify", Labelled).Results.Split('\n');

        foreach ((string file, int count) in new[] { (array, 3), (picture, 1), (idx, 2) })
        {
            string[] lines = Program.Run("classify", Labelled, "--images", file).Results.TrimEnd().Split('\n');
            Assert.That(lines, Has.Length.EqualTo(count + 1), file);
            Assert.That(lines.Select(line => line.Split(',')[1]), Is.EqualTo(expected.Take(count + 1).Select(line => line.Split(',')[1])), file);
        }

        Npy.Write(array, new Tensor(new Shape(2, 783)));
        Outcome wrong = Program.Run("classify", Labelled, "--images", array);
        Assert.That((wrong.ExitCode, wrong.Messages), Is.EqualTo((1, $"aae: {array}: rows of 783 numbers; the model reads images of 28 × 28 × 1\n")));
    }

    [Test]
    public void Clusters_are_not_called_labels_and_a_model_without_y_has_neither()
    {
        Assert.That(Program.Run("cluster", Clustered).Results, Does.StartWith("index,cluster,p0,").And.Contain(",p15\n"));
        Assert.That(Program.Run("cluster", Labelled).Results, Does.StartWith("index,cluster,p0,"));
        Assert.That(Program.Run("classify", Clustered), Is.EqualTo(new Outcome(1, "", "aae: the model saw no labels: what it found are clusters, which 'aae cluster' tells\n")));
        Assert.That(Program.Run("classify", TrainedRun.Run), Is.EqualTo(new Outcome(1, "", "aae: the model learned no labels: its code has no part y\n")));
        Assert.That(Program.Run("classify", Small("digits-label-regularized-mixture")), Is.EqualTo(new Outcome(1, "", "aae: the labels of the model are in its regularizer: it has no q(y|x) that would tell them\n")));
        Assert.That(Program.Run("classify", Small("digits-supervised")), Is.EqualTo(new Outcome(1, "", "aae: the labels of the model are given to its decoder: it has no q(y|x) that would tell them\n")));
        Assert.That(Program.Run("cluster", TrainedRun.Run), Is.EqualTo(new Outcome(1, "", "aae: the model has no clusters: its code has no part y\n")));
    }

    [Test]
    public void Images_that_name_the_clusters_do_not_judge_the_names()
    {
        Outcome validation = Program.Run("evaluate", Clustered, "--split", "validation");
        Assert.That(validation.Results, Does.Contain("NMI").And.Not.Contain("clustering error"));
        Assert.That(
            validation.Messages,
            Is.EqualTo("no clustering error: the images of digits/validation name the clusters and cannot judge their names; --split test can\n"));
        Outcome test = Program.Run("evaluate", Clustered);
        Assert.That((test.Results.Contains("clustering error", StringComparison.Ordinal), test.Messages), Is.EqualTo((true, "")));
    }

    [Test]
    public void Codes_come_as_an_array_or_as_a_table()
    {
        string array = TrainedRun.In("embedding.npy"), table = TrainedRun.In("embedding.csv");
        Assert.That(Program.Run("embed", TrainedRun.Run, "-o", array), Is.EqualTo(new Outcome(0, $"{array}\n", "")));
        Assert.That(Program.Run("embed", TrainedRun.Run, "-o", table), Is.EqualTo(new Outcome(0, $"{table}\n", "")));
        CsvTable codes = Csv.Read(table);
        Assert.That(codes.Columns, Is.EqualTo(new[] { "z0", "z1" }));
        Assert.That(codes.Values.Span.ToArray(), Is.EqualTo(Npy.Read(array).Span.ToArray()));
    }

    [Test]
    public void Places_among_cluster_heads_are_called_r()
    {
        string table = TrainedRun.In("places.csv");
        Assert.That(Program.Run("embed", Small("digits-reduction"), "-o", table).ExitCode, Is.Zero);
        Assert.That(Csv.Read(table).Columns, Is.EqualTo(new[] { "r0", "r1" }));
    }

    [Test]
    public void Samples_of_classes_come_in_turn_with_the_z_of_the_seed()
    {
        string all = TrainedRun.In("turns.npy"), one = TrainedRun.In("one.npy"), picture = TrainedRun.In("turns.png");
        foreach (string run in new[] { Labelled, Small("digits-label-regularized-mixture"), Small("digits-supervised") })
        {
            Outcome outcome = Program.Run("sample", run, "--class", "3,8", "-n", "5", "-o", all);
            Assert.That(outcome, Is.EqualTo(new Outcome(0, $"{all}\n", "")));
            Assert.That(Program.Run("sample", run, "--class", "3", "-n", "5", "-o", one).ExitCode, Is.Zero);
            Tensor turns = Npy.Read(all).Reshape(new Shape(5, 784)), threes = Npy.Read(one).Reshape(new Shape(5, 784));
            Assert.That(Enumerable.Range(0, 5).Select(i => turns.Row(i).SequenceEqual(threes.Row(i))), Is.EqualTo(new[] { true, false, true, false, true }), run);
        }

        Assert.That(Program.Run("sample", Labelled, "--class", "0..9", "-n", "20", "-o", picture).ExitCode, Is.Zero);
        Assert.That(Png.Read(picture).Width, Is.GreaterThan(3 * Png.Read(picture).Height), "a column has one class");
        Assert.That(Program.Run("sample", Labelled, "--class", "10"), Is.EqualTo(new Outcome(1, "", "aae: there is no class 10: the model has the classes 0 to 9\n")));
        Assert.That(Program.Run("sample", TrainedRun.Run, "--class", "1").Messages, Does.Match("^aae: the model has no classes to sample from[^\n]*\n$"));
    }

    [Test]
    public void Codes_that_lack_the_label_are_told_where_it_goes()
    {
        string codes = TrainedRun.In("bare.npy");
        Assert.That(Program.Run("encode", Small("digits-supervised"), "-o", codes).ExitCode, Is.Zero);
        Assert.That(
            Program.Run("decode", Small("digits-supervised"), codes).Messages,
            Is.EqualTo($"aae: {codes}: an array [1000, 2]; the model decodes one of [n, 12], n of 1 or more: the label, one-hot over 10 classes, before the code of 2 that 'aae encode' writes\n"));
    }

    // A run of one step.
    private static string Small(string recipe)
    {
        string run = TrainedRun.In($"small-{recipe}");
        if (!Directory.Exists(run))
        {
            Outcome outcome = Program.Run(["train", recipe, .. s_small, "--steps", "1", "--out", run]);
            Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        }

        return run;
    }

    [Test]
    public void A_table_is_trained_on_and_its_rows_are_classified_in_their_own_units()
    {
        string table = TrainedRun.In("table.csv"), run = TrainedRun.In("vectors");
        File.WriteAllLines(table, ["a,b,c,label", .. Enumerable.Range(0, 200).Select(i => FormattableString.Invariant($"{1000 * (i % 2) + i},{i * 0.5},7,{i % 2}"))]);
        Outcome trained = Program.Run([
            "train", "mnist-semi-supervised-100", .. s_small, "--set", $"data.name={table}", "--set", "code.y.classes=2", "--set", "data.labels=null", "--out", run]);
        Assert.That(trained.ExitCode, Is.Zero, trained.ToString());
        Assert.That(Directory.EnumerateFiles(Path.Combine(run, "figures")), Is.Not.Empty);
        string[] own = Program.Run("classify", run, "--images", table).Results.TrimEnd().Split('\n');
        string[] test = Program.Run("classify", run).Results.TrimEnd().Split('\n');
        Assert.That((own.Length, test.Length), Is.EqualTo((201, 21)));
        Assert.That(test[1..].Select(line => line[line.IndexOf(',')..]), Is.SubsetOf(own[1..].Select(line => line[line.IndexOf(',')..])));
        foreach (string verb in new[] { "sample", "reconstruct", "interpolate", "evaluate", "encode" })
        {
            Outcome outcome = Program.Run(verb, run);
            Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        }
    }
}
