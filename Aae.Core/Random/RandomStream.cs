namespace Aae.Core.Random;

/// <summary>
/// A family of random sequences, one for each step: every number is a pure function of (seed, stream, step, index). Streams
/// keep uses apart (the prior's samples, a layer's dropout, the initial weights), so that none disturbs another.
/// </summary>
/// <remarks>
/// The key of <see cref="Philox"/> is the seed; the counter is (index / 4, step low, step high, stream). Number i of a step is
/// word i mod 4 of block i / 4.
/// </remarks>
public readonly record struct RandomStream(ulong Seed, uint Stream)
{
    /// <summary>Samples in one step: the blocks have 32-bit numbers.</summary>
    public const long SamplesPerStep = 4L << 32;

    /// <summary>The stream that belongs to a name, by a hash that never changes (FNV-1a).</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="name">What the numbers are for, as "encoder.hidden1.weight" or "prior.z".</param>
    public static RandomStream Named(ulong seed, string name)
    {
        uint hash = 2166136261;
        foreach (char c in name)
        {
            hash = (hash ^ c) * 16777619;
        }

        return new RandomStream(seed, hash);
    }

    /// <summary>The four words of one block of a step's sequence.</summary>
    /// <param name="step">The step.</param>
    /// <param name="block">The block: numbers 4·block to 4·block + 3.</param>
    public (uint R0, uint R1, uint R2, uint R3) Block(ulong step, uint block) =>
        Philox.Block((block, (uint)step, (uint)(step >> 32), Stream), ((uint)Seed, (uint)(Seed >> 32)));

    /// <summary>
    /// Fills memory with samples of the uniform distribution on [0, 1): multiples of 2⁻²⁴. Sample i is made of word i of the step,
    /// so filling in pieces gives the same as filling at once.
    /// </summary>
    /// <param name="destination">The memory to fill with samples offset, offset + 1, ….</param>
    /// <param name="step">The step.</param>
    /// <param name="offset">The index of the first sample, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A sample's index is outside 0 … <see cref="SamplesPerStep"/> − 1.</exception>
    public void FillUniform(Span<float> destination, ulong step, long offset = 0)
    {
        CheckRange(destination.Length, offset);
        BlockFill<UniformTransform>.Fill(this, destination, step, offset);
    }

    /// <summary>
    /// Fills memory with samples of N(0, 1), all within ±6.7. Sample i is made of the four words of block i / 4 of the step, so
    /// filling in pieces gives the same as filling at once, and every processor gives the same bits.
    /// </summary>
    /// <param name="destination">The memory to fill with samples offset, offset + 1, ….</param>
    /// <param name="step">The step.</param>
    /// <param name="offset">The index of the first sample, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A sample's index is outside 0 … <see cref="SamplesPerStep"/> − 1.</exception>
    public void FillGaussian(Span<float> destination, ulong step, long offset = 0)
    {
        CheckRange(destination.Length, offset);
        BlockFill<GaussianTransform>.Fill(this, destination, step, offset);
    }

    /// <summary>Fills memory with the numbers 0 to n − 1 in a random order, each order equally likely.</summary>
    /// <param name="destination">The n numbers.</param>
    /// <param name="step">The step: the epoch, for the order of a data set.</param>
    public void Permutation(Span<int> destination, ulong step)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = i;
        }

        Shuffle(destination, step);
    }

    /// <summary>Puts what is there into a random order, each order equally likely (Fisher and Yates).</summary>
    /// <param name="indices">The numbers to shuffle.</param>
    /// <param name="step">The step.</param>
    public void Shuffle(Span<int> indices, ulong step)
    {
        var words = new WordSequence(this, step);
        for (int i = indices.Length - 1; i > 0; i--)
        {
            int j = (int)words.NextBelow((uint)i + 1);
            (indices[i], indices[j]) = (indices[j], indices[i]);
        }
    }

    private static void CheckRange(int length, long offset)
    {
        if (offset < 0 || offset > SamplesPerStep - length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(offset), offset, $"a step has samples 0 to {SamplesPerStep - 1}, not {offset} to {offset + length - 1}");
        }
    }
}
