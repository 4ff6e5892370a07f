using Aae.Core.Random;

namespace Aae.Core.Data;

/// <summary>
/// The order in which a set's examples are visited, cut into minibatches. The order of an epoch is a pure function of the
/// random stream and the epoch, so a run can stop at any (epoch, batch) and another can go on there.
/// </summary>
/// <remarks>Keeps one permutation, of the epoch that was asked last. Not safe to share between threads.</remarks>
public sealed class Minibatches
{
    private readonly RandomStream _stream;
    private readonly bool _shuffle;
    private readonly int[] _order;
    private long _epoch = -1;

    /// <summary>Creates the order.</summary>
    /// <param name="count">The number of examples, 1 or more.</param>
    /// <param name="batchSize">Examples in a minibatch, 1 or more; the last one of an epoch may be shorter.</param>
    /// <param name="stream">The stream whose step e shuffles epoch e.</param>
    /// <param name="shuffle">False for the order of the file in every epoch.</param>
    /// <exception cref="AaeException">A number is out of range.</exception>
    public Minibatches(int count, int batchSize, RandomStream stream, bool shuffle = true)
    {
        if (count < 1 || batchSize < 1)
        {
            throw new AaeException($"minibatches need 1 or more examples in batches of 1 or more, not {count} in batches of {batchSize}");
        }

        Count = count;
        BatchSize = batchSize;
        BatchesPerEpoch = (int)(((long)count + batchSize - 1) / batchSize);
        _stream = stream;
        _shuffle = shuffle;
        _order = new int[count];
        for (int i = 0; i < count; i++)
        {
            _order[i] = i;
        }
    }

    /// <summary>The number of examples, each of which an epoch visits once.</summary>
    public int Count { get; }

    /// <summary>Examples in a minibatch but the last of an epoch.</summary>
    public int BatchSize { get; }

    /// <summary>Minibatches of an epoch, a short last one included.</summary>
    public int BatchesPerEpoch { get; }

    /// <summary>The examples of one minibatch. Allocates nothing.</summary>
    /// <param name="epoch">0 or more.</param>
    /// <param name="batch">0 to BatchesPerEpoch − 1.</param>
    /// <returns>Indexes of examples, valid until another epoch is asked.</returns>
    public ReadOnlySpan<int> Batch(long epoch, int batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)batch, (uint)BatchesPerEpoch, nameof(batch));
        if (_shuffle && epoch != _epoch)
        {
            _stream.Permutation(_order, (ulong)epoch);
            _epoch = epoch;
        }

        int start = batch * BatchSize;
        return _order.AsSpan(start, Math.Min(BatchSize, Count - start));
    }
}
