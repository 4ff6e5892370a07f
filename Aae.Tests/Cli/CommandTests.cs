using System.Text.Json;
using Aae.Core.Data;
using Aae.Core.Formats;
using Aae.Core.Tensors;

namespace Aae.Tests.Cli;

[Category("Unit")]
internal sealed class CommandTests
{
    [Test]
    public void Training_ends_by_naming_the_run_and_its_pictures()
    {
        Outcome training = TrainedRun.Training;
        Assert.That(training.ExitCode, Is.Zero, training.ToString());
        string[] lines = training.Results.TrimEnd().Split('\n');
        Assert.That(lines[0], Does.StartWith($"run {TrainedRun.Run}, "));
        Assert.That(lines[1..], Has.Length.EqualTo(7).And.All.Match(@"^  .*\.png$"));
        Assert.That(lines[1..].Select(line => line.Trim()), Is.All.Exist);
        Assert.That(training.Messages, Does.Match("(?s)epoch 1/2  step 10  reconstruction .*epoch 2/2  step 20  .*next: aae evaluate"));
    }

    [TestCase("sample RUN -n 7", 7, 28, 28)]
    [TestCase("reconstruct RUN -n 5 --split train", 5, 28, 28)]
    [TestCase("encode RUN", 1000, 2)]
    [TestCase("encode RUN --split validation --best", 1000, 2)]
    [TestCase("interpolate RUN -n 3 --steps 4", 12, 28, 28)]
    [TestCase("manifold RUN --size 6", 36, 28, 28)]
    [TestCase("scatter RUN", 1000, 2)]
    public void An_npy_name_gives_the_tensor(string line, params int[] sizes)
    {
        string path = TrainedRun.In("out", $"{TestContext.CurrentContext.Test.ID}.npy");
        Outcome outcome = Run($"{line} -o {path}");
        Assert.That(outcome, Is.EqualTo(new Outcome(0, $"{path}\n", "")));
        Tensor tensor = Npy.Read(path);
        Assert.That(tensor.Shape, Is.EqualTo(new Shape(sizes)));
        Assert.That(tensor.Span.ToArray(), Is.All.Not.NaN);
    }

    [TestCase("sample RUN -n 7", "samples.png")]
    [TestCase("reconstruct RUN -n 5", "reconstructions.png")]
    [TestCase("interpolate RUN -n 3", "interpolation.png")]
    [TestCase("manifold RUN --size 3 --threads 1", "manifold.png")]
    [TestCase("scatter RUN --split train", "scatter.png")]
    public void Pictures_go_among_the_figures_of_the_run(string line, string name)
    {
        string path = Path.Combine(TrainedRun.Run, "figures", name);
        File.Delete(path);
        Assert.That(Run(line), Is.EqualTo(new Outcome(0, $"{path}\n", "")));
        Assert.That(Png.Read(path).Width, Is.GreaterThan(28));
    }

    [Test]
    public void Decode_inverts_what_encode_and_reconstruct_say()
    {
        string codes = TrainedRun.In("out", "codes.npy"), decoded = TrainedRun.In("out", "decoded.npy"), reconstructed = TrainedRun.In("out", "all.npy");
        Assert.That(Run($"encode RUN -o {codes}").ExitCode, Is.Zero);
        Assert.That(Run($"decode RUN {codes} -o {decoded}").ExitCode, Is.Zero);
        Assert.That(Run($"reconstruct RUN -n 1000 -o {reconstructed}").ExitCode, Is.Zero);
        Assert.That(Npy.Read(decoded).Span.SequenceEqual(Npy.Read(reconstructed).Span), Is.True);
    }

    [Test]
    public void A_seed_gives_the_same_samples_and_another_seed_others()
    {
        string[] paths = [.. new[] { "a", "b", "c" }.Select(name => TrainedRun.In("out", $"{name}.npy"))];
        Run($"sample RUN -n 4 --seed 5 -o {paths[0]}");
        Run($"sample RUN -n 4 --seed 5 -o {paths[1]}");
        Run($"sample RUN -n 4 --seed 6 -o {paths[2]}");
        Assert.That(File.ReadAllBytes(paths[1]), Is.EqualTo(File.ReadAllBytes(paths[0])));
        Assert.That(File.ReadAllBytes(paths[2]), Is.Not.EqualTo(File.ReadAllBytes(paths[0])));
    }

