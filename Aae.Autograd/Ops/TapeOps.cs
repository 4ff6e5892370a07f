using Aae.Autograd.Tapes;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Kernels.Elementwise;

namespace Aae.Autograd.Ops;

/// <summary>The ops, as one writes them: <c>tape.Linear(x, w, b)</c>. Each runs at once and is recorded; see its file for the formula.</summary>
public static class TapeOps
{
    /// <summary>f(x·w + b).</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Inputs [batch, in].</param>
    /// <param name="w">Weights [in, out].</param>
    /// <param name="b">Biases [out].</param>
    /// <param name="f">The activation function; the identity where none is given.</param>
    /// <returns>[batch, out]</returns>
    public static Variable Linear(this Tape tape, Variable x, Variable w, Variable b, Activation f = default) =>
        tape.Record(new LinearOp(x, w, b, f));

    /// <summary>x·w: a linear function without a bias.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[batch, in]</param>
    /// <param name="w">[in, out]</param>
    /// <returns>[batch, out]</returns>
    public static Variable Matmul(this Tape tape, Variable x, Variable w) => tape.Record(new LinearOp(x, w, null, default));

    /// <summary>f(x·wᵀ + b): back through the weights of a linear function, or f(x·wᵀ) without a bias.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[batch, out]</param>
    /// <param name="w">Weights [in, out].</param>
    /// <param name="b">Biases [in]; null for none.</param>
    /// <param name="f">The activation function; the identity where none is given.</param>
    /// <returns>[batch, in]</returns>
    public static Variable LinearBack(this Tape tape, Variable x, Variable w, Variable? b = null, Activation f = default) =>
        tape.Record(new LinearOp(x, w, b, f, back: true));

    /// <summary>f(x ∗ w + b): a 2-D convolution, padded with zeros, as evenly as it goes and the odd one behind, to ⌈height/stride⌉ × ⌈width/stride⌉ places.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Images [batch, height · width · channels], channels last.</param>
    /// <param name="w">Weights [kernel height, kernel width, channels, filters].</param>
    /// <param name="b">Biases [filters].</param>
    /// <param name="height">Rows of places of an image.</param>
    /// <param name="width">Columns of places of an image.</param>
    /// <param name="stride">Places by which the kernel moves, 1 or more.</param>
    /// <param name="f">The activation function; the identity where none is given.</param>
    /// <returns>[batch, ⌈height/stride⌉, ⌈width/stride⌉, filters]</returns>
    public static Variable Convolution(
        this Tape tape, Variable x, Variable w, Variable b, int height, int width, int stride = 1, Activation f = default) =>
        tape.Record(new ConvolutionOp(x, w, b, height, width, stride, f));

    /// <summary>f(w ∗ᵀ x + b): a 2-D transposed convolution, the way back of <see cref="Convolution"/> of the same numbers: from its places to its image.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[batch, ⌈height/stride⌉ · ⌈width/stride⌉ · filters], filters last.</param>
    /// <param name="w">Weights [kernel height, kernel width, channels, filters].</param>
    /// <param name="b">Biases [channels].</param>
    /// <param name="height">Rows of places of what it makes.</param>
    /// <param name="width">Columns of places of what it makes.</param>
    /// <param name="stride">Places by which the kernel moves, 1 or more.</param>
    /// <param name="f">The activation function; the identity where none is given.</param>
    /// <returns>[batch, height, width, channels]</returns>
    public static Variable TransposedConvolution(
        this Tape tape, Variable x, Variable w, Variable b, int height, int width, int stride = 1, Activation f = default) =>
        tape.Record(new TransposedConvolutionOp(x, w, b, height, width, stride, f));

    /// <summary>Each example in a row.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[batch, …]</param>
    /// <returns>[batch, numbers of an example]</returns>
    public static Variable Flatten(this Tape tape, Variable x) => tape.Record(new FlattenOp(x));

    /// <summary>Images with the channels of a place side by side, as convolutions read them.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Images [batch, channels · places].</param>
    /// <param name="channels">Channels of an image, 1 or more.</param>
    /// <returns>[batch, places, channels]</returns>
    public static Variable ChannelsLast(this Tape tape, Variable x, int channels) => tape.Record(new TransposeExamplesOp(x, channels));

    /// <summary>Images with their channels one after the other, as data sets have them: the way back of <see cref="ChannelsLast"/>.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Images [batch, …, channels], channels last.</param>
    /// <returns>[batch, channels, places]</returns>
    public static Variable ChannelsFirst(this Tape tape, Variable x) => tape.Record(new TransposeExamplesOp(x, x.Shape.Columns / x.Shape[x.Shape.Rank - 1]));

