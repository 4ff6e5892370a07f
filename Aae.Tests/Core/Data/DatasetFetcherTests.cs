using Aae.Core;
using Aae.Core.Data;

namespace Aae.Tests.Core.Data;

[Category("Unit")]
internal sealed class DatasetFetcherTests : DatasetFetcherFixture
{
    [Test]
    public void All_files_come_with_monotonic_progress()
    {
        using var server = new LoopbackServer(SendFile);

        IReadOnlyList<FetchedFile> fetched = Fetcher(server.Address).Fetch("tiny", Folder.Path, Progress);

        Assert.That(fetched, Is.EqualTo(Names.Select(name => new FetchedFile(Target(name), FetchOutcome.Downloaded))));
        AssertComplete();
        foreach ((string name, byte[] zipped) in Names.Zip(Zipped))
        {
            FetchProgress[] steps = [.. Progress.Where(report => report.File == name)];
            Assert.That(steps.Select(step => step.ReceivedBytes), Is.Ordered.And.Unique);
            Assert.That(steps[0].ReceivedBytes, Is.Zero);
            Assert.That(steps[^1].ReceivedBytes, Is.EqualTo(zipped.Length));
            Assert.That(steps.Select(step => step.TotalBytes), Is.All.EqualTo(zipped.Length));
            Assert.That(steps.Select(step => (step.FileNumber, step.FileCount, step.Message)), Is.All.EqualTo((Array.IndexOf(Names, name) + 1, 4, (string?)null)));
        }

        Assert.That(Progress.Count(report => report.File == Names[0]), Is.GreaterThan(3));
    }

    [Test]
    public void Valid_files_are_kept_and_not_asked_for()
    {
        using var server = new LoopbackServer(SendFile);
        Directory.CreateDirectory(Folder.File("tiny"));
        File.WriteAllBytes(Folder.File("tiny/train-images"), Contents[0]); // not zipped is as good
        File.WriteAllBytes(Target("t10k-labels"), Zipped[3]);

        IReadOnlyList<FetchedFile> fetched = Fetcher(server.Address).Fetch("tiny", Folder.Path);

        Assert.That(fetched.Select(file => file.Outcome), Is.EqualTo([FetchOutcome.Kept, FetchOutcome.Downloaded, FetchOutcome.Downloaded, FetchOutcome.Kept]));
        Assert.That(fetched[0].Path, Is.EqualTo(Folder.File("tiny/train-images")));
        Assert.That(server.Requests("/train-images.gz") + server.Requests("/t10k-labels.gz"), Is.Zero);
    }

    [Test]
    public void Files_that_mirrors_have_unzipped_are_kept_under_their_names()
    {
        using var server = new LoopbackServer(exchange => exchange.SendAsync(200, Contents[Array.FindIndex(Names, name => exchange.Path == $"/{name}")]));
        DatasetSource source = TestFolder.Source([.. Names.Zip(Contents, TestFolder.Describe)], server.Address);
        var fetcher = new DatasetFetcher(_ => source with { Files = source.Files! with { Zipped = false } }, new FetchPolicy { UseProxy = false });
        Assert.That(fetcher.Fetch("tiny", Folder.Path).Select(file => file.Path), Is.EqualTo(Names.Select(name => Folder.File($"tiny/{name}"))));
        Assert.That(Names.Select(name => File.ReadAllBytes(Folder.File($"tiny/{name}"))), Is.EqualTo(Contents));
        Assert.That(fetcher.Fetch("tiny", Folder.Path).Select(file => file.Outcome), Is.All.EqualTo(FetchOutcome.Kept));
    }

    [Test]
    public void A_corrupt_file_is_reported_and_replaced([Values("t10k-images", "t10k-images.gz")] string present)
    {
        using var server = new LoopbackServer(SendFile);
        Directory.CreateDirectory(Folder.File("tiny"));
        File.WriteAllBytes(Folder.File($"tiny/{present}"), [1, 2, 3]);

        IReadOnlyList<FetchedFile> fetched = Fetcher(server.Address).Fetch("tiny", Folder.Path, Progress);

        Assert.That(fetched[2], Is.EqualTo(new FetchedFile(Target("t10k-images"), FetchOutcome.Replaced)));
        Assert.That(Progress.Messages.Single(), Does.StartWith($"{present} has the SHA-256 ").And.EndsWith("it is downloaded anew"));
        AssertComplete();
    }

    [Test]
    public void A_corrupt_file_stays_until_a_better_one_is_there()
    {
        using var server = new LoopbackServer(exchange => exchange.SendAsync(404));
        Directory.CreateDirectory(Folder.File("tiny"));
        File.WriteAllBytes(Target("train-images"), [1, 2, 3]);

        Assert.That(() => Fetcher(server.Address).Fetch("tiny", Folder.Path), Throws.TypeOf<AaeException>());
        Assert.That(Directory.GetFiles(Folder.File("tiny")), Is.EqualTo(new[] { Target("train-images") }));
    }

    [Test]
    public void A_missing_file_is_asked_of_the_next_mirror_at_once()
    {
        using var empty = new LoopbackServer(exchange => exchange.SendAsync(404));
        using var full = new LoopbackServer(SendFile);
        Fetcher(empty.Address, full.Address).Fetch("tiny", Folder.Path);
        AssertComplete();
        Assert.That(empty.Requests("/train-images.gz"), Is.EqualTo(1));
    }

    [Test]
    public void Redirects_are_followed()
    {
        using var server = new LoopbackServer(exchange => exchange.Path.StartsWith("/new/", StringComparison.Ordinal)
            ? SendFile(exchange)
            : exchange.SendAsync(302, headers: $"Location: /new{exchange.Path}\r\n"));
        Fetcher(server.Address).Fetch("tiny", Folder.Path);
        AssertComplete();
    }

    [Test]
    public void AFolder_that_cannot_be_made_gives_one_line()
    {
        using var server = new LoopbackServer(SendFile);
        File.WriteAllText(Folder.File("tiny"), "in the way");
        Assert.That(() => Fetcher(server.Address).Fetch("tiny", Folder.Path), Throws.TypeOf<AaeException>().With.Message.StartsWith(Target("train-images") + ": cannot be written"));
    }

    [Test]
    public void What_is_built_in_or_unknown_is_not_fetched()
    {
        Assert.That(() => new DatasetFetcher().Fetch("digits", Folder.Path), Throws.TypeOf<AaeException>().With.Message.Contains("built in"));
        Assert.That(() => new DatasetFetcher().Fetch("nist", Folder.Path), Throws.TypeOf<AaeException>().With.Message.Contains("known are digits, mnist, svhn, faces, tfd"));
    }

    [Test]
    public void Waits_double() => Assert.That(
        new[] { 1, 2, 3 }.Select(new FetchPolicy { FirstWait = TimeSpan.FromSeconds(1) }.WaitAfter).Select(wait => wait.TotalSeconds), Is.EqualTo([1, 2, 4]));
}
