using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Aae.Core.Memory;
using Aae.Core.Threading;

namespace Aae.Benchmarks.Optimizers;

/// <summary>
/// The measure of an update in place: a loop that reads and writes the same arrays and does no more than join what it read, so
/// that every load is needed.
/// </summary>
internal readonly unsafe struct CopyLoop(float* gradient, float* first, float* second, float* third, int count) : IParallelWork
{
    private const int Chunk = 8192;

    /// <summary>Reads the gradient and two arrays and writes these two: what SGD with momentum does.</summary>
    public static void Run(AlignedBlock gradient, AlignedBlock first, AlignedBlock second, WorkerTeam team) =>
        team.Run(Pieces(gradient), new CopyLoop(gradient.Pointer, first.Pointer, second.Pointer, null, gradient.Length));

    /// <summary>Reads the gradient and three arrays and writes these three: what Adam does.</summary>
    public static void Run(AlignedBlock gradient, AlignedBlock first, AlignedBlock second, AlignedBlock third, WorkerTeam team) =>
        team.Run(Pieces(gradient), new CopyLoop(gradient.Pointer, first.Pointer, second.Pointer, third.Pointer, gradient.Length));

    /// <inheritdoc/>
    public void Execute(int index)
    {
        int start = index * Chunk;
        int end = Math.Min(count, start + Chunk);
        if (third == null)
        {
            Copy((uint*)gradient, (uint*)first, (uint*)second, start, end);
        }
        else
        {
            Copy((uint*)gradient, (uint*)first, (uint*)second, (uint*)third, start, end);
        }
    }

    private static int Pieces(AlignedBlock block) => (block.Length + Chunk - 1) / Chunk;

    // Lengths are multiples of 16; a CPU without 512-bit vectors does each step in halves.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Copy(uint* gradient, uint* first, uint* second, int start, int end)
    {
        for (int i = start; i < end; i += Vector512<uint>.Count)
        {
            Vector512<uint> x = Vector512.Load(first + i) | Vector512.Load(gradient + i);
            x.Store(first + i);
            (x | Vector512.Load(second + i)).Store(second + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Copy(uint* gradient, uint* first, uint* second, uint* third, int start, int end)
    {
        for (int i = start; i < end; i += Vector512<uint>.Count)
        {
            Vector512<uint> g = Vector512.Load(gradient + i);
            Vector512<uint> x = Vector512.Load(first + i) | g;
            Vector512<uint> y = Vector512.Load(second + i) | g;
            x.Store(first + i);
            y.Store(second + i);
            (x | y | Vector512.Load(third + i)).Store(third + i);
        }
    }
}