    /// <summary>f(x), element by element.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="f">The activation function.</param>
    /// <returns>The shape of x.</returns>
    public static Variable Activate(this Tape tape, Variable x, Activation f) => tape.Record(new ActivateOp(x, f));

    /// <summary>The largest of each unit's pieces (Goodfellow et al. 2013).</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[batch, pieces · units], piece by piece.</param>
    /// <param name="pieces">The pieces of a unit, 1 or more.</param>
    /// <returns>[batch, units]</returns>
    public static Variable Maxout(this Tape tape, Variable x, int pieces) => tape.Record(new MaxoutOp(x, pieces));

    /// <summary>f(γ·x̂ + β), x̂ the features normalized by the batch while the tape is training, by running averages at evaluation.</summary>
    /// <param name="tape">The tape; where it renews statistics, each forward pass moves the running averages.</param>
    /// <param name="x">Inputs [batch, …, features]; while training, two or more of each feature.</param>
    /// <param name="gamma">γ [features].</param>
    /// <param name="beta">β [features].</param>
    /// <param name="runningMean">The running average of the means [features].</param>
    /// <param name="runningVariance">The running average of the variances [features].</param>
    /// <param name="f">The activation function; the identity where none is given.</param>
    /// <returns>The shape of x.</returns>
    public static Variable BatchNorm(
        this Tape tape, Variable x, Variable gamma, Variable beta, Tensor runningMean, Tensor runningVariance, Activation f = default) =>
        tape.Record(new BatchNormOp(x, gamma, beta, runningMean, runningVariance, f, tape.Training, tape.RenewsStatistics));

    /// <summary>Each row turned into a distribution.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Logits [batch, classes].</param>
    /// <returns>[batch, classes]</returns>
    public static Variable Softmax(this Tape tape, Variable x) => tape.Record(new SoftmaxOp(x));

    /// <summary>a + b.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="a">Any shape.</param>
    /// <param name="b">The same shape.</param>
    /// <returns>The same shape.</returns>
    public static Variable Add(this Tape tape, Variable a, Variable b) => tape.Record(new AddOp(a, b));

    /// <summary>c·x.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="c">A constant.</param>
    /// <returns>The shape of x.</returns>
    public static Variable Scale(this Tape tape, Variable x, float c) => tape.Record(new ScaleOp(x, c));

    /// <summary>w·x.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="w">A scalar weight, a constant that each pass over the recording reads anew.</param>
    /// <returns>The shape of x.</returns>
    public static Variable Scale(this Tape tape, Variable x, Tensor w) => tape.Record(new WeightOp(x, w));

    /// <summary>a above b.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="a">[m, columns]</param>
    /// <param name="b">[n, columns]</param>
    /// <returns>[m + n, columns]</returns>
    public static Variable StackRows(this Tape tape, Variable a, Variable b) => tape.Record(new StackRowsOp(a, b));

    /// <summary>a beside b.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="a">[batch, m]</param>
    /// <param name="b">[batch, n]</param>
    /// <returns>[batch, m + n]</returns>
    public static Variable JoinColumns(this Tape tape, Variable a, Variable b) => tape.Record(new JoinColumnsOp(a, b));

    /// <summary>Some columns of x, one part of a joined code.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[batch, m]</param>
    /// <param name="first">The first column, from 0.</param>
    /// <param name="n">The number of columns.</param>
    /// <returns>[batch, n]</returns>
    public static Variable TakeColumns(this Tape tape, Variable x, int first, int n) => tape.Record(new TakeColumnsOp(x, first, n));

    /// <summary>x beside noise η.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[batch, m]</param>
    /// <param name="columns">n, the columns of η, 1 or more.</param>
    /// <param name="law">The law of each element of η.</param>
    /// <param name="stream">The random stream; drawn from at the tape's step.</param>
    /// <returns>[batch, m + n]</returns>
    public static Variable JoinNoise(this Tape tape, Variable x, int columns, NoiseLaw law, RandomStream stream) =>
        tape.Record(new JoinNoiseOp(x, columns, law, stream));

    /// <summary>x with each element dropped with probability <paramref name="rate"/> and the others scaled up to keep the mean.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="rate">0 ≤ rate &lt; 1.</param>
    /// <param name="stream">The random stream; drawn from at the tape's step.</param>
    /// <returns>The shape of x.</returns>
    public static Variable Dropout(this Tape tape, Variable x, float rate, RandomStream stream) => tape.Record(new DropoutOp(x, rate, stream));

