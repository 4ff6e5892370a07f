using Aae.Core;
using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Convolution;
using Aae.Kernels.Distances;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Losses;
using Aae.Kernels.Normalization;
using Aae.Kernels.Optimizers;
using Aae.Kernels.Reductions;

namespace Aae.Tests.Kernels;

/// <summary>
/// Calls that are wrong, over no memory at all: each is refused before anything is touched, in one line that says what is wrong,
/// with which value, and what is allowed.
/// </summary>
[Category("Unit")]
internal sealed unsafe class RefusalTests
{
    private const string Sizes = ": rows and columns are 0 or more, their product at most 2147483591";
    private const float Infinity = float.PositiveInfinity;

    private static readonly WorkerTeam s_team = WorkerTeam.Single;

    private static IEnumerable<TestCaseData> Matrices =>
    [
        Over("Softmax", (rows, columns) => Softmax.Apply(rows, columns, null, null, s_team)),
        Over("Softmax", (rows, columns) => Softmax.Gradient(rows, columns, null, null, null, s_team)),
        Over("LogSoftmax", (rows, columns) => LogSoftmax.Apply(rows, columns, null, null, s_team)),
        Over("LogSoftmax", (rows, columns) => LogSoftmax.Gradient(rows, columns, null, null, null, s_team)),
        Over("LogSumExp", (rows, columns) => LogSumExp.OfRows(rows, columns, null, null, s_team)),
        Over("Maxout", (rows, columns) => Maxout.Apply(rows, columns, 1, null, null, s_team)),
        Over("Maxout", (rows, columns) => Maxout.Gradient(rows, columns, 1, null, null, null, null, s_team)),
        Over("Maxima", (rows, columns) => Maxima.OfRows(rows, columns, null, null, s_team)),
        Over("Maxima", (rows, columns) => Maxima.PlacesInRows(rows, columns, null, null, s_team)),
        Over("Sums", (rows, columns) => Sums.OfRows(rows, columns, null, null, s_team)),
        Over("sums of columns", (rows, columns) => Sums.OfColumns(rows, columns, null, null, s_team)),
        Over("SoftmaxCrossEntropy", (rows, columns) => SoftmaxCrossEntropy.Value(null, null, rows, columns, s_team)),
        Over("SoftmaxCrossEntropy", (rows, columns) => SoftmaxCrossEntropy.Gradient(null, null, 1, null, rows, columns, s_team)),
        Over("one-hot vectors", (rows, columns) => OneHot.Encode((byte*)null, rows, columns, null, s_team)),
        Over("points of a kernel sum", (rows, dimensions) =>
            KernelSums.Sum(new InverseMultiquadratic(1), rows, 1, dimensions, null, null, s_team)),
        Over("points of a kernel sum", (rows, dimensions) =>
            KernelSums.AddGradient(new InverseMultiquadratic(1), rows, 1, dimensions, null, null, 1, null, s_team)),
        Over("the gradient of a bias", (rows, columns) =>
            Activations.GradientWithBias(Activation.Relu, rows, columns, null, null, null, null, s_team)),
        Over("batch normalization", (rows, columns) =>
            BatchNorm.Statistics(rows, columns, null, 1e-5f, null, null, null, s_team)),
        Over("batch normalization", (rows, columns) => BatchNorm.Normalize(rows, columns, null, null, null, null, null, null, s_team)),
        Over("batch normalization", (rows, columns) =>
            BatchNorm.ParameterGradients(rows, columns, null, null, null, null, null, null, s_team)),
        Over("batch normalization", (rows, columns) =>
            BatchNorm.InputGradient(rows, columns, null, null, null, null, null, null, null, null, s_team)),
        Over("batch normalization", (rows, columns) => BatchNorm.UpdateRunning(rows, columns, 0.1f, null, null, null, null, s_team)),
    ];

    private static IEnumerable<TestCaseData> Elements =>
    [
        OverElements("Activations", n => Activations.Apply(Activation.Tanh, null, null, n, s_team)),
        OverElements("Activations", n => Activations.Gradient(Activation.Sigmoid, null, null, null, n, s_team)),
        OverElements("Functions", n => Functions.Exp(null, null, n, s_team)),
        OverElements("Functions", n => Functions.Log(null, null, n, s_team)),
        OverElements("Functions", n => Functions.Softplus(null, null, n, s_team)),
        OverElements("Dropout", n => Dropout.Apply(null, 0.5f, null, null, n, s_team)),
        OverElements("SaltAndPepper", n => SaltAndPepper.Apply(null, 0.5f, null, null, n, s_team)),
        OverElements("Bernoulli", n => Bernoulli.Draw(null, null, null, n, s_team)),
        OverElements("Arithmetic", n => Arithmetic.MultiplyAdd(null, 1, null, null, n, s_team)),
        OverElements("Reparameterization", n => Reparameterization.Apply(null, null, null, null, n, s_team)),
        OverElements("Reparameterization", n => Reparameterization.Gradient(null, null, null, null, n, s_team)),
        OverElements("GaussianDivergence", n => GaussianDivergence.Value(null, null, 1, n, s_team)),
        OverElements("GaussianDivergence", n => GaussianDivergence.MeanGradient(null, 1, 1, null, n, s_team)),
        OverElements("GaussianDivergence", n => GaussianDivergence.LogVarianceGradient(null, 1, 1, null, n, s_team)),
        OverElements("HalfSquaredError", n => HalfSquaredError.Value(null, null, n, s_team)),
        OverElements("HalfSquaredError", n => HalfSquaredError.Gradient(null, null, 1, null, n, s_team)),
        OverElements("BinaryCrossEntropy", n => BinaryCrossEntropy.Value(null, null, n, s_team)),
        OverElements("BinaryCrossEntropy", n => BinaryCrossEntropy.Gradient(null, null, 1, null, n, s_team)),
        OverElements("Sums", n => Sums.OfSquares(null, n, s_team)),
        OverElements("SgdKernel", n => Sgd(count: n)),
        OverElements("AdamKernel", n => Adam(count: n)),
        OverElements("AverageKernel", n => AverageKernel.Update(null, null, n, 0.9, s_team)),
    ];

