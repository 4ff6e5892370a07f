using Aae.Core;
using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Gemm;
using Aae.Kernels.Simd;

namespace Aae.Tests.Kernels.Gemm;

[Category("Unit")]
internal sealed unsafe class MatrixProductTests
{
    // One less, as many and one more than a tile's rows (6, 12), one and two tiles; likewise the panels' widths 4 to 32.
    private static readonly int[] Rows = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 17, 23, 24, 25];
    private static readonly int[] Columns = [1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 23, 24, 25, 31, 32, 33, 40, 47, 48, 49, 63, 64, 65];
    private static readonly int[] Depths = [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 16, 17, 31, 32, 33, 34, 46, 100];

    private static readonly Activation[] Activations =
    [
        Activation.Identity, Activation.Relu, Activation.LeakyRelu(0.2f), Activation.LeakyRelu(1.5f), Activation.Sigmoid, Activation.Tanh,
    ];

    private static IEnumerable<InstructionSet> Sets => ProductCase.Sets;

    [Test]
    public void Every_form_and_layout_gives_the_reference(
        [ValueSource(nameof(Sets))] InstructionSet set, [Values] Layout layout)
    {
        using var product = new ProductCase();
        foreach (int m in Rows)
        {
            foreach (int n in Columns)
            {
                // Each depth meets each height and each width, not each pair of them.
                for (int d = (m + n) % 5; d < Depths.Length; d += 5)
                {
                    product.Check(set, layout, (m, Depths[d], n), gap: (m + n + d) % 4);
                }
            }
        }
    }

    [Test]
    public void Bias_and_activation_are_applied_to_each_row(
        [ValueSource(nameof(Sets))] InstructionSet set, [ValueSource(nameof(Activations))] Activation activation)
    {
        using var product = new ProductCase();
        foreach ((int m, int n) in new[] { (1, 1), (1, 70), (70, 1), (5, 8), (13, 33), (25, 47), (12, 64) })
        {
            foreach (int k in Depths)
            {
                product.Check(set, Layout.RowMajor, (m, k, n), gap: 3, bias: true, activation);
                product.Check(set, Layout.TransposedB, (m, k, n), gap: 0, bias: true, activation);
                product.Check(set, Layout.TransposedA, (m, k, n), gap: 0, bias: true, activation);
            }
        }
    }

    [Test]
    public void Accumulating_adds_to_C([ValueSource(nameof(Sets))] InstructionSet set, [Values] Layout layout)
    {
        using var product = new ProductCase();
        foreach ((int m, int n) in new[] { (1, 1), (1, 70), (70, 1), (5, 8), (13, 33), (25, 47), (12, 64) })
        {
            foreach (int k in Depths)
            {
                product.Check(set, layout, (m, k, n), gap: 1, accumulate: true);
            }
        }
    }

    [Test]
    public void Depths_beyond_one_block_give_the_same_sums([ValueSource(nameof(Sets))] InstructionSet set, [Values] Layout layout)
    {
        using var product = new ProductCase();
        foreach (int k in new[] { BlockedProduct.MaxDepth - 1, BlockedProduct.MaxDepth, BlockedProduct.MaxDepth + 1, 2 * BlockedProduct.MaxDepth + 3 })
        {
            product.Check(set, layout, (13, k, 35), bias: true, activation: Activation.Relu);
            product.Check(set, layout, (13, k, 35), accumulate: true);
            product.Check(set, layout, (1, k, 35));
            product.Check(set, layout, (13, k, 1));
        }
    }

    [Test]
    public void Any_number_of_threads_gives_the_same_bits([ValueSource(nameof(Sets))] InstructionSet set, [Values] Layout layout)
    {
        (int M, int K, int N)[] sizes = [(100, 120, 257), (300, 60, 8), (7, 90, 500), (1, 400, 999), (999, 400, 1), (2, 8, 1000), (100, 300, 36)];
        (int M, int K, int N)[] several = [(500, 1030, 300), (40, 2100, 130)]; // blocks
        foreach ((int m, int k, int n) in set == InstructionSet.Scalar ? sizes : [.. sizes, .. several])
        {
            float[] single = Run(set, layout, m, k, n, new WorkerTeam(1));
            foreach (int threads in new[] { 2, 3, 4, 7 })
            {
                Assert.That(Run(set, layout, m, k, n, new WorkerTeam(threads)), Is.EqualTo(single), $"[{m}, {k}, {n}], {threads} threads");
            }
        }
    }

    [FsCheck.NUnit.Property(MaxTest = 100)]
    public bool The_transpose_of_a_product_is_the_product_of_the_transposes(byte rows, byte depth, byte columns)
    {
        (int m, int k, int n) = (1 + rows % 40, depth % 60 | 1, 1 + columns % 80); // an even depth may be summed by halves
        AlignedBlock a = Random(m * k, 1), b = Random(k * n, 2), c = new(m * n), transposed = new(m * n);
        MatrixView x = new(a.Pointer, m, k), y = new(b.Pointer, k, n);
        MatrixProduct.Multiply(x, y, new MatrixView(c.Pointer, m, n), WorkerTeam.Single);
        MatrixProduct.Multiply(y.Transposed, x.Transposed, new MatrixView(transposed.Pointer, n, m), WorkerTeam.Single);
        GC.KeepAlive((a, b));
        for (int i = 0; i < m * n; i++)
        {
            if (!c.Span[i].Equals(transposed.Span[i % n * m + i / n]))
            {
                return false;
            }
        }

        return true;
    }

    [Test]
    public void NaN_and_infinity_reach_their_row_and_no_other(
        [ValueSource(nameof(Sets))] InstructionSet set, [ValueSource(nameof(Activations))] Activation activation, [Values(1, 20, 40)] int n)
    {
        const int M = 15, K = 19;
        AlignedBlock a = Random(M * K, 3), b = Random(K * n, 4), c = new(M * n);
        a.Span[3 * K + 5] = float.NaN;
        a.Span[8 * K + 18] = float.PositiveInfinity;
        MatrixProduct.Multiply(
            new(a.Pointer, M, K), new(b.Pointer, K, n), new(c.Pointer, M, n), new Epilogue { Activation = activation }, WorkerTeam.Single, set);
        GC.KeepAlive((a, b));
        for (int i = 0; i < M * n; i++)
        {
            float value = c.Span[i];
            float infinite = ReferenceProduct.Apply(activation, float.CopySign(float.PositiveInfinity, b.Span[18 * n + i % n]));
            Assert.That(
                i / n == 3 ? float.IsNaN(value) : i / n == 8 ? value.Equals(infinite) : float.IsFinite(value),
                Is.True,
                $"({i / n}, {i % n}) is {value}");
        }
    }

    [Test]
    public void A_product_without_depth_gives_the_bias_or_leaves_C([ValueSource(nameof(Sets))] InstructionSet set)
    {
        float[] values = [-1, 2, -3, 4, 5, float.NaN];
        fixed (float* c = values)
        {
            float* bias = stackalloc float[] { -7, 8, 9 };
            MatrixView a = new(null, 2, 0), b = new(null, 0, 3), target = new(c, 2, 3);
            MatrixProduct.Multiply(a, b, target, new Epilogue { Accumulate = true }, WorkerTeam.Single, set);
            Assert.That(values, Is.EqualTo(new[] { -1, 2, -3, 4, 5, float.NaN }));
            MatrixProduct.Multiply(a, b, target, new Epilogue { Bias = bias, Activation = Activation.Relu }, WorkerTeam.Single, set);
            Assert.That(values, Is.EqualTo(new float[] { 0, 8, 9, 0, 8, 9 }));
            MatrixProduct.Multiply(a, b, target, new Epilogue(), WorkerTeam.Single, set);
            Assert.That(values, Is.All.Zero);
        }
    }

    [Test]
    public void A_product_without_rows_or_columns_touches_nothing([ValueSource(nameof(Sets))] InstructionSet set)
    {
        float[] values = [1, 2, 3];
        float* bias = stackalloc float[] { 4, 5, 6 };
        var epilogue = new Epilogue { Bias = bias, Activation = Activation.Sigmoid };
        fixed (float* c = values)
        {
            MatrixProduct.Multiply(new(null, 0, 5), new(null, 5, 3), new(c, 0, 3), epilogue, new WorkerTeam(3), set);
            MatrixProduct.Multiply(new(null, 4, 5), new(null, 5, 0), new(c, 4, 0), epilogue, new WorkerTeam(3), set);
        }

        Assert.That(values, Is.EqualTo(new float[] { 1, 2, 3 }));
    }

    [Test]
    public void Shapes_that_do_not_fit_are_named() =>
        Assert.That(
            () => MatrixProduct.Multiply(new(null, 2, 3), new(null, 4, 5), new(null, 2, 5), WorkerTeam.Single),
            Throws.TypeOf<AaeException>().With.Message.EqualTo("a product of [2, 3] and [4, 5] cannot be written to [2, 5]"));

    [Test]
    public void A_target_that_is_not_row_major_is_refused() =>
        Assert.That(
            () => MatrixProduct.Multiply(new(null, 2, 3), new(null, 3, 5), new MatrixView(null, 5, 2).Transposed, WorkerTeam.Single),
            Throws.ArgumentException);

    [Test]
    public void Accumulating_takes_no_activation() =>
        Assert.That(
            () => MatrixProduct.Multiply(
                new(null, 2, 3), new(null, 3, 5), new(null, 2, 5), WorkerTeam.Single, activation: Activation.Relu, accumulate: true),
            Throws.ArgumentException);

    [Test]
    public void A_product_allocates_nothing([Values(Layout.RowMajor, Layout.TransposedB, Layout.TransposedA)] Layout layout)
    {
        (int m, int k, int n) = (25, 30, 70);
        AlignedBlock a = Random(m * k, 1), b = Random(k * n, 2), c = new(m * n);
        (MatrixView x, MatrixView y) = Views(layout, a, b, m, k, n);
        var team = new WorkerTeam(2);
        MatrixProduct.Multiply(x, y, new(c.Pointer, m, n), team, activation: Activation.Sigmoid);
        Assert.That(Allocations.OfTen(() => MatrixProduct.Multiply(x, y, new(c.Pointer, m, n), team, activation: Activation.Sigmoid)), Is.Zero);
        GC.KeepAlive((a, b, c));
    }

    private static float[] Run(InstructionSet set, Layout layout, int m, int k, int n, WorkerTeam team)
    {
        AlignedBlock a = Random(2 * m * k, 1), b = Random(2 * k * n, 2), c = new(m * n);
        (MatrixView x, MatrixView y) = Views(layout, a, b, m, k, n);
        MatrixProduct.Multiply(x, y, new(c.Pointer, m, n), new Epilogue { Activation = Activation.LeakyRelu(0.1f) }, team, set);
        GC.KeepAlive((a, b));
        return c.Span.ToArray();
    }

    internal static (MatrixView X, MatrixView Y) Views(Layout layout, AlignedBlock a, AlignedBlock b, int m, int k, int n)
    {
        if (layout == Layout.Strided)
        {
            return (new(a.Pointer, m, k, 2 * k, 2), new(b.Pointer, k, n, 2 * n, 2));
        }

        return (
            layout is Layout.TransposedA or Layout.Transposed ? new MatrixView(a.Pointer, k, m).Transposed : new(a.Pointer, m, k),
            layout is Layout.TransposedB or Layout.Transposed ? new MatrixView(b.Pointer, n, k).Transposed : new(b.Pointer, k, n));
    }

    internal static AlignedBlock Random(int count, int seed)
    {
        var block = new AlignedBlock(count);
        var random = new System.Random(seed);
        foreach (ref float value in block.Span)
        {
            value = random.NextSingle() * 2 - 1;
        }

        return block;
    }
}