    /// <summary>x + σ·η with η ~ N(0, I).</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="deviation">σ, 0 or more.</param>
    /// <param name="stream">The random stream; drawn from at the tape's step.</param>
    /// <returns>The shape of x.</returns>
    public static Variable AddGaussianNoise(this Tape tape, Variable x, float deviation, RandomStream stream) =>
        tape.Record(new AddGaussianNoiseOp(x, deviation, stream));

    /// <summary>Binary draws: each element 1 with its probability, else 0. No gradient passes.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="p">Probabilities, any shape.</param>
    /// <param name="stream">The random stream; drawn from at the tape's step.</param>
    /// <returns>The shape of p.</returns>
    public static Variable Bernoulli(this Tape tape, Variable p, RandomStream stream) => tape.Record(new BernoulliOp(p, stream));

    /// <summary>x with each element made 0 or 1, each as likely, with probability <paramref name="rate"/>.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="rate">0 ≤ rate &lt; 1.</param>
    /// <param name="stream">The random stream; drawn from at the tape's step.</param>
    /// <returns>The shape of x.</returns>
    public static Variable SaltAndPepper(this Tape tape, Variable x, float rate, RandomStream stream) => tape.Record(new SaltAndPepperOp(x, rate, stream));

    /// <summary>Images, each shifted, turned, scaled and sheared by draws of its own; from outside comes 0.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[batch, channels · height · width]</param>
    /// <param name="channels">Channels of an image.</param>
    /// <param name="height">Rows of pixels.</param>
    /// <param name="width">Columns of pixels.</param>
    /// <param name="range">How far.</param>
    /// <param name="stream">The random stream; drawn from at the tape's step.</param>
    /// <returns>The shape of x.</returns>
    public static Variable WarpImages(this Tape tape, Variable x, int channels, int height, int width, WarpRange range, RandomStream stream) =>
        tape.Record(new WarpImagesOp(x, channels, height, width, range, stream));

    /// <summary>½ squared error, summed over a row's elements and averaged over rows.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="prediction">[batch, …]</param>
    /// <param name="target">The same shape; a constant.</param>
    /// <returns>A scalar.</returns>
    public static Variable HalfSquaredError(this Tape tape, Variable prediction, Variable target) =>
        tape.Record(new HalfSquaredErrorOp(prediction, target));

    /// <summary>Binary cross-entropy of logits, averaged over all elements.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="logits">Log odds, any shape (not probabilities).</param>
    /// <param name="targets">The same shape, in [0, 1]; a constant.</param>
    /// <returns>A scalar.</returns>
    public static Variable BinaryCrossEntropy(this Tape tape, Variable logits, Variable targets) =>
        tape.Record(new BinaryCrossEntropyOp(logits, targets));

    /// <summary>Cross-entropy of softmax(logits), averaged over rows.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="logits">[batch, classes] (not probabilities: the softmax is part of the op).</param>
    /// <param name="targets">[batch, classes], each row a distribution; a constant.</param>
    /// <returns>A scalar.</returns>
    public static Variable SoftmaxCrossEntropy(this Tape tape, Variable logits, Variable targets) =>
        tape.Record(new SoftmaxCrossEntropyOp(logits, targets));

    /// <summary>Σ over pairs of max(0, η − ‖h_i − h_j‖): what cluster heads pay for standing closer together than η (paper §7).</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="heads">h [heads, n]. Two heads at one place do not push each other: start them apart.</param>
    /// <param name="distance">η, the distance to keep, 0 or more.</param>
    /// <returns>A scalar.</returns>
    public static Variable HeadSeparation(this Tape tape, Variable heads, float distance) =>
        tape.Record(new HeadSeparationOp(heads, distance));

    /// <summary>μ + e^½ℓ ⊙ ε with ε ~ N(0, I): a sample of N(μ, diag e^ℓ) through which μ and ℓ are differentiated.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="mean">μ, any shape.</param>
    /// <param name="logVariance">ℓ, the same shape.</param>
    /// <param name="stream">The random stream; drawn from at the tape's step.</param>
    /// <returns>The same shape.</returns>
    public static Variable Reparameterize(this Tape tape, Variable mean, Variable logVariance, RandomStream stream) =>
        tape.Record(new ReparameterizeOp(mean, logVariance, stream));

    /// <summary>KL(N(μ, diag e^ℓ) ‖ N(0, s²I)) in nats, averaged over rows.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="mean">μ [batch, n].</param>
    /// <param name="logVariance">ℓ [batch, n].</param>
    /// <param name="deviation">s, above 0.</param>
    /// <returns>A scalar.</returns>
    public static Variable GaussianDivergence(this Tape tape, Variable mean, Variable logVariance, float deviation) =>
        tape.Record(new GaussianDivergenceOp(mean, logVariance, deviation));

