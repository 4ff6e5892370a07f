using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Gemm;
using Aae.Kernels.Optimizers;
using Aae.Kernels.Simd;

namespace Aae.Tests.Kernels.Gemm;

/// <summary>An optimizer's step within the gradient's product gives the bits of one after the other.</summary>
[Category("Unit")]
internal sealed unsafe class FusedUpdateTests
{
    // Ragged panels and tiles, one and several held blocks, depths up to the most; an even depth is summed by halves in narrow panels.
    private static readonly (int M, int K, int N)[] Sizes =
        [(2, 13, 32), (7, 17, 33), (30, 100, 72), (784, 100, 100), (131, 37, 67), (500, 600, 41), (65, 1024, 40), (300, 1024, 64)];

    private static IEnumerable<InstructionSet> Sets => ProductCase.Sets.Where(set => set != InstructionSet.Scalar);

    [Test]
    public void A_parameter_moves_as_by_product_and_update(
        [ValueSource(nameof(Sets))] InstructionSet set, [Values] bool isAdam, [Values(1, 2, 3, 7)] int threads, [Values] bool isTransposed)
    {
        foreach ((int m, int k, int n) in Sizes)
        {
            Assert.That(MatrixProduct.CanUpdate(m, k, n, set), Is.True);
            AlignedBlock a = MatrixProductTests.Random(m * k, 1), b = MatrixProductTests.Random(k * n, 2), g = new(m * n);
            MatrixView x = isTransposed ? new MatrixView(a.Pointer, k, m).Transposed : new(a.Pointer, m, k);
            MatrixView y = new(b.Pointer, k, n);
            Parameter apart = new(m * n), fused = new(m * n);
            var team = new WorkerTeam(threads);
            for (int step = 1; step <= 2; step++)
            {
                MatrixProduct.Multiply(x, y, new(g.Pointer, m, n), new Epilogue(), WorkerTeam.Single, set);
                apart.Prepare(isAdam, step).Run(g.Pointer, m * n, WorkerTeam.Single, set);
                MatrixProduct.Update(x, y, fused.Prepare(isAdam, step), team, set);
                Assert.That(fused.W.Span.SequenceEqual(apart.W.Span), $"w {set} {m}×{k}×{n} step {step}");
                Assert.That(fused.First.Span.SequenceEqual(apart.First.Span), $"momentum {set} {m}×{k}×{n} step {step}");
                Assert.That(fused.Second.Span.SequenceEqual(apart.Second.Span), $"squares {set} {m}×{k}×{n} step {step}");
            }

            GC.KeepAlive((a, b, g, apart, fused));
        }
    }

    [TestCase(1, 100, 64, TestName = "A_row_is_no_matrix_to_cut_into_tiles")]
    [TestCase(100, 100, 1, TestName = "A_column_is_no_matrix_to_cut_into_tiles")]
    [TestCase(100, 12, 64, TestName = "A_product_of_few_steps_writes_its_gradient")]
    [TestCase(100, 1025, 64, TestName = "A_product_that_is_summed_by_blocks_writes_its_gradient")]
    public void What_cannot_be_used_tile_by_tile_is_refused(int m, int k, int n)
    {
        Assert.That(MatrixProduct.CanUpdate(m, k, n), Is.False);
        Assert.That(
            () => MatrixProduct.Update(new(null, m, k), new(null, k, n), new Parameter(1).Prepare(isAdam: false, 1), WorkerTeam.Single),
            Throws.ArgumentException);
    }

    /// <summary>A parameter with an optimizer's state, the same each time.</summary>
    private sealed class Parameter(int count)
    {
        public AlignedBlock W { get; } = MatrixProductTests.Random(count, 3);

        public AlignedBlock First { get; } = MatrixProductTests.Random(count, 4);

        public AlignedBlock Second { get; } = new(count);

        public ParameterUpdate Prepare(bool isAdam, int step) => isAdam
            ? AdamKernel.Prepare(
                W.Pointer, First.Pointer, Second.Pointer, 0.01, 0.9, 0.99, 1e-8, 1 - Math.Pow(0.9, step), 1 - Math.Pow(0.99, step), 0.1, 0.5f)
            : SgdKernel.Prepare(W.Pointer, First.Pointer, 0.01f, 0.9f, 0.1f, 0.5f);
    }
}
