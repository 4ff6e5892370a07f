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
        SgdKernel.Update(&w, &g, &v, 1, 0.25f, 0.5f, 0.5f, WorkerTeam.Single, form);
        Assert.That((w, v), Is.EqualTo((0.5f, 2f)));
        g = -2;
        SgdKernel.Update(&w, &g, &v, 1, 0.25f, 0.5f, 0.5f, WorkerTeam.Single, form);
        Assert.That((w, v), Is.EqualTo((0.5f, 0f)));
        g = 2;
        SgdKernel.Update(&w, &g, &v, 1, 0.25f, 0.5f, 0.5f, WorkerTeam.Single, form);
        Assert.That((w, v), Is.EqualTo((0.25f, 1f)));
    }

    [Test]
    public void Momentum_that_fades_becomes_0_before_it_becomes_denormal([ValueSource(nameof(Forms))] InstructionSet form)
    {
        float w = 1;
        float v = 1e-29f;
        float g = 0;
        for (int step = 0; step < 40; step++)
        {
            SgdKernel.Update(&w, &g, &v, 1, 0.1f, 0.9f, 1, WorkerTeam.Single, form);
            Assert.That(v == 0 || v >= SgdKernel.Tiny, $"v = {v} at step {step}");
        }

        Assert.That(v, Is.Zero);
    }

    [Test]
    public void Adam_follows_the_published_algorithm([ValueSource(nameof(Forms))] InstructionSet form)
    {
        const double Rate = 0.01;
        const double Beta1 = 0.9f;
        const double Beta2 = 0.999f;
        const double Epsilon = 1e-8;
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
            exactW -= Rate * (exactM / correction1) / (Math.Sqrt(exactV / correction2) + Epsilon);
            AdamKernel.Update(
                &w, &g, &m, &v, 1, (float)Rate, (float)Beta1, (float)Beta2, (float)Epsilon, (float)correction1, (float)correction2,
                0.5f, WorkerTeam.Single, form);
            Assert.That(w, Is.EqualTo(exactW).Within(1e-6), $"step {t}");
        }

        Assert.That(m, Is.EqualTo(exactM).Within(1e-6));
        Assert.That(v, Is.EqualTo(exactV).Within(1e-6));
    }

    [Test]
    public void Adam_does_not_move_where_no_gradient_ever_was([ValueSource(nameof(Forms))] InstructionSet form)
    {
        float w = 0.5f;
        float g = 0;
        float m = 0;
        float v = 0;
        AdamKernel.Update(&w, &g, &m, &v, 1, 0.01f, 0.9f, 0.999f, 1e-8f, 0.1f, 0.001f, 1, WorkerTeam.Single, form);
        Assert.That((w, m, v), Is.EqualTo((0.5f, 0f, 0f)));
    }
}
