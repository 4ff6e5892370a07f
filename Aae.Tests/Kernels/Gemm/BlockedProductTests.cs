using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Gemm;
using Aae.Kernels.Simd;

namespace Aae.Tests.Kernels.Gemm;

/// <summary>Products that are larger than a block in one direction or in all of them, and operands with awkward strides.</summary>
[Category("Unit")]
internal sealed unsafe class BlockedProductTests
{
    // Above any second-level cache's block of 384 Ki floats: several held blocks; the depth in one, two or three blocks.
    private static readonly (int M, int K, int N)[] Sizes = [(500, 1030, 70), (70, 1027, 500), (500, 1030, 1100), (1100, 1030, 30), (45, 2500, 45)];

    private static IEnumerable<InstructionSet> Sets => ProductCase.Sets.Where(set => set != InstructionSet.Scalar);

    [Test]
    public void Blocks_add_up_to_the_whole([ValueSource(nameof(Sets))] InstructionSet set, [Values] Layout layout)
    {
        foreach ((int m, int k, int n) in Sizes)
        {
            AlignedBlock a = MatrixProductTests.Random(2 * m * k, 1), b = MatrixProductTests.Random(2 * k * n, 2);
            AlignedBlock c = MatrixProductTests.Random(m * n, 3), bias = MatrixProductTests.Random(n, 4);
            (MatrixView x, MatrixView y) = MatrixProductTests.Views(layout, a, b, m, k, n);
            MatrixView target = new(c.Pointer, m, n);
            MatrixProduct.Multiply(x, y, target, new Epilogue { Bias = bias.Pointer, Activation = Activation.LeakyRelu(0.5f) }, new WorkerTeam(2), set);
            CheckSome(x, y, target, j => bias.Span[j], 0.5f, (set, layout, m, k, n));

            float[] before = c.Span.ToArray();
            MatrixProduct.Multiply(x, y, target, new Epilogue { Accumulate = true, Scale = 2 }, new WorkerTeam(3), set);
            CheckSome(x, y, target, null, 1, (set, layout, m, k, n), before, scale: 2);
            GC.KeepAlive((a, b, c, bias));
        }
    }

    [Test]
    public void Rows_that_share_their_cache_sets_are_multiplied_as_others(
        [ValueSource(nameof(Sets))] InstructionSet set, [Values(512, 1024)] int stride, [Values] bool isTransposedA, [Values] bool isTransposedB)
    {
        (int m, int k, int n) = (70, 300, 90);
        AlignedBlock a = MatrixProductTests.Random(stride * 300, 1), b = MatrixProductTests.Random(stride * 300, 2), c = new(m * stride);
        MatrixView x = isTransposedA ? new MatrixView(a.Pointer, k, m, stride, 1).Transposed : new(a.Pointer, m, k, stride, 1);
        MatrixView y = isTransposedB ? new MatrixView(b.Pointer, n, k, stride, 1).Transposed : new(b.Pointer, k, n, stride, 1);
        MatrixView target = new(c.Pointer, m, n, stride, 1);
        MatrixProduct.Multiply(x, y, target, new Epilogue(), WorkerTeam.Single, set);
        CheckSome(x, y, target, null, 1, (set, isTransposedA, m, k, n));
        GC.KeepAlive((a, b, c));
    }

    // Five hundred elements anywhere and the corners, against double precision.
    private static void CheckSome(
        in MatrixView a,
        in MatrixView b,
        in MatrixView c,
        Func<int, float>? bias,
        float slope,
        object what,
        float[]? before = null,
        double scale = 1)
    {
        var random = new System.Random(5);
        for (int trial = 0; trial < 500; trial++)
        {
            (int i, int j) = trial < 4
                ? (trial / 2 * (c.Rows - 1), trial % 2 * (c.Columns - 1))
                : (random.Next(c.Rows), random.Next(c.Columns));
            double sum = 0, magnitude = 1;
            for (int p = 0; p < a.Columns; p++)
            {
                double product = (double)*a.At(i, p) * *b.At(p, j);
                sum += product;
                magnitude += Math.Abs(product);
            }

            double expected = scale * sum + (before?[i * c.Columns + j] ?? bias?.Invoke(j) ?? 0);
            expected = expected > 0 ? expected : slope * expected;
            Assert.That(*c.At(i, j), Is.EqualTo(expected).Within(scale * magnitude * a.Columns * Math.ScaleB(1, -24)), $"{what}: ({i}, {j})");
        }
    }
}
