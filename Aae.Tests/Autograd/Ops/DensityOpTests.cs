using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;

namespace Aae.Tests.Autograd.Ops;

/// <summary>The values of the ops on densities and samples, where a closed form tells them.</summary>
[Category("Unit")]
internal sealed class DensityOpTests
{
    private readonly Tape _tape = new();

    [Test]
    public void A_Gaussian_divergence_is_zero_from_the_prior_itself_and_known_elsewhere()
    {
        Assert.That(Divergence(0, 2 * Math.Log(5), 5), Is.Zero.Within(1e-6));
        Assert.That(Divergence(1, 0, 1), Is.EqualTo(0.5).Within(1e-6));
        // KL(N(1, 4) ‖ N(0, 9)) = log(3/2) + (4 + 1)/18 − 1/2
        Assert.That(Divergence(1, Math.Log(4), 3), Is.EqualTo(Math.Log(1.5) + 5.0 / 18 - 0.5).Within(1e-6));

        double Divergence(double mean, double logVariance, float deviation)
        {
            Variable loss = _tape.GaussianDivergence(Filled(2, 3, mean), Filled(2, 3, logVariance), deviation);
            return loss.Scalar / 3.0; // of one dimension
        }
    }

    [Test]
    public void The_entropy_of_a_Gaussian_is_known()
    {
        Variable entropy = _tape.GaussianEntropy(Filled(5, 2, Math.Log(9)));
        Assert.That(entropy.Scalar, Is.EqualTo(2 * 0.5 * Math.Log(2 * Math.PI * Math.E * 9)).Within(1e-5));
    }

    [Test]
    public void A_mixture_of_equal_components_is_that_component()
    {
        // x = m + A·ε with A = [[2, 0], [1, 0.5]]: det 1, A⁻¹ = [[0.5, 0], [−1, 2]]
        float c = (float)(Math.Log(0.5) - Math.Log(2 * Math.PI));
        Variable density = _tape.MixtureLogDensity(
            _tape.Constant(new(new(1, 2), [3, 1])), new(new(2), [c, c]), new(new(2, 2), [1, 1, 1, 1]), new(new(2, 4), [0.5f, 0, -1, 2, 0.5f, 0, -1, 2]));

        // z − m = (2, 0), whitened (1, −2)
        Assert.That(density.Scalar, Is.EqualTo(-Math.Log(2 * Math.PI) - 2.5).Within(1e-5));
    }

    [Test]
    public void A_mixture_keeps_its_digits_far_from_all_components()
    {
        Variable density = _tape.MixtureLogDensity(
            _tape.Constant(new(new(1, 1), [100])), new(new(2), [0, 0]), new(new(2, 1), [0, 1]), new(new(2, 1), [1, 1]));
        Assert.That(density.Scalar, Is.EqualTo(-0.5 * 99 * 99).Within(1e-2));
    }

    [Test]
    public void The_discrepancy_of_equal_distributions_is_about_zero_and_sees_a_shift()
    {
        Assert.That(Discrepancy(0), Is.Zero.Within(0.02));
        Assert.That(Discrepancy(2), Is.GreaterThan(0.5));

        double Discrepancy(float shift)
        {
            Tensor z = Gaussian(1, 400, 2);
            foreach (ref float value in z.Span)
            {
                value += shift;
            }

            return _tape.MaximumMeanDiscrepancy(_tape.Constant(z), Gaussian(2, 400, 2), 4).Scalar;
        }
    }

    [Test]
    public void The_discrepancy_is_unbiased()
    {
        double sum = 0;
        for (uint i = 0; i < 200; i++)
        {
            sum += _tape.MaximumMeanDiscrepancy(_tape.Constant(Gaussian(2 * i, 10, 2)), Gaussian(2 * i + 1, 10, 2), 4).Scalar;
        }

        Assert.That(sum / 200, Is.Zero.Within(0.06)); // the biased one is off by 2 · (7 − 4.3)/10 = 0.5
    }

    [Test]
    public void Moments_are_held_against_each_other_by_their_kernels_and_are_zero_of_equal_samples()
    {
        // Two points at distance 1 against one in the middle: M = ½(1 + k(1)) + 1 − 2·k(¼) with k(d²) = e^(−d²/2) + e^(−d²/8).
        static double K(double square) => Math.Exp(-square / 2) + Math.Exp(-square / 8);
        Variable pair = _tape.Input(new(new(2, 1), [2, 3])), middle = _tape.Constant(new(new(1, 1), [2.5f]));
        Assert.That(_tape.MomentMatching(pair, middle, [1, 2]).Scalar, Is.EqualTo(Math.Sqrt((2 + K(1)) / 2 + 2 - 2 * K(0.25))).Within(1e-6));

        Variable loss = _tape.MomentMatching(pair, _tape.Constant(pair.Value), [1, 2]);
        Assert.That(loss.Scalar, Is.Zero);
        _tape.Backward(loss);
        Assert.That(pair.Gradient!.Span.ToArray(), Is.All.Zero);
    }

    [Test]
    public void Heads_pay_for_the_distance_that_they_lack()
    {
        Variable cost = _tape.HeadSeparation(_tape.Constant(new(new(3, 2), [0, 0, 3, 4, 0, 1])), 6);
        Assert.That(cost.Scalar, Is.EqualTo((6 - 5) + (6 - 1) + (6 - Math.Sqrt(18))).Within(1e-5));
    }

