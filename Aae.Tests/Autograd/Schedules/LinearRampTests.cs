using Aae.Autograd.Schedules;

namespace Aae.Tests.Autograd.Schedules;

[Category("Unit")]
internal sealed class LinearRampTests
{
    [TestCase(0, 0.5f)]
    [TestCase(1, 0.6f)]
    [TestCase(3, 0.8f)]
    [TestCase(4, 0.9f)]
    [TestCase(1000, 0.9f)]
    public void A_number_changes_evenly_and_stays(int epoch, float expected) =>
        Assert.That(new LinearRamp(0.9f, 4).At(0.5f, epoch), Is.EqualTo(expected).Within(1e-6));
}
