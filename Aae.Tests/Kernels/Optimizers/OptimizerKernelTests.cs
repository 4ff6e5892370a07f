using Aae.Core.Threading;
using Aae.Kernels.Optimizers;
using Aae.Kernels.Simd;
using Aae.Tests.Kernels.Simd;

namespace Aae.Tests.Kernels.Optimizers;

/// <summary>What the optimizers' updates mean; that all forms agree is in <see cref="ElementKernelTests"/>.</summary>
[Category("Kernel")]
internal sealed unsafe class OptimizerKernelTests
{
    private static IEnumerable<InstructionSet> Forms => Kernel.Forms.Prepend(InstructionSet.Scalar);

    [Test]
    public void Sgd_remembers_gradients([ValueSource(nameof(Forms))] InstructionSet form)
    {
        float w = 1;
        float v = 0;
        float g = 4;
        SgdKernel.Update(&w, &g, &v, 1, 0.25f, 0.5f, 0, 0.5f, WorkerTeam.Single, form);
        Assert.That((w, v), Is.EqualTo((0.5f, 2f)));
        g = -2;
        SgdKernel.Update(&w, &g, &v, 1, 0.25f, 0.5f, 0, 0.5f, WorkerTeam.Single, form);
        Assert.That((w, v), Is.EqualTo((0.5f, 0f)));
        g = 2;
        SgdKernel.Update(&w, &g, &v, 1, 0.25f, 0.5f, 0, 0.5f, WorkerTeam.Single, form);
        Assert.That((w, v), Is.EqualTo((0.25f, 1f)));
    }

    [Test]
    public void Sgd_adds_the_decay_to_the_gradient_and_does_not_clip_it([ValueSource(nameof(Forms))] InstructionSet form)
    {
        float w = 2;
        float v = 1;
        float g = 8;
        SgdKernel.Update(&w, &g, &v, 1, 0.25f, 0.5f, 0.75f, 0.5f, WorkerTeam.Single, form);
        Assert.That((w, v), Is.EqualTo((2 - 0.25f * 6, 6f))); // v = ½·1 + ½·8 + ¾·2
    }

    [Test]
    public void Momentum_that_fades_becomes_0_before_it_becomes_denormal([ValueSource(nameof(Forms))] InstructionSet form)
    {
        float w = 1;
        float v = 1e-29f;
        float g = 0;
        for (int step = 0; step < 40; step++)
        {
            SgdKernel.Update(&w, &g, &v, 1, 0.1f, 0.9f, 0, 1, WorkerTeam.Single, form);
            Assert.That(v == 0 || v >= SgdKernel.Tiny, $"v = {v} at step {step}");
        }

        Assert.That(v, Is.Zero);
    }

    [Test]
    public void Adam_follows_the_published_algorithm(
        [ValueSource(nameof(Forms))] InstructionSet form, [Values(0, 0.1)] double decay, [Values(1e-8, 0.1)] double epsilon)
    {
        const double Rate = 0.01;
        const double Beta1 = 0.9;
        const double Beta2 = 0.999;
        float w = 0.5f;
        float m = 0;
        float v = 0;
        double exactW = w;
        double exactM = 0;
        double exactV = 0;
        for (int t = 1; t <= 50; t++)
        {
            float g = MathF.Sin(t) * 3;
            double gradient = 0.5 * g;
            double correction1 = 1 - Math.Pow(Beta1, t);
            double correction2 = 1 - Math.Pow(Beta2, t);
            exactM = Beta1 * exactM + (1 - Beta1) * gradient;
            exactV = Beta2 * exactV + (1 - Beta2) * gradient * gradient;
            exactW -= Rate * ((exactM / correction1) / (Math.Sqrt(exactV / correction2) + epsilon) + decay * exactW);
            AdamKernel.Update(
                &w, &g, &m, &v, 1, Rate, Beta1, Beta2, epsilon, correction1, correction2, decay, 0.5f, WorkerTeam.Single, form);
            Assert.That(w, Is.EqualTo(exactW).Within(1e-6), $"step {t}");
        }

        Assert.That(m, Is.EqualTo(exactM).Within(1e-6));
        Assert.That(v, Is.EqualTo(exactV).Within(1e-6));
    }

