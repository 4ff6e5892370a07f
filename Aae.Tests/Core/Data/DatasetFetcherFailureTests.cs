using System.Net;
using System.Net.Sockets;
using Aae.Core;
using Aae.Core.Data;

namespace Aae.Tests.Core.Data;

/// <summary>What fetching does when servers, disks and people fail.</summary>
[Category("Unit")]
internal sealed class DatasetFetcherFailureTests : DatasetFetcherFixture
{
    [Test]
    public void A_wrong_checksum_at_every_mirror_names_file_hashes_and_mirrors()
    {
        byte[] other = (byte[])Contents[0].Clone();
        other[7] ^= 1;
        using var first = new LoopbackServer(exchange => exchange.SendAsync(200, TestFolder.Zip(other)));
        using var second = new LoopbackServer(exchange => exchange.SendAsync(200, TestFolder.Zip(other)));

        AaeException error = Assert.Throws<AaeException>(() => Fetcher(first.Address, second.Address).Fetch("tiny", Folder.Path))!;

        string actual = TestFolder.Describe("", other).Sha256;
        string expected = TestFolder.Describe("", Contents[0]).Sha256;
        foreach (Uri mirror in new[] { first.Address, second.Address })
        {
            Assert.That(error.Message, Does.Contain($"{mirror}train-images.gz sent a file that has the SHA-256 {actual}, expected is {expected}"));
        }

        Assert.That(error.Message, Does.Not.Contain("\n"));
        Assert.That(first.Requests("/train-images.gz") + second.Requests("/train-images.gz"), Is.EqualTo(2), "another file is not tried again");
        AssertNothingLeft();
    }

    [Test]
    public void A_wrong_checksum_at_one_mirror_is_mended_by_the_next()
    {
        using var wrong = new LoopbackServer(exchange => exchange.SendAsync(200, Zipped[1]));
        using var right = new LoopbackServer(SendFile);
        Fetcher(wrong.Address, right.Address).Fetch("tiny", Folder.Path);
        AssertComplete();
    }

    [Test]
    public void A_connection_that_breaks_once_is_tried_again()
    {
        using var server = new LoopbackServer(exchange => exchange.Number < Tries ? BreakOff(exchange) : SendFile(exchange));

        Fetcher(server.Address).Fetch("tiny", Folder.Path, Progress);

        AssertComplete();
        Assert.That(server.Requests("/train-images.gz"), Is.EqualTo(Tries));
        Assert.That(Progress.Messages.First(), Does.Contain("broke off after").And.Contain($"of {Zipped[0].Length} bytes").And.EndsWith("trying again in 0.001 s"));
    }

    [Test]
    public void A_connection_that_always_breaks_fails_and_leaves_nothing()
    {
        using var server = new LoopbackServer(BreakOff);
        Assert.That(
            () => Fetcher(server.Address).Fetch("tiny", Folder.Path),
            Throws.TypeOf<AaeException>().With.Message.Contains("broke off after").And.Message.EndsWith($"({Tries} tries)"));
        Assert.That(server.Requests("/train-images.gz"), Is.EqualTo(Tries));
        AssertNothingLeft();
    }

    [TestCase(503)]
    [TestCase(429)]
    public void A_busy_server_is_tried_again(int status)
    {
        using var server = new LoopbackServer(exchange => exchange.Number == 1 ? exchange.SendAsync(status) : SendFile(exchange));
        Fetcher(server.Address).Fetch("tiny", Folder.Path, Progress);
        AssertComplete();
        Assert.That(Progress.Messages.First(), Does.Contain($"answered {status}"));
    }

    [Test]
    public void A_server_that_falls_silent_is_given_up([Values] bool beforeTheAnswer)
    {
        using var server = new LoopbackServer(async exchange =>
        {
            if (!beforeTheAnswer)
            {
                await exchange.SendAsync(200, Zipped[0].AsMemory(0, 1000), Zipped[0].Length);
            }

            await exchange.StallAsync();
        });
        Assert.That(
            () => Fetcher(TimeSpan.FromMilliseconds(60), server.Address).Fetch("tiny", Folder.Path),
            Throws.TypeOf<AaeException>().With.Message.Matches($"was silent for 0.06 s after {(beforeTheAnswer ? "0" : "[0-9]+")} bytes"));
        AssertNothingLeft();
    }

