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
}
