using Aae.Core.Random;
using Aae.Core.Tensors;

namespace Aae.Models.Priors;

/// <summary>
/// p(z): the distribution that the codes are pulled onto. An adversarial autoencoder needs nothing of it but samples, so a new
/// prior is a class that samples.
/// </summary>
/// <param name="size">The number of dimensions of z, 1 or more.</param>
public abstract class Prior(int size)
{
    /// <summary>The number of dimensions of z.</summary>
    public int Size { get; } = size;

    /// <summary>N(0, s²I).</summary>
    /// <param name="size">The number of dimensions.</param>
    /// <param name="deviation">s, above 0.</param>
    public static GaussianPrior Gaussian(int size, float deviation = 1) => new(size, deviation);

    /// <summary>One-hot vectors, each class equally likely.</summary>
    /// <param name="classes">The number of classes.</param>
    public static CategoricalPrior Categorical(int classes) => new(classes);

    /// <summary>Draws samples: a function of the stream, the step and the number of samples alone.</summary>
    /// <param name="stream">The random stream.</param>
    /// <param name="step">The step of the stream.</param>
    /// <param name="samples">[n, size], overwritten.</param>
    public abstract void Sample(RandomStream stream, ulong step, Tensor samples);

    /// <summary>Draws samples into a new tensor.</summary>
    /// <param name="count">The number of samples.</param>
    /// <param name="seed">The seed; the same seed gives the same samples.</param>
    /// <param name="cancellation">Stops a Markov chain on its way.</param>
    /// <returns>[count, size]</returns>
    /// <exception cref="OperationCanceledException">The chain was stopped.</exception>
    public Tensor Sample(int count, ulong seed, CancellationToken cancellation = default)
    {
        var samples = new Tensor(new Shape(count, Size));
        Sample(SampleStream(seed), 0, samples, cancellation);
        return samples;
    }

    // Drawing takes no time to speak of, but where a chain has to walk.
    private protected virtual void Sample(RandomStream stream, ulong step, Tensor samples, CancellationToken cancellation) => Sample(stream, step, samples);

    /// <summary>The random stream of samples that no training step draws.</summary>
    internal static RandomStream SampleStream(ulong seed) => RandomStream.Named(seed, "prior/samples");

    /// <summary>A whole number from 0 to n − 1.</summary>
    /// <remarks>The high half of a 64-bit random number times n: a bias of n / 2⁶⁴ at most.</remarks>
    private protected static ulong Draw(RandomStream stream, ulong step, uint index, ulong n) =>
        Math.BigMul(Word(stream, step, index), n, out _);

    /// <summary>A number from 0 to below 1: a multiple of 2⁻⁵³, which a double holds exactly.</summary>
    private protected static double Uniform(RandomStream stream, ulong step, uint index) =>
        (Word(stream, step, index) >> 11) * (1.0 / (1UL << 53));

    private static ulong Word(RandomStream stream, ulong step, uint index)
    {
        (uint r0, uint r1, _, _) = stream.Block(step, index);
        return (ulong)r1 << 32 | r0;
    }
}
