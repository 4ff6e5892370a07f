using Aae.Core.Formats;
using Aae.Core.Tensors;

namespace Aae.Tests.Cli;

/// <summary>Images in colour on their way through the program.</summary>
[Category("Unit")]
internal sealed class ColourTests
{
    private const int Size = 8;
    private const int Classes = 4;

    [Test]
    public void Images_in_colour_are_learned_sampled_scored_and_classified()
    {
        string data = TrainedRun.In("colour"), run = TrainedRun.In("colour-run"), array = TrainedRun.In("colour.npy"), picture = TrainedRun.In("colour.png");
        Directory.CreateDirectory(data);
        WritePair(data, "train", 120);
        WritePair(data, "t10k", 20);
        Succeeds([
            "train", "digits-semi-supervised", .. TrainedRun.Shrunk, "--set", $"data.name={data}", "--set", "data.batch=20", "--set", "data.labels=null",
            "--set", "data.labelledBatch=20", "--set", $"code.y.classes={Classes}", "--epochs", "1", "--out", run,
        ]);

        Succeeds("sample", run, "-n", "6", "-o", array);
        Assert.That(Npy.Read(array).Shape, Is.EqualTo(new Shape(6, 3, Size, Size)));
        Succeeds("likelihood", "--samples-file", array, "--data", data, "-o", picture);
        Assert.That(Succeeds("classify", run, "--images", array).TrimEnd().Split('\n'), Has.Length.EqualTo(1 + 6));

        Succeeds("sample", run, "-n", "6", "-o", picture);
        Assert.That(Png.Read(picture).Channels, Is.EqualTo(3));
        Png.Write(picture, new byte[Size * Size * 3], Size, Size, 3);
        Assert.That(Succeeds("classify", run, "--images", picture).TrimEnd().Split('\n'), Has.Length.EqualTo(1 + 1));

        Png.Write(picture, new byte[Size * Size], Size, Size, 1);
        Assert.That(
            Program.Run("classify", run, "--images", picture),
            Is.EqualTo(new Outcome(1, "", $"aae: {picture}: a picture of {Size} × {Size} × 1; the model reads images of {Size} × {Size} × 3\n")));
    }

    private static string Succeeds(params string[] line)
    {
        Outcome outcome = Program.Run(line);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        return outcome.Results;
    }

    private static void WritePair(string folder, string name, int count)
    {
        byte[] pixels = [.. Enumerable.Range(0, count * Size * Size * 3).Select(i => (byte)(i * 37 % 251))];
        Idx.Write(Path.Combine(folder, $"{name}-images-idx3-ubyte"), new IdxArray(IdxElement.UInt8, [count, Size, Size, 3], pixels));
        Idx.Write(
            Path.Combine(folder, $"{name}-labels-idx1-ubyte"), new IdxArray(IdxElement.UInt8, [count], [.. Enumerable.Range(0, count).Select(i => (byte)(i % Classes))]));
    }
}
