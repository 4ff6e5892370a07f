using Aae.Core.Tensors;

namespace Aae.Core.Memory;

/// <summary>
/// Memory for the buffers of one training step: tensors are cut from large blocks one after the other, each on a 64-byte boundary.
/// A step is recorded once and replayed over the same tensors, so nothing is ever given back.
/// </summary>
public sealed class Arena
{
    private const int SmallestBlock = 1 << 18; // 1 MiB

    private readonly List<AlignedBlock> _blocks;
    private int _current;
    private int _used;

    /// <summary>Creates an arena with memory of its own.</summary>
    public Arena() => _blocks = [];

    /// <summary>
    /// Creates an arena over the memory of another, from its beginning: for computations that run in turn, none of which reads what
    /// it has not written since its turn began.
    /// </summary>
    /// <param name="memory">Whose memory it is.</param>
    public Arena(Arena memory) => _blocks = memory._blocks;

    /// <summary>Bytes of the memory, in use or not.</summary>
    public long Bytes => _blocks.Sum(block => (long)block.Length * sizeof(float));

    /// <summary>Cuts a tensor from the arena. Its content is whatever the memory held before.</summary>
    /// <param name="shape">The tensor's shape.</param>
    public Tensor Rent(Shape shape)
    {
        int length = RoundUp(shape.Count);
        while (_current < _blocks.Count && length > _blocks[_current].Length - _used)
        {
            _current++;
            _used = 0;
        }

        if (_current == _blocks.Count)
        {
            _blocks.Add(new AlignedBlock(Math.Max(length, SmallestBlock)));
        }

        var tensor = new Tensor(_blocks[_current], _used, shape);
        _used += length;
        return tensor;
    }

    private static int RoundUp(int length) =>
        checked((length + AlignedBlock.FloatsPerLine - 1) / AlignedBlock.FloatsPerLine * AlignedBlock.FloatsPerLine);
}