    [Test]
    public void A_cancelled_download_leaves_nothing()
    {
        using var cancel = new CancellationTokenSource();
        using var server = new LoopbackServer(async exchange =>
        {
            await exchange.SendAsync(200, Zipped[0].AsMemory(0, 100_000), Zipped[0].Length);
            await exchange.StallAsync();
        });
        Progress.OnReport = report =>
        {
            if (report.ReceivedBytes > 0)
            {
                Assert.That(Directory.GetFiles(Folder.File("tiny")), Has.Length.EqualTo(1), "the download is under way");
                cancel.Cancel();
            }
        };
        Assert.That(() => Fetcher(server.Address).Fetch("tiny", Folder.Path, Progress, cancel.Token), Throws.InstanceOf<OperationCanceledException>());
        AssertNothingLeft();
    }

    [Test]
    public void A_wait_between_tries_can_be_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        using var server = new LoopbackServer(exchange => exchange.SendAsync(500));
        var patient = new FetchPolicy { Tries = 2, FirstWait = TimeSpan.FromHours(1) };
        Progress.OnReport = _ => cancel.Cancel();
        Assert.That(() => Fetcher(patient, server.Address).Fetch("tiny", Folder.Path, Progress, cancel.Token), Throws.InstanceOf<OperationCanceledException>());
        AssertNothingLeft();
    }

    [TestCase(-1000, "cut short or corrupt", Tries, Description = "announces less than it sends: what comes is cut off")]
    [TestCase(+1000, "broke off after", Tries, Description = "announces more than it sends")]
    [TestCase(1L << 40, "announced 1099511", 1, Description = "announces more than any such file has")]
    public void A_server_that_lies_about_the_length_is_seen_through(long lie, string complaint, int requests)
    {
        using var server = new LoopbackServer(exchange => exchange.SendAsync(200, Zipped[0], Zipped[0].Length + lie));
        Assert.That(() => Fetcher(server.Address).Fetch("tiny", Folder.Path), Throws.TypeOf<AaeException>().With.Message.Contains(complaint));
        Assert.That(server.Requests("/train-images.gz"), Is.EqualTo(requests));
        AssertNothingLeft();
    }

    [Test]
    public void A_server_that_sends_without_end_is_cut_off()
    {
        using var server = new LoopbackServer(async exchange =>
        {
            await exchange.Stream.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"u8.ToArray(), exchange.Stop);
            while (!exchange.Stop.IsCancellationRequested)
            {
                await exchange.Stream.WriteAsync(new byte[10_000], exchange.Stop);
            }
        });
        Assert.That(() => Fetcher(server.Address).Fetch("tiny", Folder.Path), Throws.TypeOf<AaeException>().With.Message.Contains("sent more than the"));
        AssertNothingLeft();
    }

    [Test]
    public void A_file_that_unzips_to_more_is_refused()
    {
        byte[] bomb = TestFolder.Zip(new byte[50_000_000]);
        using var server = new LoopbackServer(exchange => exchange.SendAsync(200, bomb));
        Assert.That(
            () => Fetcher(server.Address).Fetch("tiny", Folder.Path),
            Throws.TypeOf<AaeException>().With.Message.Contains("is longer than the 300000 bytes of the original"));
        AssertNothingLeft();
    }

    [Test]
    public void Redirects_in_a_circle_end()
    {
        using var server = new LoopbackServer(exchange => exchange.SendAsync(302, headers: $"Location: {exchange.Path}\r\n"));
        Assert.That(() => Fetcher(server.Address).Fetch("tiny", Folder.Path), Throws.TypeOf<AaeException>().With.Message.Contains("answered 302"));
    }

    [Test]
    public void A_server_that_is_not_there_gives_one_line()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0); // a port that nobody answers on
        listener.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        listener.Stop();
        Assert.That(
            () => Fetcher(address).Fetch("tiny", Folder.Path),
            Throws.TypeOf<AaeException>().With.Message.Matches($"^train-images could not be fetched: {address}train-images.gz could not be reached: [^\n]*$"));
    }

    [Test]
    public async Task A_disk_that_refuses_is_not_blamed_on_the_server()
    {
        using var server = new LoopbackServer(SendFile);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var full = new FullDisk();
        await Assert.ThatAsync(
            () => HttpDownload.CopyAsync(client, new Uri(server.Address, "train-images.gz"), full, 1 << 20, TimeSpan.FromSeconds(20), (_, _) => { }, CancellationToken.None),
            Throws.TypeOf<IOException>().With.Message.EqualTo("full"));
    }

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("full");
    }
}
