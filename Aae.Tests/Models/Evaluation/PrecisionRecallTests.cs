using Aae.Core;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Evaluation;

namespace Aae.Tests.Models.Evaluation;

/// <summary>Precision and recall of sets whose answer is known, and against a search pair by pair.</summary>
[Category("Unit")]
internal sealed class PrecisionRecallTests
{
    [Test]
    public void Equal_sets_have_both_and_sets_apart_neither()
    {
        Tensor images = GaussianSample.Draw(200, 5, seed: 1);
        Assert.That(PrecisionRecall.Measure(images, images), Is.EqualTo(new PrecisionRecall(1, 1)));
        Assert.That(PrecisionRecall.Measure(GaussianSample.Draw(200, 5, seed: 1, shift: 100), images), Is.EqualTo(new PrecisionRecall(0, 0)));
    }

    [Test]
    public void Points_on_a_line_one_by_one()
    {
        // k = 1. Images 0, 1, 10 have balls of radius 1, 1, 9; samples 2, 3, 4, 30 those of 1, 1, 1, 26.
        // Of the samples 2, 3 and 4 lie in a ball, on the border of the first one and within the third; of the images 10, which is 20 from 30,
        // and 1, on the border of the ball around 2.
        Tensor images = Line(0, 1, 10), samples = Line(2, 3, 4, 30);
        Assert.That(PrecisionRecall.Measure(samples, images, neighbours: 1), Is.EqualTo(new PrecisionRecall(0.75, 2.0 / 3)));
    }

    [Test]
    public void A_mode_that_is_left_out_costs_recall_and_one_that_is_made_up_precision()
    {
        Tensor both = Modes(0, 50), one = Modes(0, 0);
        PrecisionRecall dropped = PrecisionRecall.Measure(one, both), madeUp = PrecisionRecall.Measure(both, one);
        Assert.That(dropped.Recall, Is.EqualTo(0.5).Within(0.06));
        Assert.That(dropped.Precision, Is.GreaterThan(0.9));
        Assert.That((madeUp.Precision, madeUp.Recall), Is.EqualTo((dropped.Recall, dropped.Precision))); // the two are each other's mirror
    }

    [Test]
    public void Few_points_as_pair_by_pair([Values(1, 2, 3, 7)] int neighbours, [Values(1, 4)] int d)
    {
        Tensor samples = GaussianSample.Draw(37, d, seed: 1), images = GaussianSample.Draw(29, d, seed: 2, deviation: 1.2, shift: 0.5);
        Assert.That(PrecisionRecall.Measure(samples, images, neighbours), Is.EqualTo(PairByPair(samples, images, neighbours)));
    }

    [Test]
    public void Several_blocks_as_pair_by_pair([Values(1, 3)] int threads)
    {
        Tensor samples = GaussianSample.Draw(2100, 2, seed: 1), images = GaussianSample.Draw(2150, 2, seed: 2);
        Assert.That(
            PrecisionRecall.Measure(samples, images, team: new WorkerTeam(threads)), Is.EqualTo(PairByPair(samples, images, PrecisionRecall.Neighbours)));
    }

    [Test]
    public void Where_a_product_rounds_away_the_distances_they_are_measured_one_by_one()
    {
        // ‖x‖² is about 10⁸, of which float32 tells apart 8; squared distances are about 1.
        Tensor samples = GaussianSample.Draw(300, 3, seed: 1, shift: 10_000), images = GaussianSample.Draw(300, 3, seed: 2, shift: 10_000);
        Assert.That(PrecisionRecall.Measure(samples, images), Is.EqualTo(PairByPair(samples, images, PrecisionRecall.Neighbours)));
    }

    [Test]
    public void A_model_that_makes_one_image_only_has_the_recall_of_that_image()
    {
        Tensor images = GaussianSample.Draw(100, 40, seed: 1, shift: 30);
        var samples = new Tensor(new Shape(100, 40));
        for (int i = 0; i < 100; i++)
        {
            images.Row(17).CopyTo(samples.Row(i));
        }

        Assert.That(PrecisionRecall.Measure(samples, images), Is.EqualTo(new PrecisionRecall(1, 0.01)));
    }

    [Test]
    public void What_does_not_fit_is_refused()
    {
        Tensor four = GaussianSample.Draw(4, 2, seed: 1), three = GaussianSample.Draw(3, 2, seed: 1);
        var far = new Tensor(new Shape(4, 2), [1e19f, 0, 0, 0, 0, 0, 0, 0]);
        Refuses(() => PrecisionRecall.Measure(four, three), "3 points [n, 2] cannot each have 3 neighbours; k is 1 to 64 and below the number of points");
        Refuses(() => PrecisionRecall.Measure(three, four), "3 points [n, 2] cannot each have 3 neighbours; k is 1 to 64 and below the number of points");
        Refuses(() => PrecisionRecall.Measure(four, four, neighbours: 0), "4 points [n, 2] cannot each have 0 neighbours; k is 1 to 64 and below the number of points");
        Refuses(() => PrecisionRecall.Measure(far, four), "a point is 1E+19 from 0; distances can be measured up to 6e18");
        Refuses(() => PrecisionRecall.Measure(four, GaussianSample.Draw(4, 3, seed: 1)), "features of samples [4, 2] and features of images [4, 3] cannot be compared: their sizes per row differ");

        static void Refuses(Action measure, string message) => Assert.That(measure, Throws.TypeOf<AaeException>().With.Message.EqualTo(message));
    }

    [Test]
    public void It_can_be_stopped()
    {
        Tensor four = GaussianSample.Draw(4, 2, seed: 1);
        Assert.That(() => PrecisionRecall.Measure(four, four, cancellation: new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
    }

    private static Tensor Line(params float[] places) => new(new Shape(places.Length, 1), places);

    // Half of 400 points around one place of the first axis, half around another.
    private static Tensor Modes(float first, float second)
    {
        Tensor points = GaussianSample.Draw(400, 2, seed: (ulong)(second + 1));
        for (int i = 0; i < 400; i++)
        {
            points.Row(i)[0] += i < 200 ? first : second;
        }

        return points;
    }

    private static PrecisionRecall PairByPair(Tensor samples, Tensor images, int neighbours)
    {
        return new PrecisionRecall(Share(samples, images), Share(images, samples));

        double Share(Tensor points, Tensor manifold)
        {
            float[][] centres = Rows(manifold);
            double[] radii = [.. centres.Select(x => centres.Select(y => Squared(x, y)).Order().ElementAt(neighbours))]; // the nearest is x itself
            return Rows(points).Average(a => centres.Zip(radii).Any(ball => Squared(a, ball.First) <= ball.Second) ? 1.0 : 0);
        }

        static float[][] Rows(Tensor tensor) => [.. Enumerable.Range(0, tensor.Shape.Rows).Select(i => tensor.Row(i).ToArray())];

        static double Squared(float[] a, float[] x)
        {
            double sum = 0;
            for (int k = 0; k < a.Length; k++)
            {
                sum += ((double)a[k] - x[k]) * ((double)a[k] - x[k]);
            }

            return sum;
        }
    }
}
