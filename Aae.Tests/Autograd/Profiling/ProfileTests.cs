using System.Text.Json;
using Aae.Autograd.Profiling;
using Aae.Core;

namespace Aae.Tests.Autograd.Profiling;

[Category("Unit")]
internal sealed class ProfileTests
{
    private string _folder = "";

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("aae-tests-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Each_part_counts_its_own_time_and_all_together_no_more_than_the_whole()
    {
        var profile = new Profile();
        using (profile.Phase("a"))
        {
            using (profile.Part("outer"))
            {
                Wait(4);
                using (profile.Part("inner", "forward", operations: 6))
                {
                    Wait(40);
                }
            }
        }

        ProfileReport report = profile.Report();

        Assert.That(
            report.Rows.Select(row => (row.Phase, row.Part, row.Pass, row.Calls, row.Operations)),
            Is.EqualTo(new[] { ("a", "outer", "", 1L, 0L), ("a", "inner", "forward", 1L, 6L) }));
        Assert.That(report.Rows[1].Seconds, Is.GreaterThanOrEqualTo(0.040));
        Assert.That(report.Rows.Sum(row => row.Seconds) + report.Unexplained, Is.EqualTo(report.Seconds).Within(1e-9));
        Assert.That(report.Unexplained, Is.GreaterThanOrEqualTo(-1e-9), "time was counted twice");
    }

    [Test]
    public void A_part_belongs_to_the_phase_in_which_it_runs()
    {
        var profile = new Profile();
        using (profile.Phase("a"))
        {
            using (profile.Phase("b"))
            {
                profile.Part("x").Dispose();
            }

            profile.Part("x").Dispose();
        }

        profile.Part("x").Dispose();
        profile.Part("x").Dispose();

        Assert.That(
            profile.Report().Rows.Select(row => (row.Phase, row.Calls)),
            Is.EquivalentTo(new[] { ("a", 1L), ("b", 1L), (Profile.Outside, 2L) }));
    }

    [Test]
    public void A_part_that_was_seen_before_allocates_nothing()
    {
        var profile = new Profile(traceEvents: 4);
        void Use()
        {
            using (profile.Phase("a"))
            {
                using (profile.Part("x", "forward", 1))
                {
                }
            }

            profile.Of("a");
        }

        Use();

        Assert.That(Allocations.OfTen(Use), Is.Zero);
    }

    [Test]
    public void A_trace_is_JSON_whose_events_lie_in_one_another()
    {
        var profile = new Profile(traceEvents: 100);
        for (int i = 0; i < 3; i++)
        {
            using (profile.Phase("phase \"1\""))
            {
                profile.Part("op", "backward").Dispose();
                profile.Part("op").Dispose();
            }
        }

        JsonElement[] events = Trace(profile);

        Assert.That(events.Select(Name), Is.EqualTo(Enumerable.Repeat(new[] { "op backward", "op", "phase \"1\"" }, 3).SelectMany(names => names)));
        Assert.That(events.Select(e => (e.GetProperty("ph").GetString(), e.GetProperty("cat").GetString())), Is.All.EqualTo(("X", "phase \"1\"")));
        foreach (JsonElement[] step in events.Chunk(3))
        {
            Assert.That(Start(step[2]), Is.LessThanOrEqualTo(Start(step[0])));
            Assert.That(End(step[0]), Is.LessThanOrEqualTo(Start(step[1])));
            Assert.That(End(step[1]), Is.LessThanOrEqualTo(End(step[2])));
        }
    }

    [Test]
    public void A_trace_keeps_the_latest_events()
    {
        var profile = new Profile(traceEvents: 3);
        for (int i = 0; i < 10; i++)
        {
            profile.Part($"op {i}").Dispose();
        }

        Assert.That(Trace(profile).Select(Name), Is.EqualTo(new[] { "op 7", "op 8", "op 9" }));
    }

    [Test]
    public void A_trace_that_cannot_be_written_is_one_line()
    {
        var profile = new Profile(traceEvents: 1);
        Assert.That(() => profile.WriteTrace(_folder), Throws.TypeOf<AaeException>().With.Message.StartsWith(_folder));
    }

    private static void Wait(int milliseconds) => Thread.Sleep(milliseconds);

    private static string? Name(JsonElement e) => e.GetProperty("name").GetString();

    private static decimal Start(JsonElement e) => e.GetProperty("ts").GetDecimal();

    private static decimal End(JsonElement e) => Start(e) + e.GetProperty("dur").GetDecimal();

    private JsonElement[] Trace(Profile profile)
    {
        string path = Path.Combine(_folder, "trace.json");
        profile.WriteTrace(path);
        return [.. JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.GetProperty("traceEvents").EnumerateArray()];
    }
}
