using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Simd;
using Aae.Tests.Kernels.Simd;

namespace Aae.Tests.Kernels.Elementwise;

/// <summary>The largest of each unit's pieces and the way back to it.</summary>
[Category("Kernel")]
internal sealed unsafe class MaxoutTests
{
    private static readonly (int Rows, int Units, int Pieces)[] s_sizes =
        [(0, 3, 2), (2, 0, 2), (1, 1, 1), (3, 2, 5), (2, 7, 3), (3, 15, 2), (2, 16, 5), (5, 17, 2), (3, 33, 4), (70, 240, 5)];

    private static IEnumerable<InstructionSet> Forms => Kernel.Forms.Prepend(InstructionSet.Scalar);

    // Equal pieces, NaN and infinities are among the numbers.
    [Test]
    public void Values_and_gradients_are_those_of_the_first_largest_piece([ValueSource(nameof(Forms))] InstructionSet form)
    {
        foreach (var (rows, units, pieces) in s_sizes)
        {
            using var x = new Guarded(rows * units * pieces, 1);
            using var y = new Guarded(rows * units, 3);
            using var dy = new Guarded(rows * units, 2);
            using var dx = new Guarded(rows * units * pieces);
            Kernel.FillWithSpecials(x.Span, 1);
            Kernel.Fill(dy.Span, 2);
            for (int i = 0; i < x.Length; i++)
            {
                x.Span[i] = i % 3 == 0 ? MathF.Round(x.Span[i]) : x.Span[i];
            }

            Maxout.Apply(rows, units, pieces, x.Pointer, y.Pointer, new WorkerTeam(3), form);
            Maxout.Gradient(rows, units, pieces, x.Pointer, y.Pointer, dy.Pointer, dx.Pointer, new WorkerTeam(3), form);

            for (int i = 0; i < rows * units; i++)
            {
                float[] values = [.. Enumerable.Range(0, pieces).Select(piece => x.Span[At(i, piece)])];
                float largest = values.Any(float.IsNaN) ? float.NaN : values.Max();
                int chosen = Array.IndexOf(values, largest);
                chosen = float.IsNaN(largest) ? -1 : chosen; // of NaN nobody is the largest
                Assert.That(y.Span[i], Is.EqualTo(largest), $"{rows}×{units}×{pieces}, unit {i}");
                for (int piece = 0; piece < pieces; piece++)
                {
                    Assert.That(dx.Span[At(i, piece)], Is.EqualTo(piece == chosen ? dy.Span[i] : 0), $"{rows}×{units}×{pieces}, unit {i}, piece {piece}");
                }
            }

            Assert.That(x.GuardsAreWhole && y.GuardsAreWhole && dx.GuardsAreWhole, "written outside");

            int At(int unit, int piece) => (unit / units * pieces + piece) * units + unit % units;
        }
    }
}
