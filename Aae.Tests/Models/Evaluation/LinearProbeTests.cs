using Aae.Core;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Evaluation;

namespace Aae.Tests.Models.Evaluation;

[Category("Unit")]
internal sealed class LinearProbeTests
{
    private const int Count = 2000;

    private static readonly byte[] Labels = [.. Enumerable.Range(0, Count).Select(i => (byte)(i % 2))];

    // N(0, 9I) and N(3δ, 9I), around 50: the best error is Φ(−δ/2). Chance varies by √(p(1 − p)/2000) ≤ 0.0112; four of them.
    private static Tensor Codes(double shift, ulong seed)
    {
        Tensor codes = GaussianSample.Draw(Count, 3, seed, deviation: 3);
        for (int i = 0; i < Count; i++)
        {
            codes.Row(i)[1] += 50 + (float)(3 * shift * Labels[i]);
        }

        return codes;
    }

    [TestCase(0.0, 0.5)]
    [TestCase(2.0, 0.1587)]
    [TestCase(12.0, 0.0)]
    public void The_error_is_the_best_one_that_a_linear_map_can_have(double shift, double expected) => Assert.That(
        LinearProbe.Error(Codes(shift, 1), Labels, Codes(shift, 2), Labels, 2, seed: 3), Is.EqualTo(expected).Within(0.045));

    [Test]
    public void It_is_linear_and_tells_more_than_two_classes()
    {
        // Four corners of a square: each class is apart by a line, but by no line two opposite ones from the others.
        Tensor codes = GaussianSample.Draw(Count, 2, seed: 1, deviation: 0.1);
        byte[] corner = [.. Enumerable.Range(0, Count).Select(i => (byte)(i % 4))];
        byte[] opposite = [.. corner.Select(c => (byte)(c is 0 or 3 ? 0 : 1))];
        for (int i = 0; i < Count; i++)
        {
            codes.Row(i)[0] += corner[i] % 2;
            codes.Row(i)[1] += corner[i] / 2;
        }

        Assert.That(LinearProbe.Error(codes, corner, codes, corner, 4, seed: 3), Is.EqualTo(0));
        Assert.That(LinearProbe.Error(codes, opposite, codes, opposite, 2, seed: 3), Is.GreaterThan(0.2));
    }

    [Test]
    public void The_same_seed_gives_the_same_for_any_number_of_threads()
    {
        double Error(WorkerTeam? team) => LinearProbe.Error(Codes(1, 1), Labels, Codes(1, 2), Labels, 2, seed: 3, team);

        Assert.That(Error(new WorkerTeam(3)), Is.EqualTo(Error(null)));
    }

    [Test]
    public void A_dimension_that_never_varies_and_few_codes_do_no_harm()
    {
        var few = new Tensor(new Shape(4, 2), [-1, 5, -2, 5, 1, 5, 2, 5]);
        Assert.That(LinearProbe.Error(few, [0, 0, 1, 1], few, [0, 0, 1, 1], 2, seed: 1), Is.EqualTo(0));
    }

    [Test]
    public void Chance_is_to_guess_the_most_frequent_label() =>
        Assert.That(LinearProbe.Chance([3, 1, 3, 0, 3]), Is.EqualTo(0.4).Within(1e-12));

    [Test]
    public void What_does_not_fit_is_refused()
    {
        Tensor codes = Codes(0, 1);
        Refuses(() => LinearProbe.Error(codes, Labels.AsSpan(1), codes, Labels, 2, 1), "need 2000 labels");
        Refuses(() => LinearProbe.Error(codes, Labels, codes, [.. Labels.Select(_ => (byte)2)], 2, 1), "for 2 classes");
        Refuses(() => LinearProbe.Error(codes, Labels, new Tensor(new Shape(2, 2)), [0, 1], 2, 1), "[2, 2]");

        static void Refuses(Action error, string message) => Assert.That(error, Throws.TypeOf<AaeException>().With.Message.Contains(message));
    }
}
