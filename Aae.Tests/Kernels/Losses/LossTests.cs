using Aae.Core.Threading;
using Aae.Kernels.Losses;
using Aae.Kernels.Simd;
using Aae.Tests.Kernels.Simd;

namespace Aae.Tests.Kernels.Losses;

/// <summary>What the losses mean: their extremes, and that each gradient is the slope of its value.</summary>
[Category("Kernel")]
internal sealed unsafe class LossTests
{
    private delegate double Value(float* a, float* t, InstructionSet form);

    private delegate void Gradient(float* a, float* t, float* gradient, InstructionSet form);

    private static IEnumerable<InstructionSet> Forms => Kernel.Forms.Prepend(InstructionSet.Scalar);

    [Test]
    public void Binary_cross_entropy_keeps_its_digits_for_large_logits([ValueSource(nameof(Forms))] InstructionSet form)
    {
        Assert.That(Of(0, 0.5f), Is.EqualTo(Math.Log(2)).Within(1e-7));
        Assert.That(Of(1000, 1), Is.Zero);
        Assert.That(Of(-1000, 0), Is.Zero);
        Assert.That(Of(1000, 0), Is.EqualTo(1000));
        Assert.That(Of(-1000, 1), Is.EqualTo(1000));
        Assert.That(Of(20, 1), Is.EqualTo(Math.Exp(-20)).Within(1e-15)); // 2·10⁻⁹, not 0
        Assert.That(Of(float.PositiveInfinity, 0), Is.EqualTo(double.PositiveInfinity));

        double Of(float x, float t) => BinaryCrossEntropy.Value(&x, &t, 1, WorkerTeam.Single, form);
    }

    [Test]
    public void Half_squared_error_is_the_slope_of_its_value([ValueSource(nameof(Forms))] InstructionSet form) =>
        AssertSlope(
            (p, t, f) => HalfSquaredError.Value(p, t, 12, WorkerTeam.Single, f),
            (p, t, g, f) => HalfSquaredError.Gradient(p, t, 0.5f, g, 12, WorkerTeam.Single, f), form);

    [Test]
    public void Binary_cross_entropy_gradient_is_the_slope_of_its_value([ValueSource(nameof(Forms))] InstructionSet form) =>
        AssertSlope(
            (x, t, f) => BinaryCrossEntropy.Value(x, t, 12, WorkerTeam.Single, f),
            (x, t, g, f) => BinaryCrossEntropy.Gradient(x, t, 0.5f, g, 12, WorkerTeam.Single, f), form);

    [Test]
    public void Softmax_cross_entropy_gradient_is_the_slope_of_its_value([ValueSource(nameof(Forms))] InstructionSet form) =>
        AssertSlope(
            (x, t, f) => SoftmaxCrossEntropy.Value(x, t, 3, 4, WorkerTeam.Single, f),
            (x, t, g, f) => SoftmaxCrossEntropy.Gradient(x, t, 0.5f, g, 3, 4, WorkerTeam.Single, f), form);

    [Test]
    public void Softmax_cross_entropy_of_equal_logits_is_log_of_their_number([ValueSource(nameof(Forms))] InstructionSet form)
    {
        float* x = stackalloc float[20];
        float* t = stackalloc float[20];
        new Span<float>(x, 20).Fill(3);
        new Span<float>(t, 20).Clear();
        t[4] = 1;
        t[10] = 0.25f;
        t[19] = 0.75f;
        double value = SoftmaxCrossEntropy.Value(x, t, 2, 10, WorkerTeam.Single, form);
        Assert.That(value, Is.EqualTo(2 * Math.Log(10)).Within(1e-6));
    }

    [Test]
    public void Softmax_cross_entropy_does_not_depend_on_threads([Values(2, 3, 4, 7)] int threads)
    {
        foreach (var (rows, columns) in (ReadOnlySpan<(int, int)>)[(210_000, 10), (20_000, 100)]) // more than one round of chunks
        {
            using var x = new Guarded(rows * columns);
            using var t = new Guarded(rows * columns);
            Kernel.Fill(x.Span, 1);
            Kernel.Fill(t.Span, 2, 0, 1);
            double one = SoftmaxCrossEntropy.Value(x.Pointer, t.Pointer, rows, columns, WorkerTeam.Single);
            double many = SoftmaxCrossEntropy.Value(x.Pointer, t.Pointer, rows, columns, new WorkerTeam(threads));
            Assert.That(many, Is.EqualTo(one), $"{rows}×{columns}");
        }
    }

    /// <summary>Central differences at 12 points; the gradient is asked for with a scale of ½.</summary>
    private static void AssertSlope(Value value, Gradient gradient, InstructionSet form)
    {
        const float Step = 1f / 64;
        float* x = stackalloc float[12];
        float* t = stackalloc float[12];
        float* g = stackalloc float[12];
        Kernel.Fill(new(x, 12), 1, -2, 2);
        Kernel.Fill(new(t, 12), 2, 0, 1);
        gradient(x, t, g, form);
        for (int i = 0; i < 12; i++)
        {
            float at = x[i];
            x[i] = at + Step;
            double ahead = value(x, t, form);
            x[i] = at - Step;
            double behind = value(x, t, form);
            x[i] = at;
            Assert.That(g[i], Is.EqualTo(0.5 * (ahead - behind) / (2 * Step)).Within(1e-4), $"at {i}");
        }
    }
}
