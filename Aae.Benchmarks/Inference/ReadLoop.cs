using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Aae.Core.Tensors;
using Aae.Core.Threading;

namespace Aae.Benchmarks.Inference;

/// <summary>The measure of work on one image: a loop that reads the same weights and does no more than join what it read.</summary>
internal readonly unsafe struct ReadLoop(uint* data, int count, uint* sinks) : IParallelWork
{
    private const int Chunk = 1 << 15;

    /// <summary>Reads some tensors, one after the other, on all threads of a team.</summary>
    public static void Run(IReadOnlyList<Tensor> tensors, WorkerTeam team)
    {
        for (int i = 0; i < tensors.Count; i++)
        {
            Run((uint*)tensors[i].Pointer, tensors[i].Shape.Count, team);
        }
    }

    /// <inheritdoc/>
    public void Execute(int index) => sinks[index] = Read(data + index * Chunk, Math.Min(Chunk, count - index * Chunk));

    private static void Run(uint* data, int count, WorkerTeam team)
    {
        int pieces = (count + Chunk - 1) / Chunk;
        uint* sinks = stackalloc uint[pieces];
        team.Run(pieces, new ReadLoop(data, count, sinks));
    }

    // A CPU without 512-bit vectors does each step in halves. What is left of less than four vectors is not worth a loop.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static uint Read(uint* x, int count)
    {
        int step = Vector512<uint>.Count;
        Vector512<uint> a = default, b = default, c = default, d = default;
        for (int i = 0; i <= count - 4 * step; i += 4 * step)
        {
            a |= Vector512.Load(x + i);
            b |= Vector512.Load(x + i + step);
            c |= Vector512.Load(x + i + 2 * step);
            d |= Vector512.Load(x + i + 3 * step);
        }

        return Vector512.Sum(a | b | c | d);
    }
}