    [Test]
    public void Neighbours_are_training_images_beside_the_samples()
    {
        string path = Path.Combine(TrainedRun.Run, "figures", "neighbours.png"), images = TrainedRun.In("out", "neighbours.npy");
        Outcome outcome = Run("neighbours RUN -n 12");
        Assert.That(outcome.Results, Is.EqualTo($"{path}\n"));
        Assert.That(outcome.Messages, Does.Match(@"^mean distance to the nearest training image: \d+\.\d+ of samples, \d+\.\d+ of as many test images\n$"));
        Assert.That(Png.Read(path).Height, Is.GreaterThan(4 * 28));
        Run($"neighbours RUN -n 3 -o {images}");
        Assert.That(Npy.Read(images).Shape, Is.EqualTo(new Shape(3, 28, 28)));
    }

    [Test]
    public void A_model_without_an_encoder_makes_images_and_says_what_it_cannot()
    {
        string run = TrainedRun.In("gan"), codes = TrainedRun.In("out", "z.npy");
        Outcome training = Program.Run(
            "train", "digits-gan", "--set", "decoder.hidden=[16]", "--set", "discriminator.hidden=[8]", "--set", "data.batch=1000", "--epochs", "2", "--out", run);
        Assert.That(training.ExitCode, Is.Zero, training.ToString());
        Assert.That(training.Messages, Does.Contain($"next: aae neighbours {run}"));
        foreach (string verb in new[] { "sample", "neighbours", "sample --best" })
        {
            Outcome outcome = Program.Run([.. verb.Split(' '), run, "-n", "3"]);
            Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        }

        Npy.Write(codes, new Tensor(new Shape(2, 20)));
        Assert.That(Program.Run("decode", run, codes).ExitCode, Is.Zero);
        foreach (string verb in new[] { "evaluate", "reconstruct", "encode", "interpolate", "embed" })
        {
            Outcome outcome = Program.Run(verb, run);
            Assert.That(outcome, Is.EqualTo(new Outcome(1, "", "aae: the model has no encoder: it makes images and reads none\n")), verb);
        }

        Assert.That(Program.Run("classify", run).Messages, Does.Match("^aae: [^\n]*\n$"));
        Assert.That(Program.Run("scatter", run).Messages, Does.Match("^aae: [^\n]*\n$"));
    }

    [Test]
    public void Each_split_gives_codes_of_its_own()
    {
        Tensor[] codes = [.. new[] { "train", "validation", "test" }.Select(split =>
        {
            string path = TrainedRun.In("out", $"{split}.npy");
            Run($"encode RUN --split {split} -o {path}");
            return Npy.Read(path);
        })];
        Assert.That(codes.Select(code => code.Shape.Rows), Is.EqualTo(new[] { 10_000, 1000, 1000 }));
        Assert.That(codes[2].Span.SequenceEqual(codes[1].Span), Is.False);
        Assert.That(Run("evaluate RUN --split validation").Results, Does.StartWith("1000 images of digits/validation"));
    }

    [Test]
    public void A_checkpoint_serves_as_a_model()
    {
        string path = TrainedRun.In("out", "model.npy");
        Assert.That(Run($"sample RUN/checkpoints/best.safetensors -n 2 -o {path}").ExitCode, Is.Zero);
        Assert.That(Npy.Read(path).Shape, Is.EqualTo(new Shape(2, 28, 28)));
    }

    [Test]
    public void Evaluate_prints_the_same_figures_as_a_table_and_as_JSON()
    {
        Outcome table = Run("evaluate RUN");
        using JsonDocument json = Json("evaluate RUN --json");
        Assert.That(json.RootElement.GetProperty("images").GetString(), Is.EqualTo("digits/test"));
        double error = json.RootElement.GetProperty("reconstructionHalfSquared").GetDouble();
        Assert.That(table.Results, Does.StartWith("1000 images of digits/test\nmeasure ").And.Contain($"reconstruction error     {error:G4} "));
    }

