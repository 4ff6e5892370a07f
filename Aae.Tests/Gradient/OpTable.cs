using Aae.Autograd.Ops;
using Aae.Core.Random;
using Aae.Kernels.Elementwise;
using static Aae.Tests.Gradient.OpCase;

namespace Aae.Tests.Gradient;

/// <summary>
/// Every op with the cases in which its gradient is checked. ReLU and leaky ReLU have a kink at zero; their inputs stay away
/// from it. Dropout is checked at fixed draws.
/// </summary>
internal static class OpTable
{
    private static readonly RandomStream Draws = new(Seed: 3, Stream: 5);

    private static readonly Activation[] Activations =
        [Activation.Identity, Activation.Relu, Activation.LeakyRelu(0.2f), Activation.Sigmoid, Activation.Tanh];

    public static IEnumerable<OpCase> Cases =>
    [
        // |x·w| ≤ 5 · 0.3 · 0.25 = 0.375 < 0.4 ≤ |b|: no pre-activation is near the kink
        .. Activations.Select(f => new OpCase($"{f.Kind}", typeof(LinearOp),
            [Scaled(0.25f, Numbers(1, 4, 5)), Scaled(0.3f, Numbers(2, 5, 3)), Scaled(1.5f, AwayFromZero(3, 3))],
            (tape, x) => tape.Linear(x[0], x[1], x[2], f))),
        new("one row, one column", typeof(LinearOp), [Numbers(4, 1, 6), Numbers(5, 6, 1), Numbers(6, 1)], (tape, x) => tape.Linear(x[0], x[1], x[2])),
        new("more rows than a tile", typeof(LinearOp), [Numbers(7, 35, 2), Numbers(8, 2, 2), Numbers(9, 2)],
            (tape, x) => tape.Linear(x[0], x[1], x[2], Activation.Tanh)),
        new("without a bias", typeof(LinearOp), [Numbers(39, 4, 5), Numbers(40, 5, 3)], (tape, x) => tape.Matmul(x[0], x[1])),
        .. Activations.Select(f => new OpCase($"{f.Kind} back", typeof(LinearOp),
            [Scaled(0.25f, Numbers(54, 4, 5)), Scaled(0.3f, Numbers(55, 3, 5)), Scaled(1.5f, AwayFromZero(56, 3))],
            (tape, x) => tape.LinearBack(x[0], x[1], x[2], f))),
        new("back without a bias", typeof(LinearOp), [Numbers(57, 4, 5), Numbers(58, 3, 5)], (tape, x) => tape.LinearBack(x[0], x[1])),
        new("there and back", typeof(LinearOp), [Numbers(59, 4, 5), Numbers(60, 5, 3)], (tape, x) => tape.LinearBack(tape.Matmul(x[0], x[1]), x[1])),
        // |P(x)·w| ≤ 12 · 0.1 · 0.3 = 0.36 and 0.6 ≤ |b|: no pre-activation is near the kink
        .. Activations.Select(f => new OpCase($"{f.Kind}", typeof(ConvolutionOp),
            [Scaled(0.1f, Numbers(80, 2, 4, 5, 2)), Scaled(0.3f, Numbers(81, 3, 2, 2, 3)), Scaled(1.5f, AwayFromZero(82, 3))],
            (tape, x) => tape.Convolution(x[0], x[1], x[2], 4, 5, stride: 2, f))),
        new("images in rows", typeof(ConvolutionOp), [Numbers(83, 3, 3 * 3), Numbers(84, 2, 2, 1, 2), Numbers(85, 2)],
            (tape, x) => tape.Convolution(x[0], x[1], x[2], 3, 3)),
        new("single places", typeof(ConvolutionOp), [Numbers(86, 2, 2, 3, 2), Numbers(87, 1, 1, 2, 3), Numbers(88, 3)],
            (tape, x) => tape.Convolution(x[0], x[1], x[2], 2, 3, stride: 1, Activation.Tanh)),
        new("a kernel larger than the image", typeof(ConvolutionOp), [Numbers(89, 2, 2, 2, 1), Numbers(90, 5, 5, 1, 2), Numbers(91, 2)],
            (tape, x) => tape.Convolution(x[0], x[1], x[2], 2, 2, stride: 3)),
        // A place of the output sums 2 · 2 products of |x| ≤ 0.1 and |w| ≤ 0.3 for three filters at most: 0.36 < 0.6 ≤ |b|
        .. Activations.Select(f => new OpCase($"{f.Kind}", typeof(TransposedConvolutionOp),
            [Scaled(0.1f, Numbers(130, 2, 2, 3, 3)), Scaled(0.3f, Numbers(131, 3, 2, 2, 3)), Scaled(1.5f, AwayFromZero(132, 2))],
            (tape, x) => tape.TransposedConvolution(x[0], x[1], x[2], 4, 5, stride: 2, f))),
        new("codes in rows", typeof(TransposedConvolutionOp), [Numbers(133, 3, 2 * 2 * 2), Numbers(134, 2, 3, 1, 2), Numbers(135, 1)],
            (tape, x) => tape.TransposedConvolution(x[0], x[1], x[2], 3, 4, stride: 2)),
        new("single places", typeof(TransposedConvolutionOp), [Numbers(136, 2, 2, 3, 3), Numbers(137, 1, 1, 2, 3), Numbers(138, 2)],
            (tape, x) => tape.TransposedConvolution(x[0], x[1], x[2], 2, 3, stride: 1, Activation.Tanh)),
        new("a kernel larger than the image", typeof(TransposedConvolutionOp), [Numbers(139, 2, 1, 1, 2), Numbers(140, 5, 5, 1, 2), Numbers(141, 1)],
            (tape, x) => tape.TransposedConvolution(x[0], x[1], x[2], 2, 2, stride: 3)),
        new("images", typeof(FlattenOp), [Numbers(92, 2, 3, 2, 2)], (tape, x) => tape.Flatten(x[0])),
        new("three channels last", typeof(TransposeExamplesOp), [Numbers(93, 2, 3 * 4)], (tape, x) => tape.ChannelsLast(x[0], 3)),
        new("three channels first", typeof(TransposeExamplesOp), [Numbers(142, 2, 2, 2, 3)], (tape, x) => tape.ChannelsFirst(x[0])),
        .. Activations.Select(f => new OpCase($"{f.Kind}", typeof(ActivateOp), [AwayFromZero(10, 3, 7)], (tape, x) => tape.Activate(x[0], f))),
        // The pieces of a unit are 0.5 apart or more: finite differences do not change which is the largest.
        new("three pieces of two units", typeof(MaxoutOp),
            [new(new(2, 6), [0.1f, -0.9f, 0.8f, 0.4f, -0.6f, -0.2f, 1, 0.3f, 0.2f, -0.8f, -0.7f, 1])], (tape, x) => tape.Maxout(x[0], 3)),
        // |γ·x̂| ≤ 0.1 · 2 = 0.2 and 0.4 ≤ |β|: nothing is near the kink
        .. Activations.Select(f => new OpCase($"{f.Kind} of a batch", typeof(BatchNormOp),
            [Numbers(29, 5, 3), Scaled(0.1f, Numbers(30, 3)), AwayFromZero(31, 3)],
            (tape, x) => tape.BatchNorm(x[0], x[1], x[2], Numbers(32, 3), Numbers(33, 3), f))),
        new("places of images", typeof(BatchNormOp), [Numbers(94, 2, 2, 3, 2), Numbers(95, 2), Numbers(96, 2)],
            (tape, x) => tape.BatchNorm(x[0], x[1], x[2], Numbers(97, 2), Numbers(98, 2), Activation.Tanh)),
        new("with running statistics", typeof(BatchNormOp), [Numbers(34, 5, 3), Numbers(35, 3), Numbers(36, 3)],
            (tape, x) => tape.Record(new BatchNormOp(x[0], x[1], x[2], Numbers(37, 3), Distributions(38, 1, 3).Reshape(new(3)), Activation.Tanh, training: false))),
        new("rows", typeof(SoftmaxOp), [Numbers(11, 4, 6)], (tape, x) => tape.Softmax(x[0])),
        new("one class", typeof(SoftmaxOp), [Numbers(12, 3, 1)], (tape, x) => tape.Softmax(x[0])),
        new("two inputs", typeof(AddOp), [Numbers(13, 3, 4), Numbers(14, 3, 4)], (tape, x) => tape.Add(x[0], x[1])),
        new("the same input twice", typeof(AddOp), [Numbers(15, 3, 4)], (tape, x) => tape.Add(x[0], x[0])),
        new("a constant", typeof(ScaleOp), [Numbers(16, 3, 4)], (tape, x) => tape.Scale(x[0], -1.7f)),
        new("a weight", typeof(WeightOp), [Numbers(41, 3, 4)], (tape, x) => tape.Scale(x[0], new Aae.Core.Tensors.Tensor(new(), [-0.6f]))),
        new("unequal heights", typeof(StackRowsOp), [Numbers(17, 2, 3), Numbers(18, 4, 3)], (tape, x) => tape.StackRows(x[0], x[1])),
        new("unequal widths", typeof(JoinColumnsOp), [Numbers(19, 3, 2), Numbers(20, 3, 5)], (tape, x) => tape.JoinColumns(x[0], x[1])),
        new("those in the middle", typeof(TakeColumnsOp), [Numbers(39, 3, 5)], (tape, x) => tape.TakeColumns(x[0], 1, 3)),
        new("Gaussian", typeof(JoinNoiseOp), [Numbers(52, 3, 2)], (tape, x) => tape.JoinNoise(x[0], 4, NoiseLaw.Gaussian, Draws)),
        new("uniform", typeof(JoinNoiseOp), [Numbers(53, 3, 2)], (tape, x) => tape.JoinNoise(x[0], 1, NoiseLaw.Uniform, Draws)),
        new("a third dropped", typeof(DropoutOp), [Numbers(21, 5, 7)], (tape, x) => tape.Dropout(x[0], 0.3f, Draws)),
        // 0.3 away from where an element would jump.
        new("at fixed draws", typeof(BernoulliOp), [AwayFromDraws(5, 7)], (tape, x) => tape.Bernoulli(x[0], Draws)),
        new("a third changed", typeof(SaltAndPepperOp), [Numbers(69, 5, 7)], (tape, x) => tape.SaltAndPepper(x[0], 0.3f, Draws)),
        new("two images of two channels", typeof(WarpImagesOp), [Numbers(70, 2, 2 * 4 * 5)],
            (tape, x) => tape.WarpImages(x[0], 2, 4, 5, new WarpRange(1, 30, 0.2f, 0.3f), Draws)),
        new("σ = 0.3", typeof(AddGaussianNoiseOp), [Numbers(22, 5, 7)], (tape, x) => tape.AddGaussianNoise(x[0], 0.3f, Draws)),
        new("a batch", typeof(HalfSquaredErrorOp), [Numbers(23, 4, 6)],
            (tape, x) => tape.HalfSquaredError(x[0], tape.Constant(Numbers(24, 4, 6)))),
        new("soft targets", typeof(BinaryCrossEntropyOp), [Scaled(3, Numbers(25, 5, 1))],
            (tape, x) => tape.BinaryCrossEntropy(x[0], tape.Constant(Distributions(26, 1, 5).Reshape(x[0].Shape)))),
        new("distributions", typeof(SoftmaxCrossEntropyOp), [Scaled(3, Numbers(27, 4, 5))],
            (tape, x) => tape.SoftmaxCrossEntropy(x[0], tape.Constant(Distributions(28, 4, 5)))),
        // Pairs at distances 2.2 and 4.1: nearer than 3 by far, and farther by far.
        new("some pairs too near", typeof(HeadSeparationOp),
            [new(new(3, 2), [0, 0, 2, 1, -4, 1])], (tape, x) => tape.HeadSeparation(x[0], 3)),
        new("at fixed draws", typeof(ReparameterizeOp), [Numbers(41, 4, 3), Numbers(42, 4, 3)],
            (tape, x) => tape.Reparameterize(x[0], x[1], Draws)),
        new("s = 1.5", typeof(GaussianDivergenceOp), [Numbers(43, 4, 3), Numbers(44, 4, 3)],
            (tape, x) => tape.GaussianDivergence(x[0], x[1], 1.5f)),
        new("a batch", typeof(GaussianEntropyOp), [Numbers(45, 4, 3)], (tape, x) => tape.GaussianEntropy(x[0])),
        new("three components in two dimensions", typeof(MixtureLogDensityOp), [Numbers(46, 5, 2)],
            (tape, x) => tape.MixtureLogDensity(x[0], Numbers(47, 3), Numbers(48, 3, 2), Numbers(49, 3, 4))),
        new("unequal samples", typeof(MaximumMeanDiscrepancyOp), [Numbers(50, 5, 3)],
            (tape, x) => tape.MaximumMeanDiscrepancy(x[0], Scaled(0.5f, Numbers(51, 7, 3)), 2)),
        new("unequal samples", typeof(MomentMatchingOp), [Numbers(77, 5, 3), Scaled(0.5f, Numbers(78, 7, 3))],
            (tape, x) => tape.MomentMatching(x[0], x[1], [0.7f, 1.5f])),
        new("a batch", typeof(ContractionOp), [Distributions(65, 4, 3), Numbers(66, 5, 3)], (tape, x) => tape.Contraction(x[0], x[1])),
        .. Activations.Select(f => new OpCase($"{f.Kind}", typeof(SlopeOp), [Numbers(67, 3, 4)], (tape, x) => tape.Slope(x[0], tape.Constant(Numbers(68, 3, 4)), f))),
        new("a batch", typeof(FreeEnergyOp), [Numbers(61, 4, 5), Numbers(62, 5, 3), Numbers(63, 3), Numbers(64, 5)],
            (tape, x) => tape.FreeEnergy(x[0], x[1], x[2], x[3])),
    ];

    private static Aae.Core.Tensors.Tensor AwayFromDraws(int rows, int columns)
    {
        var numbers = new Aae.Core.Tensors.Tensor(new(rows, columns));
        Draws.FillUniform(numbers.Span, step: 0);
        for (int i = 0; i < numbers.Shape.Count; i++)
        {
            numbers.Span[i] += i % 3 == 0 ? 0.3f : -0.3f;
        }

        return numbers;
    }

    private static Aae.Core.Tensors.Tensor Scaled(float scale, Aae.Core.Tensors.Tensor tensor)
    {
        foreach (ref float value in tensor.Span)
        {
            value *= scale;
        }

        return tensor;
    }
}
