using Aae.Autograd.Profiling;
using Aae.Core.Data;
using Aae.Core.Threading;
using Aae.Models.Recipes;
using Aae.Models.Training;

namespace Aae.Tests.Models.Training;

/// <summary>What a profile says of training steps: the arithmetic, every op, and that nobody pays for it who does not ask.</summary>
[Category("Unit")]
internal sealed class StepProfileTests
{
    [Test]
    public void The_step_of_the_paper_is_four_and_a_half_GFLOP()
    {
        // Multiply-adds of one image: encoder 784·1000 + 1000·1000 + 1000·8 = 1 792 000, the decoder as many,
        // discriminator 8·1000 + 1000·1000 + 1000 = 1 009 000. The first layer's input gradient is never wanted.
        //   reconstruction  3·1 792 000 − 784 000 + 3·1 792 000   = 9 968 000
        //   discriminator   1 792 000 + 2·(3·1 009 000 − 8 000)   = 7 830 000   codes, then prior and codes at once
        //   generator       2·1 009 000 + 2·1 792 000 − 784 000   = 4 818 000   the codes are there already
        const long Batch = 100;
        var images = new ImageSet("blank", 28, 28, 1, new byte[200 * 784]);
        var profile = new Profile();
        var trainer = new Trainer(
            RecipeCatalog.Load("mnist-8d"), new Dataset("blank", images, images, images), new TrainingOptions { Profile = profile });

        trainer.Step();

        Assert.Multiple(() =>
        {
            Assert.That(profile.Of("reconstruction").Operations, Is.EqualTo(2 * Batch * 9_968_000));
            Assert.That(profile.Of("discriminator.z").Operations, Is.EqualTo(2 * Batch * 7_830_000));
            Assert.That(profile.Of("generator.z").Operations, Is.EqualTo(2 * Batch * 4_818_000));
            Assert.That(profile.Report().Rows.Sum(row => row.Operations), Is.EqualTo(4_523_200_000));
        });
    }

    [Test]
    public void A_convolution_counts_its_places_times_its_kernel()
    {
        var profile = new Profile();
        var trainer = new Trainer(SmallRun.Convolutional(), SmallRun.Data(), new TrainingOptions { Profile = profile });

        trainer.Step();

        // 8 images of 2 × 2 places, 2·2 × 3 → 5. The second way back gives both gradients, that of the first layer the weights' alone.
        long Operations(string part, string pass) => profile.Report().Rows.First(row => row.Phase == "reconstruction" && row.Part == part && row.Pass == pass).Operations;
        const long Second = 2 * 8 * (2 * 2) * (2 * 2 * 3) * 5;
        const long First = 2 * 8 * (2 * 2) * (3 * 3 * 1) * 3;
        Assert.That(Operations("convolution encoder.convolution2 8×2×2×3 2×2/1→5", "forward"), Is.EqualTo(Second));
        Assert.That(Operations("convolution encoder.convolution2 8×2×2×3 2×2/1→5", "backward"), Is.EqualTo(2 * Second));
        Assert.That(Operations("convolution encoder.convolution1 8×4×4×1 3×3/2→3", "backward"), Is.EqualTo(First));

        // Transposed, of 2 × 2 places to as many, 4 → 2·2 × 3, and to the image: here both ways back are wanted of each.
        const long Last = 2 * 8 * (2 * 2) * (4 * 4 * 1) * 3;
        Assert.That(Operations("transposed convolution decoder.convolution1 8×2×2×4 2×2/1→2×2×3 relu", "forward"), Is.EqualTo(2 * 8 * (2 * 2) * (2 * 2 * 3) * 4));
        Assert.That(Operations("transposed convolution decoder.output 8×2×2×3 4×4/2→4×4×1 sigmoid", "forward"), Is.EqualTo(Last));
        Assert.That(Operations("transposed convolution decoder.output 8×2×2×3 4×4/2→4×4×1 sigmoid", "backward"), Is.EqualTo(2 * Last));
    }

    [Test]
    public void Every_op_has_its_rows_and_the_rows_with_what_is_unexplained_are_the_whole()
    {
        var profile = new Profile();
        new Trainer(SmallRun.Recipe("encoder.inputNoise=0.1"), SmallRun.Data(), new TrainingOptions { Profile = profile }).Run();

        ProfileReport report = profile.Report();

        string[] lines = [.. report.Rows.Select(row => $"{row.Phase}: {row.Part} {row.Pass}".TrimEnd())];
        Assert.Multiple(() =>
        {
            Assert.That(lines, Is.Unique);
            Assert.That(lines, Is.SupersetOf(new[]
            {
                "minibatch: gather",
                "reconstruction: add gaussian noise [8, 16] forward",
                "reconstruction: linear encoder.hidden1 8×16×12 relu forward",
                "reconstruction: linear encoder.hidden1 8×16×12 relu backward",
                "reconstruction: linear encoder.hidden1 5×16×12 relu backward", // the short last batch
                "reconstruction: linear decoder.output 8×12×16 sigmoid backward",
                "reconstruction: half squared error [8, 16] forward",
                "reconstruction: half squared error [8, 16] backward",
                "reconstruction: update",
                "discriminator.z: linear encoder.z 8×10×2 forward",
                "discriminator.z: sample the prior",
                "discriminator.z: stack rows [8, 2] forward",
                "discriminator.z: linear discriminator.z.output 16×7×1 backward",
                "discriminator.z: binary cross entropy [16, 1] backward",
                "generator.z: linear discriminator.z.hidden1 8×2×9 relu backward",
                "generator.z: linear encoder.hidden1 8×16×12 relu backward",
                "run: validate",
            }));
            Assert.That(lines, Has.None.Contains("generator.z: linear encoder.hidden1 8×16×12 relu forward"), "the codes are there already");
            Assert.That(report.Rows.Single(row => row is { Phase: "minibatch", Part: "gather" }).Calls, Is.EqualTo(9), "three epochs of three steps");
            Assert.That(report.Rows.Select(row => row.Seconds), Is.All.GreaterThanOrEqualTo(0));
            Assert.That(report.Unexplained, Is.GreaterThanOrEqualTo(-1e-9));
            Assert.That(report.Rows.Sum(row => row.Seconds) + report.Unexplained, Is.EqualTo(report.Seconds).Within(1e-9));
        });
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_step_allocates_nothing_with_a_profile_or_without(bool profiled)
    {
        var trainer = new Trainer(
            SmallRun.Recipe("encoder.inputNoise=0.1", "phases.reconstruction.clipNorm=1"),
            SmallRun.Data(),
            new TrainingOptions { Team = WorkerTeam.Single, Profile = profiled ? new Profile(traceEvents: 10) : null });
        for (int i = 0; i < 3; i++)
        {
            trainer.Step(); // each size of batch
        }

        Assert.That(Allocations.OfTen(trainer.Step), Is.Zero);
    }
}
