using Aae.Core.Tensors;

namespace Aae.Core.Memory;

/// <summary>
/// Memory for the buffers of one training step. Tensors are cut from large blocks one after the other, each on a 64-byte
/// boundary; <see cref="Reset"/> takes all of them back at once and keeps them, so that a step that asks for the same shapes in
/// the same order gets the same tensors, and allocates nothing.
/// </summary>
public sealed class Arena
{
    private const int SmallestBlock = 1 << 18; // 1 MiB

    private readonly List<AlignedBlock> _blocks;
    private readonly List<Tensor> _tensors = [];
    private int _current;
    private int _used;
    private int _rented;

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

        if (_rented == _tensors.Count)
        {
            _tensors.Add(new Tensor(_blocks[_current], _used, shape));
        }
        else if (!_tensors[_rented].Is(_blocks[_current], _used, shape))
        {
            _tensors[_rented] = new Tensor(_blocks[_current], _used, shape);
        }

        _used += length;
        return _tensors[_rented++];
    }

    /// <summary>Takes back every tensor. Tensors rented before must not be used any more.</summary>
    public void Reset()
    {
        _current = 0;
        _used = 0;
        _rented = 0;
    }

    private static int RoundUp(int length) =>
        checked((length + AlignedBlock.FloatsPerLine - 1) / AlignedBlock.FloatsPerLine * AlignedBlock.FloatsPerLine);
}
