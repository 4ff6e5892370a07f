using Aae.Core.Random;

namespace Aae.Tests.Fuzz;

/// <summary>The random choices of one mutant: a pure function of the reader's name and the mutant's number, so that one can be repeated alone.</summary>
internal sealed class Dice(string reader, int mutant)
{
    private readonly RandomStream _stream = RandomStream.Named(20, $"fuzz/{reader}");
    private uint _next;

    /// <summary>A number from 0 to <paramref name="count"/> − 1.</summary>
    public int Below(int count) => (int)(_stream.Block((ulong)mutant, _next++).R0 % (uint)count);

    /// <summary>True once in so many times.</summary>
    public bool OneIn(int count) => Below(count) == 0;

    /// <summary>One of the items.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>A place in something of this length, more often near its beginning, where headers are.</summary>
    public int Place(int length) => Below(OneIn(2) ? Math.Min(length, 80) : length);

    /// <summary>Random bytes.</summary>
    public byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(_ => (byte)Below(256))];
}
