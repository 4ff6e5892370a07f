using System.Buffers.Binary;
using System.Text;
using Aae.Models.Training;

namespace Aae.Tests.Models.Training;

/// <summary>The events that TensorBoard reads are the lines of metrics.jsonl, whatever happened to the run.</summary>
[Category("Unit")]
internal sealed class EventLogTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("aae").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Every_epoch_is_there_with_its_losses_and_measures()
    {
        var run = new RunFolder(_folder);
        new Trainer(SmallRun.SemiSupervised(), SmallRun.Data(), new TrainingOptions { Folder = run }).Run();

        RequireEventsOf(run, 3);
        Assert.That(Events().SelectMany(epoch => epoch.Values.Keys).Distinct(), Is.EquivalentTo(new[]
        {
            "loss/reconstruction", "loss/discriminator.y", "loss/discriminator.z", "loss/generator", "loss/classification",
            "validationReconstruction", "validationError", "testError", "validationSlicedWasserstein",
        }));
    }

    [Test]
    public void A_run_that_goes_on_has_each_epoch_once()
    {
        var run = new RunFolder(_folder);
        new Trainer(SmallRun.Recipe(), SmallRun.Data(), new TrainingOptions { Folder = run, Steps = 5 }).Run();
        RequireEventsOf(run, 1);
        string before = Files.Single();

        new Trainer(SmallRun.Recipe(), SmallRun.Data(), new TrainingOptions { Folder = run, Steps = 5, Resume = true }).Run();
        RequireEventsOf(run, 1);
        Assert.That(Files.Single(), Is.Not.EqualTo(before), "under a new name");
        new Trainer(SmallRun.Recipe(), SmallRun.Data(), new TrainingOptions { Folder = run, Resume = true }).Run();
        RequireEventsOf(run, 3);
    }

    private string[] Files => Directory.GetFiles(_folder, "*tfevents*");

    private void RequireEventsOf(RunFolder run, int epochs)
    {
        IReadOnlyList<EpochMetrics> metrics = run.ReadMetrics();
        (ulong Step, double Time, Dictionary<string, float> Values)[] events = [.. Events()];
        Assert.That(metrics, Has.Count.EqualTo(epochs));
        Assert.That(events.Select(epoch => epoch.Step), Is.EqualTo(metrics.Select(epoch => epoch.Step)));
        Assert.That(events.Select(epoch => epoch.Time), Is.Ordered);
        foreach ((EpochMetrics line, (_, _, Dictionary<string, float> values)) in metrics.Zip(events))
        {
            Assert.That(values["loss/reconstruction"], Is.EqualTo((float)line.Loss["reconstruction"]));
            Assert.That(values["validationSlicedWasserstein"], Is.EqualTo((float)line.ValidationSlicedWasserstein));
        }
    }

    // The events of the one file but the first, which tells the version alone; TensorBoardEventsTests has the bytes.
    private IEnumerable<(ulong Step, double Time, Dictionary<string, float> Values)> Events()
    {
        byte[] file = File.ReadAllBytes(Files.Single());
        for (int at = 0; at < file.Length;)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at));
            var message = new Message(file.AsMemory(at + 12, length));
            if (at > 0)
            {
                yield return (
                    message.Number(2),
                    BitConverter.UInt64BitsToDouble(message.Number(1)),
                    message.Parts(5).Single().Parts(1).ToDictionary(
                        value => Encoding.UTF8.GetString(value.Parts(1).Single().Bytes.Span), value => BitConverter.UInt32BitsToSingle((uint)value.Number(2))));
            }

            at += 12 + length + 4;
        }
    }

    // A message of Protocol Buffers: fields with numbers, or with messages or texts.
    private sealed class Message(ReadOnlyMemory<byte> bytes)
    {
        public ReadOnlyMemory<byte> Bytes => bytes;

        public ulong Number(int field) => Fields().Single(part => part.Field == field).Value;

        public IEnumerable<Message> Parts(int field) => Fields().Where(part => part.Field == field).Select(part => new Message(part.Content));

        private List<(int Field, ulong Value, ReadOnlyMemory<byte> Content)> Fields()
        {
            List<(int, ulong, ReadOnlyMemory<byte>)> fields = [];
            for (int at = 0; at < bytes.Length;)
            {
                ulong tag = Variable(ref at);
                (ulong value, int length) = (tag & 7) switch
                {
                    0 => (Variable(ref at), 0),
                    1 => (BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span[at..]), 8),
                    5 => (BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[at..]), 4),
                    _ => (0UL, (int)Variable(ref at)),
                };
                fields.Add(((int)(tag >> 3), value, bytes.Slice(at, length)));
                at += length;
            }

            return fields;
        }

        private ulong Variable(ref int at)
        {
            ulong value = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte b = bytes.Span[at++];
                value |= (ulong)(b & 0x7F) << shift;
                if (b < 0x80)
                {
                    return value;
                }
            }
        }
    }
}