    private static IEnumerable<TestCaseData> Factors =>
    [
        Wrong("the deviation of a Gaussian divergence is finite and above 0, not 0", () => GaussianDivergence.Value(null, null, 0, 0, s_team)),
        Wrong("the deviation of a Gaussian divergence is finite and above 0, not NaN", () => GaussianDivergence.Value(null, null, float.NaN, 0, s_team)),
        Wrong("the unit of an inverse multiquadratic kernel is finite and above 0, not 0", () => _ = new InverseMultiquadratic(0)),
        Wrong("the deviation of a Gaussian kernel is 1e-15 to 1e15, not 0", () => GaussianKernels.RateOf(0)),
        Wrong("the deviation of a Gaussian kernel is 1e-15 to 1e15, not NaN", () => GaussianKernels.RateOf(float.NaN)),
        Wrong("the rate of SGD is 0 or more and finite, not -1", () => Sgd(rate: -1)),
        Wrong("the rate of SGD is 0 or more and finite, not NaN", () => Sgd(rate: float.NaN)),
        Wrong("the momentum of SGD is 0 or more and below 1, not 1", () => Sgd(momentum: 1)),
        Wrong("the momentum of SGD is 0 or more and below 1, not -0.5", () => Sgd(momentum: -0.5f)),
        Wrong("the weight decay of SGD is 0 or more and finite, not -1", () => Sgd(decay: -1)),
        Wrong("the gradients' scale in SGD is finite, not NaN", () => Sgd(scale: float.NaN)),
        Wrong("the rate of Adam is 0 or more and finite, not -1", () => Adam(rate: -1)),
        Wrong("β₁ of Adam is 0 or more and below 1, not 1", () => Adam(beta1: 1)),
        Wrong("β₂ of Adam is 0 or more and below 1, not NaN", () => Adam(beta2: double.NaN)),
        Wrong("ε of Adam is above 0 and finite, not 0", () => Adam(epsilon: 0)),
        Wrong("1 − β₁ᵗ of Adam is above 0 and at most 1, not 0", () => Adam(correction1: 0)),
        Wrong("1 − β₂ᵗ of Adam is above 0 and at most 1, not 2", () => Adam(correction2: 2)),
        Wrong("the weight decay of Adam is 0 or more and finite, not -1", () => Adam(decay: -1)),
        Wrong("the gradients' scale in Adam is finite, not", () => Adam(scale: Infinity)),
        Wrong("the decay of an average is 0 or more and below 1, not 1", () => AverageKernel.Update(null, null, 0, 1, s_team)),
        Wrong("the decay of an average is 0 or more and below 1, not NaN", () => AverageKernel.Update(null, null, 0, double.NaN, s_team)),
        Wrong("dropout's rate is 0 or more and below 1, not 1", () => Dropout.Apply(null, 1, null, null, 0, s_team)),
        Wrong("the rate of salt and pepper is 0 or more and below 1, not 1", () => SaltAndPepper.Apply(null, 1, null, null, 0, s_team)),
        Wrong("dropout's rate is 0 or more and below 1, not NaN", () => Dropout.Apply(null, float.NaN, null, null, 0, s_team)),
        Wrong("the slope of a leaky ReLU is above 0 and finite, not -0.5", () => Activation.LeakyRelu(-0.5f)),
        Wrong("the slope of a leaky ReLU is above 0 and finite, not 0", () => _ = new Activation(ActivationKind.LeakyRelu)),
        Wrong("number 5 is no activation function: 0 to 4 are", () => _ = new Activation((ActivationKind)5)),
        Wrong("the number of pieces of a maxout unit is 1 or more, not 0", () => Maxout.Apply(0, 0, 0, null, null, s_team)),
        Wrong("the number of classes is 1 or more, not 0", () => OneHot.Encode((byte*)null, 0, 0, null, s_team)),
        Wrong("batch normalization of [0, 5] needs 1 or more rows for a mean",
            () => BatchNorm.Statistics(0, 5, null, 1e-5f, null, null, null, s_team)),
        Wrong("batch normalization of [1, 5] needs 2 or more rows for an unbiased variance",
            () => BatchNorm.UpdateRunning(1, 5, 0.1f, null, null, null, null, s_team)),
        Wrong("ε of batch normalization is above 0 and finite, not 0",
            () => BatchNorm.Statistics(2, 5, null, 0, null, null, null, s_team)),
        Wrong("ε of batch normalization is above 0 and finite, not NaN",
            () => BatchNorm.Statistics(2, 5, null, float.NaN, null, null, null, s_team)),
        Wrong("batch normalization of [1, -5]", () => BatchNorm.Normalize(1, -5, null, null, null, null, null, null, s_team)),
        Wrong("the momentum of batch normalization is 0 to 1, not 1.5",
            () => BatchNorm.UpdateRunning(2, 5, 1.5f, null, null, null, null, s_team)),
        Wrong("the number of a Parzen estimate's points is 0 or more, not -1", () => _ = new ParzenSums(null, -1, 3, [1])),
        Wrong("the number of a Parzen estimate's dimensions is 1 or more, not 0", () => _ = new ParzenSums(null, 0, 0, [1])),
        Wrong("a Parzen window's standard deviation is 1e-15 to 1e15, not 0", () => _ = new ParzenSums(null, 0, 3, [1, 0])),
        Wrong("a Parzen window's standard deviation is 1e-15 to 1e15, not NaN", () => _ = new ParzenSums(null, 0, 3, [double.NaN])),
        Wrong("a Parzen estimate of points [2147483647, 784] and 1 σ takes arrays of more than",
            () => _ = new ParzenSums(null, int.MaxValue, 784, [1])),
        Wrong("a Parzen estimate of points [0, 2000000] and 1 σ takes", () => _ = new ParzenSums(null, 0, 2_000_000, [1])),
        Wrong("the number of a Parzen estimate's samples is 0 or more, not -1", () => Parzen().Append(null, -1, s_team)),
        Wrong("a Parzen window is 0 to 1, not 2", () => Parzen().Read(2, [])),
        Wrong("the length of a Parzen estimate is 0, the number of points, not 1", () => Parzen().Read(0, [0])),
        Wrong("the state of a Parzen estimate has 2 numbers here, not 3", () => Parzen().CopyStateTo(new double[3])),
        Wrong("the state of a Parzen estimate has 2 numbers here, not 1", () => Parzen().Restore([0])),
    ];

