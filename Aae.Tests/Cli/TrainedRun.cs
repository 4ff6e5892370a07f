namespace Aae.Tests.Cli;

/// <summary>One run, trained by the program in a second, for all tests of this room.</summary>
[SetUpFixture]
internal sealed class TrainedRun
{
    /// <summary>Overrides that make a recipe train in a second: two epochs of ten steps.</summary>
    public static readonly string[] Shrunk =
    [
        "--set", "encoder.hidden=[16]", "--set", "decoder.hidden=[16]", "--set", "discriminator.hidden=[16]", "--set", "data.batch=1000",
    ];

    private static string? s_folder;

    /// <summary>A folder for what tests write.</summary>
    public static string Folder => s_folder!;

    /// <summary>The run's folder.</summary>
    public static string Run => In("run");

    /// <summary>What the training printed.</summary>
    public static Outcome Training { get; private set; } = new(-1, "", "");

    /// <summary>A path in <see cref="Folder"/>.</summary>
    public static string In(params string[] names) => Path.Combine([Folder, .. names]);

    [OneTimeSetUp]
    public void Train()
    {
        s_folder = Directory.CreateTempSubdirectory("aae-cli-").FullName;
        Training = Program.Run(["train", "digits-2d", .. Shrunk, "--epochs", "2", "--out", Run]);
    }

    [OneTimeTearDown]
    public void Remove() => Directory.Delete(Folder, recursive: true);
}
