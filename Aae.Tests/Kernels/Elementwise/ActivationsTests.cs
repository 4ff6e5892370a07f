using System.Numerics.Tensors;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Simd;
using Aae.Tests.Kernels.Simd;

namespace Aae.Tests.Kernels.Elementwise;

/// <summary>What the activations mean; that all forms agree is in <see cref="ElementKernelTests"/>.</summary>
[Category("Kernel")]
internal sealed unsafe class ActivationsTests
{
    private static readonly Activation[] s_all =
        [Activation.Identity, Activation.Relu, Activation.LeakyRelu(0.2f), Activation.Sigmoid, Activation.Tanh];

    [TestCase(ActivationKind.Identity, new[] { -2f, 0f, 3f })]
    [TestCase(ActivationKind.Relu, new[] { 0f, 0f, 3f })]
    [TestCase(ActivationKind.LeakyRelu, new[] { -0.4f, 0f, 3f })]
    [TestCase(ActivationKind.Sigmoid, new[] { 0.11920292f, 0.5f, 0.95257413f })]
    [TestCase(ActivationKind.Tanh, new[] { -0.9640276f, 0f, 0.9950548f })]
    public void Values_are_those_of_the_formula(ActivationKind kind, float[] expected)
    {
        float[] x = [-2, 0, 3];
        float[] y = new float[3];
        fixed (float* input = x, output = y)
        {
            Activations.Apply(new(kind, 0.2f), input, output, 3, WorkerTeam.Single);
        }

        Assert.That(y, Is.EqualTo(expected).Within(2).Ulps);
    }

    [Test]
    public void Sigmoid_and_tanh_agree_with_TensorPrimitives()
    {
        float[] x = new float[10_000];
        Kernel.Fill(x, 1, -20, 20);
        float[] y = new float[x.Length];
        float[] oracle = new float[x.Length];
        fixed (float* input = x, output = y)
        {
            Activations.Apply(Activation.Sigmoid, input, output, x.Length, WorkerTeam.Single);
            TensorPrimitives.Sigmoid<float>(x, oracle);
            Assert.That(TensorPrimitives.Distance<float>(y, oracle), Is.LessThan(1e-5));
            Activations.Apply(Activation.Tanh, input, output, x.Length, WorkerTeam.Single);
            TensorPrimitives.Tanh<float>(x, oracle);
            Assert.That(TensorPrimitives.Distance<float>(y, oracle), Is.LessThan(1e-5));
        }
    }

    [TestCaseSource(nameof(s_all))]
    public void Gradient_is_the_slope_of_the_value(Activation f)
    {
        const float Step = 1f / 128;
        float[] x = [-3, -1.5f, -0.25f, 0.25f, 0.75f, 2];
        float[] ahead = [.. x.Select(value => value + Step)];
        float[] behind = [.. x.Select(value => value - Step)];
        float[] y = new float[x.Length];
        float[] dy = [.. x.Select((_, i) => 1f + i)];
        float[] dx = new float[x.Length];
        fixed (float* px = x, pa = ahead, pb = behind, py = y, pdy = dy, pdx = dx)
        {
            Activations.Apply(f, px, py, x.Length, WorkerTeam.Single);
            Activations.Apply(f, pa, pa, x.Length, WorkerTeam.Single);
            Activations.Apply(f, pb, pb, x.Length, WorkerTeam.Single);
            Activations.Gradient(f, py, pdy, pdx, x.Length, WorkerTeam.Single);
        }

        for (int i = 0; i < x.Length; i++)
        {
            Assert.That(dx[i], Is.EqualTo(dy[i] * (ahead[i] - behind[i]) / (2 * Step)).Within(2e-4));
        }
    }

    [TestCaseSource(nameof(s_all))]
    public void Gradient_with_bias_gives_the_gradient_and_its_column_sums(Activation f)
    {
        foreach (InstructionSet form in Kernel.Forms.Prepend(InstructionSet.Scalar))
        {
            foreach (var (rows, columns) in (ReadOnlySpan<(int, int)>)
                [(0, 5), (1, 1), (3, 4), (2, 7), (5, 16), (4, 31), (3, 64), (100, 10), (7, 67), (100, 200), (2, 9000), (300, 130)])
            {
                int count = rows * columns;
                using var y = new Guarded(count);
                using var dy = new Guarded(count, 1);
                using var delta = new Guarded(count, 2);
                using var expected = new Guarded(count);
                using var bias = new Guarded(columns, 3);
                Kernel.Fill(y.Span, 1, -1, 1);
                Kernel.Fill(dy.Span, 2);
                Activations.Gradient(f, y.Pointer, dy.Pointer, expected.Pointer, count, WorkerTeam.Single, InstructionSet.Scalar);
                Activations.GradientWithBias(
                    f, rows, columns, y.Pointer, dy.Pointer, delta.Pointer, bias.Pointer, new WorkerTeam(3), form);
                float[] sums = new float[columns];
                for (int i = 0; i < count; i++)
                {
                    sums[i % columns] += expected.Span[i];
                }

                string where = $"{form} {rows}×{columns}";
                Assert.That(delta.Span.SequenceEqual(expected.Span), where);
                Assert.That(bias.Span.ToArray(), Is.EqualTo(sums), where);
                Assert.That(delta.GuardsAreWhole && bias.GuardsAreWhole, where);

                // In place, and with a bias that held something before.
                bias.Span.Fill(float.NaN);
                Activations.GradientWithBias(
                    f, rows, columns, y.Pointer, dy.Pointer, dy.Pointer, bias.Pointer, WorkerTeam.Single, form);
                Assert.That(dy.Span.SequenceEqual(expected.Span), where);
                Assert.That(bias.Span.ToArray(), Is.EqualTo(sums), where);
            }
        }
    }

    [TestCaseSource(nameof(s_all))]
    public void Gradient_with_bias_does_not_depend_on_threads(Activation f)
    {
        const int rows = 100;
        const int columns = 1000;
        using var y = new Guarded(rows * columns);
        using var dy = new Guarded(rows * columns);
        using var delta = new Guarded(rows * columns);
        using var bias = new Guarded(columns);
        Kernel.Fill(y.Span, 1, -1, 1);
        Kernel.Fill(dy.Span, 2);
        (float[] Delta, float[] Bias) one = Run(1);
        foreach (int threads in (int[])[2, 3, 4, 7])
        {
            (float[] Delta, float[] Bias) many = Run(threads);
            Assert.That(many.Delta.AsSpan().SequenceEqual(one.Delta) && many.Bias.AsSpan().SequenceEqual(one.Bias), $"{threads} threads");
        }

        (float[] Delta, float[] Bias) Run(int threads)
        {
            Activations.GradientWithBias(
                f, rows, columns, y.Pointer, dy.Pointer, delta.Pointer, bias.Pointer, new WorkerTeam(threads));
            return (delta.Span.ToArray(), bias.Span.ToArray());
        }
    }

    [Test]
    public void Dropout_keeps_what_is_not_below_the_rate_and_scales_it()
    {
        float[] u = [0, 0.24f, 0.25f, 0.9f];
        float[] x = [1, float.NaN, 3, -6];
        float[] y = new float[4];
        fixed (float* uniform = u, input = x, output = y)
        {
            Dropout.Apply(uniform, 0.25f, input, output, 4, WorkerTeam.Single);
        }

        Assert.That(y, Is.EqualTo((float[])[0, 0, 4, -8]).Within(1).Ulps);
    }
}
