using Aae.Core;
using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Gemm;
using Aae.Kernels.Simd;

namespace Aae.Tests.Kernels.Gemm;

/// <summary>What a product does beside its sums, against the scalar reference.</summary>
[Category("Unit")]
internal sealed unsafe class EpilogueTests
{
    // Narrow, wide, shallow and deep ones, vectors among them; a depth of even length is summed by halves in narrow panels.
    private static readonly (int M, int K, int N)[] Sizes =
    [
        (1, 70, 40), (40, 70, 1), (5, 3, 33), (25, 64, 8), (25, 65, 8), (30, 100, 4), (13, 12, 96), (70, 130, 67), (9, 300, 200), (40, 0, 40),
    ];

    private static IEnumerable<InstructionSet> Sets => ProductCase.Sets;

    [Test]
    public void A_scale_multiplies_the_products([ValueSource(nameof(Sets))] InstructionSet set, [Values] Layout layout, [Values] bool accumulate)
    {
        foreach ((int m, int k, int n) in Sizes)
        {
            AlignedBlock bias = Random(n, 4);
            var epilogue = new Epilogue { Scale = -0.75f, Accumulate = accumulate, Bias = accumulate ? null : bias.Pointer };
            Compare(set, layout, (m, k, n), epilogue);
            GC.KeepAlive(bias);
        }
    }

    [Test]
    public void A_gradient_goes_back_through_the_function_of_the_layer_below(
        [ValueSource(nameof(Sets))] InstructionSet set,
        [Values] Layout layout,
        [Values(ActivationKind.Identity, ActivationKind.Relu, ActivationKind.LeakyRelu, ActivationKind.Sigmoid, ActivationKind.Tanh)] ActivationKind kind)
    {
        foreach ((int m, int k, int n) in Sizes)
        {
            AlignedBlock outputs = Random(m * (n + 3), 5);
            var epilogue = new Epilogue
            {
                Activation = kind == ActivationKind.LeakyRelu ? Activation.LeakyRelu(0.2f) : new Activation(kind),
                Outputs = new MatrixView(outputs.Pointer, m, n, n + 3, 1),
                Scale = 0.5f,
            };
            Compare(set, layout, (m, k, n), epilogue);
            GC.KeepAlive(outputs);
        }
    }

    [Test]
    public void Outputs_of_another_shape_are_named() =>
        Assert.That(
            () => MatrixProduct.Multiply(
                new(null, 2, 3), new(null, 3, 5), new(null, 2, 5), new Epilogue { Outputs = new((float*)64, 2, 4) }, WorkerTeam.Single),
            Throws.TypeOf<AaeException>().With.Message.EqualTo("a gradient [2, 5] cannot go through a function with outputs [2, 4]"));

    [Test]
    public void A_gradient_takes_no_bias() =>
        Assert.That(
            () => MatrixProduct.Multiply(
                new(null, 2, 3),
                new(null, 3, 5),
                new(null, 2, 5),
                new Epilogue { Outputs = new((float*)64, 2, 5), Bias = (float*)64 },
                WorkerTeam.Single),
            Throws.ArgumentException);

    private static void Compare(InstructionSet set, Layout layout, (int M, int K, int N) size, in Epilogue epilogue)
    {
        (int m, int k, int n) = size;
        AlignedBlock a = Random(2 * m * k, 1), b = Random(2 * k * n, 2), c = Random(m * n, 3), expected = Random(m * n, 3);
        (MatrixView x, MatrixView y) = MatrixProductTests.Views(layout, a, b, m, k, n);
        MatrixProduct.Multiply(x, y, new(expected.Pointer, m, n), epilogue, WorkerTeam.Single, InstructionSet.Scalar);
        MatrixProduct.Multiply(x, y, new(c.Pointer, m, n), epilogue, new WorkerTeam(3), set);
        GC.KeepAlive((a, b));
        for (int i = 0; i < m * n; i++)
        {
            // Random sums of k products below 1: an error of some roundings of √k.
            double tolerance = 1e-6 * (1 + Math.Sqrt(k));
            Assert.That(c.Span[i], Is.EqualTo(expected.Span[i]).Within(tolerance), $"{set} {layout} {size}: ({i / n}, {i % n})");
        }
    }

    private static AlignedBlock Random(int count, int seed) => MatrixProductTests.Random(count, seed);
}
