using Aae.Autograd.Schedules;

namespace Aae.Tests.Autograd.Schedules;

[Category("Unit")]
internal sealed class StepScheduleTests
{
    [TestCase(0, 0.1f)]
    [TestCase(49, 0.1f)]
    [TestCase(50, 0.01f)]
    [TestCase(999, 0.01f)]
    [TestCase(1000, 0.001f)]
    [TestCase(5000, 0.001f)]
    public void A_rate_holds_from_its_epoch_until_the_next(int epoch, float rate) =>
        Assert.That(new StepSchedule(0.1f, (50, 0.01f), (1000, 0.001f)).RateAt(epoch), Is.EqualTo(rate));

    [Test]
    public void Epochs_that_do_not_increase_are_refused() =>
        Assert.That(() => new StepSchedule(0.1f, (50, 0.01f), (50, 0.001f)), Throws.ArgumentException);
}
