using Aae.Core.Formats;
using Aae.Core.Tensors;

namespace Aae.Tests.Cli;

[Category("Unit")]
internal sealed class FailureTests
{
    [OneTimeSetUp]
    public void Write_bad_files()
    {
        byte[] checkpoint = File.ReadAllBytes(TrainedRun.In("run", "checkpoints", "step-00000020.safetensors"));
        Directory.CreateDirectory(TrainedRun.In("truncated", "checkpoints"));
        File.Copy(TrainedRun.In("run", "recipe.json"), TrainedRun.In("truncated", "recipe.json"));
        File.WriteAllBytes(TrainedRun.In("truncated", "checkpoints", "step-00000020.safetensors"), checkpoint[..^100]);
        File.WriteAllText(TrainedRun.In("bad.json"), "{ \"name\": ");
        File.WriteAllText(TrainedRun.In("key.json"), File.ReadAllText(TrainedRun.In("run", "recipe.json")).Replace("\"variant\"", "\"varient\""));
        File.WriteAllText(TrainedRun.In("file.txt"), "no run");
        Directory.CreateDirectory(TrainedRun.In("empty"));
        Npy.Write(TrainedRun.In("three.npy"), new Tensor(new Shape(4, 3)));
        Npy.Write(TrainedRun.In("line.npy"), new Tensor(new Shape(2)));
        Npy.Write(TrainedRun.In("none.npy"), new Tensor(new Shape(0, 2)));
        Safetensors.Write(TrainedRun.In("shape.safetensors"), [KeyValuePair.Create("encoder.hidden.1.weight", new Tensor(new Shape(3)))]);
        Safetensors.Write(TrainedRun.In("name.safetensors"), [KeyValuePair.Create("nobody", new Tensor(new Shape(3)))]);
    }

    [TestCase("sample DIR/nowhere", "no such folder")]
    [TestCase("sample DIR/empty", "no run (it has no recipe.json and no checkpoint)")]
    [TestCase("sample DIR/file.txt", "neither a run's folder nor a .safetensors file")]
    [TestCase("sample DIR/nowhere.safetensors", "no such file")]
    [TestCase("sample DIR/name.safetensors", "no model")]
    [TestCase("sample DIR/truncated", "step-00000020.safetensors: ")]
    [TestCase("sample DIR/truncated --best", "the run has no checkpoint of this kind yet")]
    [TestCase("sample DIR/run -o DIR/file.txt/x.png", "cannot be written")]
    [TestCase("evaluate DIR/truncated", "step-00000020.safetensors: ")]
    [TestCase("encode DIR/run --data-dir DIR -o DIR/file.txt/x.npy", "cannot be written")]
    [TestCase("reconstruct DIR/run -n 2000", "2000 images are wanted; digits/test has 1000")]
    [TestCase("interpolate DIR/run -n 501", "1002 images are wanted; digits/test has 1000")]
    [TestCase("decode DIR/run DIR/nowhere.npy", "no such file")]
    [TestCase("decode DIR/run DIR/file.txt", "npy signature")]
    [TestCase("decode DIR/run DIR/three.npy", "an array [4, 3]; the model decodes one of [n, 2]")]
    [TestCase("decode DIR/run DIR/line.npy", "the model decodes one of [n, 2]")]
    [TestCase("decode DIR/run DIR/none.npy", "n of 1 or more")]
    [TestCase("decode DIR/run DIR", "is a folder, not a file")]
    [TestCase("train DIR/nowhere.json", "no such file")]
    [TestCase("train DIR/bad.json", "no valid JSON")]
    [TestCase("train DIR/key.json", "unknown key 'varient'")]
    [TestCase("train DIR/key.json --epochs 2", "unknown key 'varient'")]
    [TestCase("train --out DIR/run", "there is a run already")]
    [TestCase("train --out DIR/file.txt", "is a file; a run is kept in a folder")]
    [TestCase("train --resume DIR/empty", "no run")]
    [TestCase("train --resume DIR/nowhere", "no such folder")]
    [TestCase("train --resume DIR/truncated", "step-00000020.safetensors: ")]
    [TestCase("train mnist-2d --data-dir DIR/empty", "aae data fetch mnist")]
    [TestCase("train --set data.name=nope --out DIR/x", "there is no data set \"nope\"")]
    [TestCase("train --init DIR/nowhere.safetensors --out DIR/x", "no such file")]
    [TestCase("train --init DIR/shape.safetensors --out DIR/x", "shape.safetensors: ")]
    [TestCase("train --init DIR/name.safetensors --out DIR/x", "the model has no parameter 'nobody'")]
    [TestCase("recipes show DIR/bad.json", "no valid JSON")]
    [TestCase("data fetch digits", "digits is built in; there is nothing to fetch")]
    public void A_failure_gives_one_line_and_exit_code_1(string line, string expected)
    {
        Outcome outcome = Program.Run([.. line.Split(' ').Select(word => word.Replace("DIR", TrainedRun.Folder, StringComparison.Ordinal))]);
        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.EqualTo(1), outcome.ToString());
            Assert.That(outcome.Results, Is.Empty);
            Assert.That(outcome.Messages, Does.Match("^aae: [^\n]*\n$").And.Contain(expected));
            Assert.That(Directory.Exists(TrainedRun.In("x")), Is.False, "a run that could not start has left a folder");
        });
    }

    [Test]
    public void Pictures_of_2_d_codes_are_refused_for_others_in_one_line()
    {
        string run = TrainedRun.In("3d");
        Outcome training = Program.Run(["train", .. TrainedRun.Shrunk, "--set", "code.z.size=3", "--steps", "1", "--out", run, "--quiet"]);
        Assert.That(training, Is.EqualTo(new Outcome(0, $"{run}\n", "")));
        foreach (string command in new[] { "manifold", "scatter" })
        {
            Outcome outcome = Program.Run(command, run);
            Assert.That(outcome.ExitCode, Is.EqualTo(1), outcome.ToString());
            Assert.That(outcome.Messages, Does.Match("^aae: [^\n]*2-dimensional codes; this model's have 3[^\n]*\n$"));
        }
    }
}
