using Aae.Core.Data;
using Exchange = Aae.Tests.Core.Data.LoopbackServer.Exchange;

namespace Aae.Tests.Core.Data;

/// <summary>A fetcher for a data set of four small files, the files themselves, and a folder to put them into.</summary>
internal abstract class DatasetFetcherFixture
{
    protected const int Tries = 3;
    protected static readonly string[] Names = ["train-images", "train-labels", "t10k-images", "t10k-labels"];

    // The first file is long enough for several reads and does not shrink when it is zipped.
    protected static readonly byte[][] Contents = [.. new[] { 300_000, 50, 2_000, 40 }.Select((length, seed) =>
    {
        byte[] bytes = new byte[length];
        new System.Random(seed).NextBytes(bytes);
        return bytes;
    })];

    protected static readonly byte[][] Zipped = [.. Contents.Select(TestFolder.Zip)];
    protected TestFolder Folder { get; private set; } = null!;

    protected Reports Progress { get; private set; } = null!;

    [SetUp]
    public void CreateFolder()
    {
        Folder = new TestFolder();
        Progress = new Reports();
    }

    [TearDown]
    public void DeleteFolder() => Folder.Dispose();

    protected static DatasetFetcher Fetcher(params Uri[] mirrors) => Fetcher(TimeSpan.FromSeconds(20), mirrors);

    protected static DatasetFetcher Fetcher(TimeSpan stall, params Uri[] mirrors) =>
        Fetcher(new FetchPolicy { Tries = Tries, StallTimeout = stall, FirstWait = TimeSpan.FromMilliseconds(1) }, mirrors);

    protected static DatasetFetcher Fetcher(FetchPolicy policy, params Uri[] mirrors)
    {
        DatasetFile[] files = [.. Names.Zip(Contents, TestFolder.Describe)];
        return new DatasetFetcher(_ => TestFolder.Source(files, mirrors), policy with { UseProxy = false });
    }

    protected static int FileOf(Exchange exchange) => Array.FindIndex(Names, name => exchange.Path.EndsWith($"/{name}.gz", StringComparison.Ordinal));

    protected static Task SendFile(Exchange exchange) => exchange.SendAsync(200, Zipped[FileOf(exchange)]);

    protected static Task BreakOff(Exchange exchange)
    {
        byte[] body = Zipped[FileOf(exchange)];
        return exchange.SendAsync(200, body.AsMemory(0, body.Length / 2), body.Length);
    }

    protected string Target(string name) => Folder.File($"tiny/{name}.gz");

    protected void AssertComplete()
    {
        Assert.That(Directory.GetFiles(Folder.File("tiny")), Is.EquivalentTo(Names.Select(Target)));
        foreach ((string name, byte[] zipped) in Names.Zip(Zipped))
        {
            Assert.That(File.ReadAllBytes(Target(name)), Is.EqualTo(zipped));
        }
    }

    protected void AssertNothingLeft() => Assert.That(Directory.GetFiles(Folder.Path, "*", SearchOption.AllDirectories), Is.Empty);

    /// <summary>Collects progress on the thread that reports it.</summary>
    protected sealed class Reports : List<FetchProgress>, IProgress<FetchProgress>
    {
        public Action<FetchProgress>? OnReport { get; set; }

        public IEnumerable<string> Messages => this.Where(report => report.Message is not null).Select(report => report.Message!);

        public void Report(FetchProgress value)
        {
            Add(value);
            OnReport?.Invoke(value);
        }
    }
}
