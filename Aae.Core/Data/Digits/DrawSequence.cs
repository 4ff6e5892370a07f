using Aae.Core.Random;

namespace Aae.Core.Data.Digits;

/// <summary>
/// The random numbers of one image, taken one after another from one step of a stream. Only integer arithmetic and single
/// IEEE operations are used, so that every machine draws the same bits.
/// </summary>
internal struct DrawSequence(RandomStream stream, ulong step)
{
    /// <summary>How far <see cref="Bell"/> reaches at most, in deviations: √6.</summary>
    public const float BellReach = 2.4494898f;

    private (uint R0, uint R1, uint R2, uint R3) _words;
    private uint _taken;

    /// <summary>A whole number, uniform over 0 to <paramref name="count"/> − 1.</summary>
    public int Below(int count) => (int)(((ulong)NextWord() * (uint)count) >> 32);

    /// <summary>Uniform over [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public float Uniform(float low, float high) => low + ((high - low) * ((NextWord() >> 8) * (1f / (1 << 24))));

    /// <summary>
    /// Bell-shaped with mean 0 and the given standard deviation: the sum of the word's two halves, which is triangular and
    /// never farther from 0 than √6 deviations. Bounded on purpose: a Gaussian's tail would now and then wreck a digit.
    /// </summary>
    public float Bell(float deviation)
    {
        uint word = NextWord();
        float sum = (word & 0xFFFF) + (word >> 16);
        return deviation * BellReach * ((sum * (1f / 65535f)) - 1f);
    }

    private uint NextWord()
    {
        uint word = _taken % 4;
        if (word == 0)
        {
            _words = stream.Block(step, _taken / 4);
        }

        _taken++;
        return word switch { 0 => _words.R0, 1 => _words.R1, 2 => _words.R2, _ => _words.R3 };
    }
}
