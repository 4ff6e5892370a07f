using System.Numerics;
using Aae.Core;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Elementwise;

/// <summary>Labels as vectors with a 1 at the label's place.</summary>
internal static unsafe class OneHot
{
    /// <summary>y_ij = 1 where j is the label of row i, 0 elsewhere. labels [rows], y [rows, classes].</summary>
    /// <exception cref="AaeException">A size is out of range, or a label is no class; nothing has been written.</exception>
    public static void Encode<TLabel>(TLabel* labels, int rows, int classes, float* y, WorkerTeam team)
        where TLabel : unmanaged, IBinaryInteger<TLabel>
    {
        Require.Matrix("one-hot vectors", rows, classes);
        Require.That(classes > 0, "the number of classes", classes, "1 or more");
        for (int i = 0; i < rows; i++)
        {
            if (long.CreateSaturating(labels[i]) is var label && (label < 0 || label >= classes))
            {
                throw new AaeException($"row {i}: label {labels[i]} is no class, as the {classes} classes are 0 to {classes - 1}");
            }
        }

        Chunks.Run(new Kernel<TLabel>(labels, classes, y), rows, Chunks.Lines(classes), team, form: null);
    }

    private readonly struct Kernel<TLabel>(TLabel* labels, int classes, float* y) : IRangeKernel
        where TLabel : unmanaged, IBinaryInteger<TLabel>
    {
        public void Run<V>(long start, int count)
            where V : unmanaged, ISimd<V> => RunReference(start, count);

        public void RunReference(long start, int count)
        {
            new Span<float>(y + start * classes, count * classes).Clear();
            for (long i = start; i < start + count; i++)
            {
                y[i * classes + int.CreateTruncating(labels[i])] = 1;
            }
        }
    }
}
