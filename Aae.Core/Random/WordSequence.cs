namespace Aae.Core.Random;

/// <summary>Reads the words of one step one after the other, for uses that need an unknown number of them.</summary>
internal struct WordSequence(RandomStream stream, ulong step)
{
    private (uint R0, uint R1, uint R2, uint R3) _block;
    private ulong _position;

    /// <summary>The next word.</summary>
    public uint Next()
    {
        if (_position % 4 == 0)
        {
            _block = stream.Block(step, checked((uint)(_position / 4)));
        }

        return (_position++ % 4) switch { 0 => _block.R0, 1 => _block.R1, 2 => _block.R2, _ => _block.R3 };
    }

    /// <summary>A number from 0 to bound − 1, each equally likely.</summary>
    /// <remarks>
    /// The high half of word · bound, where the few words that would favour some numbers are drawn again: D. Lemire, Fast random
    /// integer generation in an interval (2019).
    /// </remarks>
    /// <param name="bound">1 or more.</param>
    public uint NextBelow(uint bound)
    {
        ulong product = (ulong)Next() * bound;
        if ((uint)product < bound)
        {
            uint surplus = (0 - bound) % bound; // 2³² mod bound
            while ((uint)product < surplus)
            {
                product = (ulong)Next() * bound;
            }
        }

        return (uint)(product >> 32);
    }
}