    [Test]
    public void A_profile_tells_where_the_time_went_and_a_trace_shows_it()
    {
        string trace = TrainedRun.In("trace.json");
        Outcome outcome = Program.Run(["train", .. TrainedRun.Shrunk, "--out", TrainedRun.In("profiled"), "--steps", "3", "--profile", "--trace", trace]);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(outcome.Results, Does.Contain("FMA peak ").And.Match(@"\n +linear encoder.hidden1 1000×784×16 relu +forward +3 .*\n").And.Match(@"\n +unexplained .*\nall .* 100.0\n$"));
        Assert.That(JsonDocument.Parse(File.ReadAllText(trace)).RootElement.GetProperty("traceEvents").GetArrayLength(), Is.GreaterThan(3 * 40));

        outcome = Program.Run(["train", .. TrainedRun.Shrunk, "--out", TrainedRun.In("profiled-json"), "--steps", "3", "--profile", "--json"]);
        JsonElement[] rows = [.. JsonDocument.Parse(outcome.Results).RootElement.GetProperty("profile").EnumerateArray()];
        Assert.That(rows.Sum(row => row.GetProperty("shareOfTime").GetDouble()), Is.EqualTo(1).Within(1e-9));
        Assert.That(rows[^1].GetProperty("part").GetString(), Is.EqualTo("unexplained"));
    }