    [TestCaseSource(nameof(Matrices))]
    public void A_matrix_that_no_tensor_can_hold_is_refused(string what, Action<int, int> run)
    {
        foreach (var (rows, columns) in (ReadOnlySpan<(int, int)>)[(-1, 10), (10, -1), (1 << 16, 1 << 15)])
        {
            Require($"{what} of [{rows}, {columns}]{Sizes}", () => run(rows, columns));
        }
    }

    [TestCaseSource(nameof(Elements))]
    public void A_negative_count_is_refused(string what, Action<int> run) =>
        Require($"{what} of -5 elements: 0 or more are allowed", () => run(-5));

    [TestCaseSource(nameof(Factors))]
    public void A_factor_out_of_its_range_is_refused(string message, Action run) => Require(message, run);

    [Test]
    public void A_convolution_without_a_shape_is_refused()
    {
        Assert.That(() => Convolution2D.Forward(default, null, null, null, default, null, s_team), NoShape());
        Assert.That(() => Convolution2D.InputGradient(default, null, null, null, s_team), NoShape());
        Assert.That(() => Convolution2D.WeightGradient(default, null, null, null, s_team), NoShape());

        static NUnit.Framework.Constraints.IResolveConstraint NoShape() =>
            Throws.ArgumentException.With.Message.EqualTo("a convolution's shape is made by its constructor");
    }

    [Test]
    public void More_scratch_than_a_block_holds_is_refused()
    {
        AlignedBlock? block = null;
        Require("a computation needs 4294967296 floats of scratch, more than the 2147483575", () => Scratch.Require(ref block, 1L << 32));
        Assert.That(block, Is.Null);
    }

    private static void Require(string message, Action run)
    {
        AaeException? error = Assert.Throws<AaeException>(() => run());
        Assert.That(error!.Message, Does.StartWith(message).And.Not.Contains("\n"));
    }

    private static ParzenSums Parzen() => new(null, 0, 3, [1, 2]);

    private static void Sgd(int count = 0, float rate = 0.1f, float momentum = 0.9f, float decay = 0, float scale = 1) =>
        SgdKernel.Update(null, null, null, count, rate, momentum, decay, scale, s_team);

    private static void Adam(
        int count = 0, double rate = 0.1, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double correction1 = 0.1,
        double correction2 = 0.1, double decay = 0, float scale = 1) =>
        AdamKernel.Update(
            null, null, null, null, count, rate, beta1, beta2, epsilon, correction1, correction2, decay, scale, s_team);

    private static TestCaseData Over(string what, Action<int, int> run) => new(what, run);

    private static TestCaseData OverElements(string what, Action<int> run) => new(what, run);

    private static TestCaseData Wrong(string message, Action run) => new(message, run);
}
