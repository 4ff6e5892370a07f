using System.Runtime.CompilerServices;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Elementwise;

/// <summary>
/// Maxout (Goodfellow et al. 2013): each unit is the largest of its pieces. The pieces of a unit stand a row's width apart, so
/// that a vector has one piece of many units: x [rows, pieces · units], piece by piece, y [rows, units].
/// </summary>
internal static unsafe class Maxout
{
    /// <summary>y_iu = max_p x_ipu; NaN if one of them is.</summary>
    public static void Apply(int rows, int units, int pieces, float* x, float* y, WorkerTeam team, InstructionSet? form = null) =>
        Run(new Values(units, pieces, x, y), rows, units, pieces, team, form);

    /// <summary>∂x_ipu = ∂y_iu for the first piece p that equals y_iu, 0 for the others. ∂x may be x.</summary>
    public static void Gradient(
        int rows, int units, int pieces, float* x, float* y, float* dy, float* dx, WorkerTeam team, InstructionSet? form = null) =>
        Run(new Gradients(units, pieces, x, y, dy, dx), rows, units, pieces, team, form);

    private static void Run<TKernel>(TKernel kernel, int rows, int units, int pieces, WorkerTeam team, InstructionSet? form)
        where TKernel : unmanaged, IRowKernel
    {
        Require.That(pieces >= 1, "the number of pieces of a maxout unit", pieces, "1 or more");
        Require.Matrix<TKernel>(rows, units);
        Require.Matrix<TKernel>(rows, (int)Math.Min(int.MaxValue, (long)units * pieces));
        Chunks.Run(new Rows<TKernel>(kernel, units), rows, Chunks.Lines(units * pieces), team, form);
    }

    private readonly struct Values(int units, int pieces, float* x, float* y) : IRowKernel
    {
        public double Row<V>(long row)
            where V : unmanaged, ISimd<V>
        {
            ElementLoop.RunRow<V, Largest>(new(units, pieces, x + row * units * pieces, y + row * units), units);
            return 0;
        }

        public double Reference(long row)
        {
            for (int unit = 0; unit < units; unit++)
            {
                float largest = float.NegativeInfinity;
                for (int piece = 0; piece < pieces; piece++)
                {
                    float value = x[(row * pieces + piece) * units + unit];
                    largest = value > largest || float.IsNaN(value) ? value : largest;
                }

                y[row * units + unit] = largest;
            }

            return 0;
        }
    }

    private readonly struct Gradients(int units, int pieces, float* x, float* y, float* dy, float* dx) : IRowKernel
    {
        public double Row<V>(long row)
            where V : unmanaged, ISimd<V>
        {
            (long all, long some) = (row * units * pieces, row * units);
            ElementLoop.RunRow<V, Chosen>(new(units, pieces, x + all, y + some, dy + some, dx + all), units);
            return 0;
        }

        public double Reference(long row)
        {
            for (int unit = 0; unit < units; unit++)
            {
                float rest = dy[row * units + unit];
                for (int piece = 0; piece < pieces; piece++)
                {
                    long at = (row * pieces + piece) * units + unit;
                    bool isChosen = x[at] == y[row * units + unit];
                    dx[at] = isChosen ? rest : 0;
                    rest = isChosen ? 0 : rest;
                }
            }

            return 0;
        }
    }

    private readonly struct Largest(int units, int pieces, float* x, float* y) : IVectorStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes
        {
            var largest = lanes.Load<V>(x + i);
            for (int piece = 1; piece < pieces; piece++)
            {
                var value = lanes.Load<V>(x + (long)piece * units + i);
                largest = V.IfEqual(largest, largest, V.IfLessOrEqual(value, largest, largest, value), largest); // a NaN stays
            }

            lanes.Store(y + i, largest);
        }
    }

    private readonly struct Chosen(int units, int pieces, float* x, float* y, float* dy, float* dx) : IVectorStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes
        {
            var largest = lanes.Load<V>(y + i);
            var rest = lanes.Load<V>(dy + i);
            var none = V.Create(0);
            for (int piece = 0; piece < pieces; piece++)
            {
                long at = (long)piece * units + i;
                var value = lanes.Load<V>(x + at);
                lanes.Store(dx + at, V.IfEqual(value, largest, rest, none));
                rest = V.IfEqual(value, largest, none, rest);
            }
        }
    }
}
