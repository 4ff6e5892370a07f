using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Gemm;
using Aae.Kernels.Simd;

namespace Aae.Tests.Kernels.Gemm;

/// <summary>What products with a vector have of their own: wide and narrow rows, cuts, streams and tails.</summary>
[Category("Unit")]
internal sealed unsafe class ThinProductTests
{
    // Around eight vectors of 4, 8 and 16 lanes, and around the widths up to which C stays in registers.
    private static readonly int[] Outputs = [1, 2, 3, 15, 16, 17, 31, 32, 33, 63, 64, 65, 66, 67, 71, 127, 128, 129, 130, 143, 257];
    private static readonly int[] Depths = [1, 2, 3, 4, 5, 7, 8, 9, 11, 15, 31, 32, 33, 63, 64, 65, 130];

    private static IEnumerable<InstructionSet> Sets => ProductCase.Sets;

    [Test]
    public void Every_width_and_depth_gives_the_reference([ValueSource(nameof(Sets))] InstructionSet set)
    {
        using var product = new ProductCase();
        foreach (int outputs in Outputs)
        {
            foreach (int depth in Depths)
            {
                int gap = (outputs + depth) % 3;
                product.Check(set, Layout.RowMajor, (1, depth, outputs), gap, bias: true);
                product.Check(set, Layout.TransposedB, (1, depth, outputs), gap, accumulate: true);
                product.Check(set, Layout.RowMajor, (outputs, depth, 1), gap, bias: true, Activation.Relu);
                product.Check(set, Layout.TransposedA, (outputs, depth, 1), gap: 0, accumulate: true);
            }
        }
    }

    // So deep that each line of outputs is a piece of its own, and so few outputs that the last piece is narrower than the rest.
    [TestCase(40)]
    [TestCase(65)]
    [TestCase(130)]
    [TestCase(150)]
    public void No_cut_changes_a_bit(int outputs)
    {
        const int Depth = 1100;
        var random = new System.Random(5);
        float[] matrix = [.. Enumerable.Range(0, outputs * Depth).Select(_ => random.NextSingle() - 0.5f)];
        foreach (InstructionSet set in Sets)
        {
            foreach (bool isDots in new[] { false, true })
            {
                float[] single = Multiply(set, isDots, matrix, outputs, Depth, threads: 1);
                foreach (int threads in new[] { 2, 3, 4, 7, 16 })
                {
                    Assert.That(Multiply(set, isDots, matrix, outputs, Depth, threads), Is.EqualTo(single), $"{set}, {threads} threads");
                }
            }
        }
    }

    [Test]
    public void Infinity_and_NaN_reach_their_output_and_no_other([ValueSource(nameof(Sets))] InstructionSet set, [Values(9, 64, 149)] int outputs)
    {
        const int Depth = 37;
        foreach (bool isDots in new[] { false, true })
        {
            float[] matrix = [.. Enumerable.Repeat(0.5f, outputs * Depth)];
            for (int i = 0; i < outputs; i++)
            {
                // Infinities in every place of the depth, the tail's too; the vector is positive.
                int p = i % Depth;
                matrix[isDots ? i * Depth + p : p * outputs + i] = i % 3 == 0 ? float.PositiveInfinity : i % 3 == 1 ? float.NaN : 1;
            }

            float[] c = Multiply(set, isDots, matrix, outputs, Depth, threads: 1, factor: 2);
            for (int i = 0; i < outputs; i++)
            {
                Assert.That(c[i], Is.EqualTo(i % 3 == 0 ? float.PositiveInfinity : i % 3 == 1 ? float.NaN : Depth + 1), $"{i}");
            }
        }
    }

    private static float[] Multiply(InstructionSet set, bool isDots, float[] values, int outputs, int depth, int threads, float factor = 0)
    {
        var result = new float[outputs];
        float[] vector = [.. Enumerable.Range(0, depth).Select(p => factor != 0 ? factor : MathF.Sin(p))];
        fixed (float* matrix = values, x = vector, c = result)
        {
            MatrixView rows = isDots ? new(matrix, outputs, depth) : new MatrixView(matrix, depth, outputs).Transposed;
            MatrixProduct.Multiply(rows, new(x, depth, 1), new(c, outputs, 1), new Epilogue(), new WorkerTeam(threads), set);
        }

        return result;
    }
}
