using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Losses;
using Aae.Kernels.Optimizers;
using Aae.Kernels.Simd;

namespace Aae.Tests.Kernels.Simd;

/// <summary>Runs a kernel over arrays of the same length.</summary>
internal unsafe delegate void ElementRun(float*[] arrays, int count, WorkerTeam team, InstructionSet form);

/// <summary>A kernel of independent elements, as a row of the table that the tests below go through.</summary>
/// <param name="Name">Its name in test results.</param>
/// <param name="Arrays">How many arrays it takes.</param>
/// <param name="Written">Which of them it writes.</param>
/// <param name="Aliases">Pairs (written, read) that may be the same memory.</param>
/// <param name="Near">Whether an element is close enough to the reference's.</param>
/// <param name="Run">Runs it.</param>
internal sealed record ElementCase(
    string Name, int Arrays, int[] Written, (int Written, int Read)[] Aliases, Func<float, float, bool> Near, ElementRun Run)
{
    public override string ToString() => Name;
}

/// <summary>Every kernel of independent elements.</summary>
internal static unsafe class ElementCases
{
    private static readonly Activation[] s_activations =
        [Activation.Identity, Activation.Relu, Activation.LeakyRelu(0.2f), Activation.Sigmoid, Activation.Tanh];

    public static IEnumerable<ElementCase> All =>
    [
        .. s_activations.Select(f => new ElementCase(
            $"{f.Kind}", 2, [1], [(1, 0)], Kernel.Within(4e-7f),
            (a, n, team, form) => Activations.Apply(f, a[0], a[1], n, team, form))),
        .. s_activations.Select(f => new ElementCase(
            $"{f.Kind} gradient", 3, [2], [(2, 1)], Kernel.Same,
            (a, n, team, form) => Activations.Gradient(f, a[0], a[1], a[2], n, team, form))),
        new ElementCase("Exp", 2, [1], [(1, 0)], Kernel.Within(4e-7f), (a, n, team, form) => Functions.Exp(a[0], a[1], n, team, form)),
        new ElementCase("Log", 2, [1], [(1, 0)], Kernel.Within(4e-7f), (a, n, team, form) => Functions.Log(a[0], a[1], n, team, form)),
        new ElementCase("Softplus", 2, [1], [(1, 0)], Kernel.Within(4e-7f),
            (a, n, team, form) => Functions.Softplus(a[0], a[1], n, team, form)),
        new ElementCase("Dropout", 3, [2], [(2, 1), (2, 0)], Kernel.Same,
            (a, n, team, form) => Dropout.Apply(a[0], 0.3f, a[1], a[2], n, team, form)),
        new ElementCase("Bernoulli", 3, [2], [(2, 0), (2, 1)], Kernel.Same, (a, n, team, form) => Bernoulli.Draw(a[0], a[1], a[2], n, team, form)),
        new ElementCase("SaltAndPepper", 3, [2], [(2, 0), (2, 1)], Kernel.Same,
            (a, n, team, form) => SaltAndPepper.Apply(a[0], 0.3f, a[1], a[2], n, team, form)),
        new ElementCase("MultiplyAdd", 3, [2], [(2, 0), (2, 1)], Kernel.Same,
            (a, n, team, form) => Arithmetic.MultiplyAdd(a[0], 0.7f, a[1], a[2], n, team, form)),
        // A sum of numbers up to 30 that may cancel.
        new ElementCase("Reparameterization", 4, [3], [(3, 0), (3, 1), (3, 2)], Kernel.Within(1e-6f, 2e-5f),
            (a, n, team, form) => Reparameterization.Apply(a[0], a[1], a[2], a[3], n, team, form)),
        new ElementCase("Reparameterization gradient", 4, [3], [(3, 0), (3, 1), (3, 2)], Kernel.Within(1e-6f),
            (a, n, team, form) => Reparameterization.Gradient(a[0], a[1], a[2], a[3], n, team, form)),
        new ElementCase("HalfSquaredError gradient", 3, [2], [(2, 0), (2, 1)], Kernel.Same,
            (a, n, team, form) => HalfSquaredError.Gradient(a[0], a[1], 0.7f, a[2], n, team, form)),
        new ElementCase("BinaryCrossEntropy gradient", 3, [2], [(2, 0), (2, 1)], Kernel.Within(1e-6f, 2e-7f),
            (a, n, team, form) => BinaryCrossEntropy.Gradient(a[0], a[1], 0.7f, a[2], n, team, form)),
        new ElementCase("GaussianDivergence gradient by the mean", 2, [1], [(1, 0)], Kernel.Same,
            (a, n, team, form) => GaussianDivergence.MeanGradient(a[0], 1.5f, 0.7f, a[1], n, team, form)),
        new ElementCase("GaussianDivergence gradient by the log variance", 2, [1], [(1, 0)], Kernel.Within(1e-6f, 2e-7f),
            (a, n, team, form) => GaussianDivergence.LogVarianceGradient(a[0], 1.5f, 0.7f, a[1], n, team, form)),
        new ElementCase("Sgd", 3, [0, 2], [], Kernel.Same,
            (a, n, team, form) => SgdKernel.Update(a[0], a[1], a[2], n, 0.1f, 0.9f, 0.01f, 0.7f, team, form)),
        new ElementCase("Adam", 4, [0, 2, 3], [], Kernel.Same,
            (a, n, team, form) =>
                AdamKernel.Update(a[0], a[1], a[2], a[3], n, 0.1, 0.9, 0.999, 1e-8, 0.271, 0.002997, 0.01, 0.7f, team, form)),
        new ElementCase("Average", 2, [0], [], Kernel.Same, (a, n, team, form) => AverageKernel.Update(a[0], a[1], n, 0.999, team, form)),
    ];
}