    /// <summary>1 − 0.999 in floats is 0.00100004673, wrong in the fifth digit.</summary>
    [Test]
    public void Adam_takes_one_minus_beta_exactly([ValueSource(nameof(Forms))] InstructionSet form)
    {
        float w = 0;
        float g = 1;
        float m = 0;
        float v = 0;
        AdamKernel.Update(&w, &g, &m, &v, 1, 0.01, 0.9, 0.999, 1e-8, 0.1, 0.001, 0, 1, WorkerTeam.Single, form);
        Assert.That((m, v), Is.EqualTo((0.1f, 0.001f)));
    }

    /// <summary>A factor of 1 − 8·10⁻⁷ on w would be 1 − 7.75·10⁻⁷ in floats and decay all parameters 3 % too little.</summary>
    [Test]
    public void A_small_decay_is_right_on_average([ValueSource(nameof(Forms))] InstructionSet form)
    {
        const int Count = 10_000;
        using var w = new Guarded(Count);
        using var g = new Guarded(Count);
        using var m = new Guarded(Count);
        using var v = new Guarded(Count);
        Kernel.Fill(w.Span, 1, 0.5f, 1);
        g.Span.Clear();
        m.Span.Clear();
        v.Span.Clear();
        double before = w.Span.ToArray().Sum(x => (double)x);
        AdamKernel.Update(
            w.Pointer, g.Pointer, m.Pointer, v.Pointer, Count, 1e-3, 0.9, 0.999, 1e-8, 0.1, 0.001, 8e-4, 1, WorkerTeam.Single, form);
        double after = w.Span.ToArray().Sum(x => (double)x);
        Assert.That((before - after) / before, Is.EqualTo(8e-7).Within(1).Percent);
    }

    [Test]
    public void Moments_are_never_denormal(
        [ValueSource(nameof(Forms))] InstructionSet form, [Values(0f, 1e-15f, 1e-17f, 1e-20f, -1e-22f, 1e-40f)] float gradient)
    {
        float w = 1;
        float m = 1e-29f;
        float v = 0;
        float g = gradient;
        for (int t = 1; t <= 40; t++)
        {
            AdamKernel.Update(&w, &g, &m, &v, 1, 0.01, 0.9, 0.99, 1e-8, 1, 1, 0, 1, WorkerTeam.Single, form);
            Assert.That(m == 0 || MathF.Abs(m) >= SgdKernel.Tiny, $"m = {m} at step {t}");
            Assert.That(float.IsNormal(v) && v <= AdamKernel.Floor * AdamKernel.Floor, $"v = {v} at step {t}");
        }

        Assert.That(w, Is.EqualTo(1)); // nothing of this is felt
    }

    [Test]
    public void Adam_does_not_move_where_no_gradient_ever_was([ValueSource(nameof(Forms))] InstructionSet form)
    {
        float w = 0.5f;
        float g = 0;
        float m = 0;
        float v = 0;
        AdamKernel.Update(&w, &g, &m, &v, 1, 0.01, 0.9, 0.999, 1e-8, 0.1, 0.001, 0, 1, WorkerTeam.Single, form);
        Assert.That((w, m), Is.EqualTo((0.5f, 0f)));
    }

    /// <summary>1 − 0.999 in floats is 0.00100004673, wrong in the fifth digit.</summary>
    [Test]
    public void An_average_follows_its_formula_and_keeps_its_bits_where_nothing_moves([ValueSource(nameof(Forms))] InstructionSet form)
    {
        float a = 0;
        float w = 1;
        AverageKernel.Update(&a, &w, 1, 0.999, WorkerTeam.Single, form);
        Assert.That(a, Is.EqualTo(0.001f));
        double exact = a;
        for (int step = 0; step < 1000; step++)
        {
            w = MathF.Sin(step);
            exact = 0.999 * exact + (1 - 0.999) * w;
            AverageKernel.Update(&a, &w, 1, 0.999, WorkerTeam.Single, form);
        }

        Assert.That(a, Is.EqualTo(exact).Within(1e-6));
        a = w = 0.1f;
        AverageKernel.Update(&a, &w, 1, 0.7, WorkerTeam.Single, form);
        Assert.That(a, Is.EqualTo(0.1f));
    }
}
