using Aae.Core;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Evaluation;
using Aae.Models.Priors;

namespace Aae.Tests.Models.Evaluation;

[Category("Unit")]
internal sealed class FreshDiscriminatorTests
{
    // Two Gaussians N(0, I) and N(δ, I): the best possible accuracy is Φ(‖δ‖ / 2). On 2 · 1000 held-out points chance varies by
    // √(p(1 − p)/2000) ≤ 0.0112; four of them, and 0.02 that the network may miss of the best.
    [TestCase(0.0, 0.5)]
    [TestCase(1.0, 0.6915)]
    [TestCase(2.0, 0.8413)]
    [TestCase(8.0, 1.0)]
    public void The_accuracy_is_near_the_best_possible_one(double shift, double expected)
    {
        Tensor codes = Shifted((float)shift, seed: 1);
        Tensor prior = Shifted(0, seed: 2);

        double accuracy = FreshDiscriminator.Accuracy(codes, prior, seed: 3, WorkerTeam.Default);

        Assert.That(accuracy, Is.InRange(expected - 0.045 - (shift == 0 ? 0 : 0.02), expected + 0.045));
    }

    [Test]
    public void The_accuracy_does_not_depend_on_the_number_of_threads()
    {
        Tensor codes = Shifted(1, seed: 1);
        Tensor prior = Shifted(0, seed: 2);

        double one = FreshDiscriminator.Accuracy(codes, prior, seed: 3);

        Assert.That(FreshDiscriminator.Accuracy(codes, prior, seed: 3, new WorkerTeam(3)), Is.EqualTo(one));
    }

    [Test]
    public void Shapes_that_do_not_fit_are_refused() => Assert.That(
        () => FreshDiscriminator.Accuracy(new Tensor(new Shape(5, 2)), Prior.Gaussian(2).Sample(6, 1), 1),
        Throws.TypeOf<AaeException>().With.Message.Contains("[5, 2]"));

    private static Tensor Shifted(float shift, ulong seed)
    {
        Tensor samples = Prior.Gaussian(2).Sample(2000, seed);
        for (int i = 0; i < 2000; i++)
        {
            samples.Row(i)[0] += shift;
        }

        return samples;
    }
}