    /// <summary>The entropy of N(μ, diag e^ℓ) in nats, averaged over rows.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="logVariance">ℓ [batch, n].</param>
    /// <returns>A scalar.</returns>
    public static Variable GaussianEntropy(this Tape tape, Variable logVariance) => tape.Record(new GaussianEntropyOp(logVariance));

    /// <summary>The log density of a mixture of K Gaussians, log Σ_k exp(c_k − ½‖W_k(z − m_k)‖²), averaged over rows.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="z">[batch, n]</param>
    /// <param name="logWeights">c [K]: log w_k − log|det A_k| − ½n·log 2π for a component x = m_k + A_k·ε of weight w_k.</param>
    /// <param name="means">m [K, n].</param>
    /// <param name="whitenings">W = A⁻¹ [K, n·n], each row by row.</param>
    /// <returns>A scalar.</returns>
    public static Variable MixtureLogDensity(this Tape tape, Variable z, Tensor logWeights, Tensor means, Tensor whitenings) =>
        tape.Record(new MixtureLogDensityOp(z, logWeights, means, whitenings));

    /// <summary>
    /// The unbiased estimate of the squared maximum mean discrepancy between two samples, in the sum of seven inverse
    /// multiquadratic kernels c·u/(c·u + ‖a − b‖²), c from 1/10 to 10.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="z">[n, d], n of 2 or more.</param>
    /// <param name="samples">[m, d], m of 2 or more; constants, but a replay sees new content.</param>
    /// <param name="unit">u, above 0: the mean squared distance of two samples where they stand for a prior.</param>
    /// <returns>A scalar: around 0 for samples of one distribution, at most 14.</returns>
    public static Variable MaximumMeanDiscrepancy(this Tape tape, Variable z, Tensor samples, float unit) =>
        tape.Record(new MaximumMeanDiscrepancyOp(z, tape.Constant(samples), unit));

    /// <summary>
    /// The root of the squared maximum mean discrepancy between two samples, estimated with bias, in a sum of Gaussian kernels
    /// exp(−‖a − b‖²/2σ²): what a generative moment matching network descends.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[n, d]</param>
    /// <param name="y">[m, d]</param>
    /// <param name="deviations">σ of each kernel, above 0.</param>
    /// <returns>A scalar from 0 to the root of twice the number of kernels.</returns>
    public static Variable MomentMatching(this Tape tape, Variable x, Variable y, IReadOnlyList<float> deviations) =>
        tape.Record(new MomentMatchingOp(x, y, deviations));

    /// <summary>
    /// Binary cross-entropy of logits, summed over a row's elements and averaged over rows: −log p(x) of a Bernoulli likelihood.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="logits">[batch, …] (not probabilities)</param>
    /// <param name="targets">The same shape, in [0, 1]; a constant.</param>
    /// <returns>A scalar.</returns>
    public static Variable BernoulliError(this Tape tape, Variable logits, Variable targets) =>
        tape.Scale(tape.BinaryCrossEntropy(logits, targets), logits.Shape.Columns);

    /// <summary>The free energy −log Σ_h e^(b·v + c·h + v·w·h) of a restricted Boltzmann machine in nats, averaged over rows.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="v">Visible units [batch, visible].</param>
    /// <param name="w">Weights [visible, hidden].</param>
    /// <param name="c">Biases of the hidden units [hidden].</param>
    /// <param name="b">Biases of the visible units [visible].</param>
    /// <returns>A scalar.</returns>
    public static Variable FreeEnergy(this Tape tape, Variable v, Variable w, Variable c, Variable b) => tape.Record(new FreeEnergyOp(v, w, c, b));

    /// <summary>‖∂h/∂x‖²_F of a sigmoid layer h = σ(x·w + b), averaged over rows: the contractive penalty.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="h">What the layer made [batch, out].</param>
    /// <param name="w">Its weights [in, out].</param>
    /// <returns>A scalar.</returns>
    public static Variable Contraction(this Tape tape, Variable h, Variable w) => tape.Record(new ContractionOp(h, w));

    /// <summary>x ⊙ f′, where f′ is the derivative of f where it gave h.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="h">What f gave, of the same shape; a constant.</param>
    /// <param name="f">The activation function.</param>
    /// <returns>The same shape.</returns>
    public static Variable Slope(this Tape tape, Variable x, Variable h, Activation f) => tape.Record(new SlopeOp(x, h, f));
}