    [Test]
    public void Train_prints_one_JSON_object_and_starts_from_given_parameters()
    {
        string run = TrainedRun.In("json");
        Outcome outcome = Program.Run(
            ["train", .. TrainedRun.Shrunk, "--out", run, "--steps", "12", "--seed", "4", "--json", "--init", Path.Combine(TrainedRun.Run, "checkpoints", "best.safetensors")]);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        using var json = JsonDocument.Parse(outcome.Results);
        JsonElement root = json.RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(root.GetProperty("run").GetString(), Is.EqualTo(run));
            Assert.That(root.GetProperty("epochs").GetInt32(), Is.EqualTo(1));
            Assert.That(root.GetProperty("steps").GetInt32(), Is.EqualTo(12));
            Assert.That(root.GetProperty("metrics").GetProperty("step").GetInt32(), Is.EqualTo(10));
            Assert.That(root.GetProperty("figures").EnumerateArray().Select(figure => figure.GetString()), Is.Not.Empty.And.All.Exist);
            Assert.That(root.GetProperty("seconds").GetDouble(), Is.Positive);
            Assert.That(root.GetProperty("peakMemoryBytes").GetInt64(), Is.GreaterThan(1 << 20));
        });

        Assert.That(File.ReadAllText(Path.Combine(run, "recipe.json")), Does.Contain("\"seed\": 4"));

        // The best epoch ended two steps before the last checkpoint.
        string best = TrainedRun.In("out", "best.npy"), last = TrainedRun.In("out", "last.npy");
        Program.Run("sample", run, "-n", "1", "--best", "-o", best);
        Program.Run("sample", run, "-n", "1", "-o", last);
        Assert.That(File.ReadAllBytes(best), Is.Not.EqualTo(File.ReadAllBytes(last)));

        // The run began where the other one was best: an untrained model has an error of about 90.
        Assert.That(root.GetProperty("metrics").GetProperty("validationReconstruction").GetDouble(), Is.LessThan(Losses(TrainedRun.Run).Min()));
    }

    [Test]
    public void A_resumed_run_can_have_more_epochs_and_keeps_them_in_its_recipe()
    {
        string run = TrainedRun.In("longer");
        Assert.That(Program.Run(["train", .. TrainedRun.Shrunk, "--out", run, "--epochs", "1", "--quiet"]).ExitCode, Is.Zero);
        Assert.That(Program.Run("train", "--resume", run, "--epochs", "2", "--steps", "15", "--quiet").ExitCode, Is.Zero);
        Outcome outcome = Program.Run("train", "--resume", run);
        Assert.That(outcome.Messages, Does.Contain("going on after 15 of 20 steps").And.Contain("epoch 2/2"), outcome.ToString());

        // It went the way of the run that was never stopped.
        Assert.That(Losses(run), Is.EqualTo(Losses(TrainedRun.Run)));
        Assert.That(Program.Run("train", "--resume", run).Messages, Does.Contain("at its end already"));
    }

    [Test]
    public void Recipes_are_listed_and_shown_so_that_they_can_be_trained()
    {
        Assert.That(Run("recipes").Results, Does.Match("(?m)^digits-2d +[A-Z]"));
        using JsonDocument list = Json("recipes --json");
        Assert.That(list.RootElement.EnumerateArray().Select(recipe => recipe.GetProperty("name").GetString()), Does.Contain("mnist-8d"));

        string file = TrainedRun.In("shown.json");
        File.WriteAllText(file, Run("recipes show digits-2d").Results);
        Outcome training = Program.Run(["train", file, .. TrainedRun.Shrunk, "--steps", "1", "--out", TrainedRun.In("shown"), "--quiet"]);
        Assert.That(training.ExitCode, Is.Zero, training.ToString());
    }

    [Test]
    public void Data_sets_are_listed_and_told_of()
    {
        Assert.That(Run($"data list --data-dir {TrainedRun.In("no-data")}").Results, Does.Match("(?m)^digits +built in ").And.Match("(?m)^mnist +absent "));
        Assert.That(Run($"data info mnist --data-dir {TrainedRun.In("no-data")}").Results, Does.Contain("aae data fetch mnist").And.Contain("50000 train"));
        Assert.That(Run($"data info tfd --data-dir {TrainedRun.In("no-data")}").Results, Does.Contain("absent; it is licensed and not public").And.Not.Contain("data fetch"));
        Assert.That(Run($"data info faces --data-dir {TrainedRun.In("no-data")}").Results, Does.Contain("10: neutral, happiness, surprise"));
        using JsonDocument list = Json("data list --json"), info = Json("data info digits --json");
        Assert.That(list.RootElement.EnumerateArray().Select(data => data.GetProperty("name").GetString()), Is.EqualTo(Datasets.Names));
        Assert.That(info.RootElement.GetProperty("sizes").GetProperty("train").GetInt32(), Is.EqualTo(10_000));
    }

    [Test]
    public void Data_of_one_s_own_is_told_of_and_drawn()
    {
        string table = TrainedRun.In("own-table.csv"), array = TrainedRun.In("own-images.npy"), sheet = TrainedRun.In("own-sheet.png");
        File.WriteAllLines(table, ["a,b,c,label", .. Enumerable.Range(0, 40).Select(i => $"{i},{i * i},7,{i % 3}")]);
        Npy.Write(array, new Tensor(new Shape(20, 9, 7)));
        Assert.That(Run($"data info {table}").Results, Does.Match("(?m)^images +32 train, 4 validation, 4 test$").And.Match("(?m)^size +1 × 3 × 1$").And.Match("(?m)^classes +3$"));
        using JsonDocument info = Json($"data info {array} --json");
        Assert.That((info.RootElement.GetProperty("height").GetInt32(), info.RootElement.GetProperty("width").GetInt32()), Is.EqualTo((9, 7)));
        Assert.That(Run($"data show {array} -n 5 -o {sheet}").Results, Is.EqualTo($"{sheet}\n"));
        Assert.That(Png.Read(sheet).Height, Is.EqualTo(2 * 9));
        Run($"data show {table} --split train -n 5 -o {sheet}");
        Assert.That((Png.Read(sheet).Width, Png.Read(sheet).Height), Is.EqualTo((8 * 3, 8 * 5)), "vectors are lines under each other");

        Outcome missing = Program.Run("data", "info", TrainedRun.In("missing.csv"));
        Assert.That((missing.ExitCode, missing.Messages), Is.EqualTo((1, $"aae: {TrainedRun.In("missing.csv")}: no such file\n")));
    }

    [Test]
    public void A_sheet_of_a_data_set_is_drawn()
    {
        string path = TrainedRun.In("out", "sheet.png");
        Assert.That(Run($"data show digits -n 30 -o {path}").Results, Is.EqualTo($"{path}\n"));
        Assert.That(Png.Read(path).Height, Is.EqualTo(2 * 2 * 28)); // two rows of at most 24, twice as large
    }

    [Test]
    public void Info_tells_of_the_machine()
    {
        Assert.That(Run("info").Results, Does.Match("(?m)^instruction set +(avx512|avx2|vector128|scalar)$").And.Match("(?m)^FMA peak +.*GFLOP/s"));
        using JsonDocument info = Json("info --json --threads 1");
        Assert.That(info.RootElement.GetProperty("threads").GetInt32(), Is.EqualTo(1));
        Assert.That(info.RootElement.GetProperty("fmaPeakOneThread").GetDouble(), Is.Positive);
    }

    private static Outcome Run(string line)
    {
        Outcome outcome = Program.Run([.. line.Split(' ').Select(word => word.Replace("RUN", TrainedRun.Run, StringComparison.Ordinal))]);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        return outcome;
    }

    private static JsonDocument Json(string line) => JsonDocument.Parse(Run(line).Results);

    private static double[] Losses(string run) =>
        [.. File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("validationReconstruction").GetDouble())];
}