    [Test]
    public void Heads_at_one_place_have_a_finite_gradient()
    {
        Variable heads = _tape.Input(new Tensor(new(3, 2)));
        _tape.Backward(_tape.HeadSeparation(heads, 1));
        Assert.That(heads.Gradient!.Span.ToArray(), Is.All.Zero);
    }

    [Test]
    public void Samples_have_the_mean_and_the_variance_that_were_asked_for()
    {
        Variable z = _tape.Reparameterize(Filled(1000, 10, 3), Filled(1000, 10, 2 * Math.Log(0.5)), new RandomStream(1, 2));
        double mean = z.Value.Span.ToArray().Average();
        Assert.That(mean, Is.EqualTo(3).Within(0.02));
        Assert.That(z.Value.Span.ToArray().Average(x => (x - mean) * (x - mean)), Is.EqualTo(0.25).Within(0.01));
    }

    [Test]
    public void A_Bernoulli_error_is_summed_over_pixels()
    {
        Variable error = _tape.BernoulliError(Filled(3, 784, 0), Filled(3, 784, 0.5));
        Assert.That(error.Scalar, Is.EqualTo(784 * Math.Log(2)).Within(1e-2));
    }

    [Test]
    public void A_replay_allocates_nothing()
    {
        var tape = new Tape(team: WorkerTeam.Single);
        Variable mean = tape.Input(Gaussian(3, 20, 2));
        Variable logVariance = tape.Input(Gaussian(4, 20, 2));
        Variable z = tape.Reparameterize(mean, logVariance, new RandomStream(1, 1));
        Variable loss = new[]
        {
            tape.GaussianDivergence(mean, logVariance, 2),
            tape.GaussianEntropy(logVariance),
            tape.MixtureLogDensity(z, new(new(1)), new(new(1, 2)), new(new(1, 4), [1, 0, 0, 1])),
            tape.MaximumMeanDiscrepancy(z, Gaussian(5, 30, 2), 4),
            tape.MomentMatching(z, mean, [0.5f, 2]),
            tape.HeadSeparation(mean, 3),
        }.Aggregate(tape.Add);
        void Step()
        {
            tape.Step++;
            tape.Forward();
            tape.Backward(loss);
        }

        Step();
        Assert.That(Allocations.OfTen(Step), Is.Zero);
    }

    [Test]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Variable z = Filled(4, 2, 0);
        Assert.Multiple(() =>
        {
            Refuses(() => _tape.WarpImages(z, 3, 1, 2, default, default), "warp images: x [4, 2] does not hold images of 3 × 1 × 2");
            Refuses(
                () => _tape.BatchNorm(z, _tape.Constant(new Tensor(new(2))), _tape.Constant(new Tensor(new(2))), new Tensor(new(1)), new Tensor(new(2))),
                "batch norm: x [4, 2], γ [2], β [2], running mean [1], variance [2] do not fit");
            Refuses(() => _tape.Matmul(z, Filled(3, 2, 0)), "matmul: x [4, 2], w [3, 2] do not fit x [batch, in], w [in, out]");
            Refuses(() => _tape.Reparameterize(z, Filled(4, 3, 0), default), "means [4, 2] and log variances [4, 3] must have one shape");
            Refuses(() => _tape.GaussianDivergence(z, Filled(4, 3, 0), 1), "means [4, 2] and log variances [4, 3] must both be [batch, n]");
            Refuses(() => _tape.GaussianEntropy(_tape.Constant(new Tensor(new(4)))), "log variances [4] must be [batch, n]");
            Refuses(() => _tape.MixtureLogDensity(z, new(new(3)), new(new(3, 2)), new(new(3, 2))), "whitenings [3, 2] do not fit");
            Refuses(() => _tape.MaximumMeanDiscrepancy(z, new(new(1, 2)), 1), "[4, 2] and [1, 2] must have the same columns and two rows or more");
            Refuses(() => _tape.MomentMatching(z, Filled(4, 3, 0), [1]), "moment matching: [4, 2] and [4, 3] must have the same columns and one row or more");
            Refuses(() => _tape.MomentMatching(z, z, [1, 0]), "the deviation of a Gaussian kernel is 1e-15 to 1e15, not 0");
            Refuses(() => _tape.MaximumMeanDiscrepancy(z, new(new(4, 2)), 0), "the unit of an inverse multiquadratic kernel is finite and above 0, not 0");
            Refuses(() => _tape.HeadSeparation(z, float.NaN), "the distance to keep is a finite number, 0 or more, not NaN");
        });
    }

    private static void Refuses(Action call, string message) =>
        Assert.That(call, Throws.TypeOf<AaeException>().With.Message.Contains(message));

    private static Tensor Gaussian(uint stream, int rows, int columns)
    {
        var tensor = new Tensor(new Shape(rows, columns));
        new RandomStream(9, stream).FillGaussian(tensor.Span, step: 0);
        return tensor;
    }

    private Variable Filled(int rows, int columns, double value)
    {
        var tensor = new Tensor(new Shape(rows, columns));
        tensor.Span.Fill((float)value);
        return _tape.Constant(tensor);
    }
}
