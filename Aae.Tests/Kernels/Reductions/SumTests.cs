using Aae.Core.Threading;
using Aae.Kernels.Losses;
using Aae.Kernels.Reductions;
using Aae.Kernels.Simd;
using Aae.Tests.Kernels.Simd;

namespace Aae.Tests.Kernels.Reductions;

/// <summary>A sum over two arrays of the same length.</summary>
internal unsafe delegate double SumRun(float* a, float* b, int count, WorkerTeam team, InstructionSet form);

/// <summary>A kernel that sums over elements, as a row of the table that the tests below go through.</summary>
internal sealed record SumCase(string Name, Func<double, double, double> Term, SumRun Run)
{
    public override string ToString() => Name;
}

/// <summary>What holds for every sum over elements, in every form that this CPU can run.</summary>
[Category("Kernel")]
[TestFixtureSource(nameof(All))]
internal sealed unsafe class SumTests(SumCase sum)
{
    private static IEnumerable<SumCase> All =>
    [
        new("Sum of squares", (a, _) => a * a,
            (a, _, n, team, form) => Sums.OfSquares(a, n, team, form)),
        new("Half squared error", (p, t) => 0.5 * (p - t) * (p - t),
            (p, t, n, team, form) => HalfSquaredError.Value(p, t, n, team, form)),
        new("Binary cross-entropy", (x, t) => Math.Max(x, 0) - x * t + Math.Log(1 + Math.Exp(-Math.Abs(x))),
            (x, t, n, team, form) => BinaryCrossEntropy.Value(x, t, n, team, form)),
        new("Gaussian divergence", (mean, logVariance) => 0.5 * (mean * mean / 4 + Math.Exp(logVariance) / 4 - 1 - logVariance + Math.Log(4)),
            (mean, logVariance, n, team, form) => GaussianDivergence.Value(mean, logVariance, 2, n, team, form)),
    ];

    private static IEnumerable<InstructionSet> Forms => Kernel.Forms.Prepend(InstructionSet.Scalar);

    [Test]
    public void Each_form_agrees_with_double_precision([ValueSource(nameof(Forms))] InstructionSet form)
    {
        foreach (int length in (int[])[.. Kernel.Lengths, 300 * Chunks.Elements + 7])
        {
            using var a = new Guarded(length, 1);
            using var b = new Guarded(length, 3);
            Kernel.Fill(a.Span, 1);
            Kernel.Fill(b.Span, 2, 0, 1);
            double expected = 0;
            for (int i = 0; i < length; i++)
            {
                expected += sum.Term(a.Span[i], b.Span[i]);
            }

            double actual = sum.Run(a.Pointer, b.Pointer, length, WorkerTeam.Single, form);
            Assert.That(actual, Is.EqualTo(expected).Within(4e-7 * expected), $"length {length}");
        }
    }

    [Test]
    public void A_NaN_anywhere_makes_the_sum_NaN([ValueSource(nameof(Forms))] InstructionSet form)
    {
        const int length = 71;
        using var a = new Guarded(length);
        using var b = new Guarded(length);
        b.Span.Fill(0.5f);
        for (int i = 0; i < length; i++)
        {
            a.Span.Fill(0.5f);
            a.Span[i] = float.NaN;
            Assert.That(sum.Run(a.Pointer, b.Pointer, length, WorkerTeam.Single, form), Is.NaN, $"at {i}");
        }
    }

    [Test]
    public void Any_number_of_threads_gives_the_same_bits([Values(2, 3, 4, 7)] int threads)
    {
        int length = 300 * Chunks.Elements + 17;
        using var a = new Guarded(length);
        using var b = new Guarded(length);
        Kernel.Fill(a.Span, 1);
        Kernel.Fill(b.Span, 2, 0, 1);
        double single = sum.Run(a.Pointer, b.Pointer, length, WorkerTeam.Single, InstructionSets.Widest);
        double team = sum.Run(a.Pointer, b.Pointer, length, new WorkerTeam(threads), InstructionSets.Widest);
        Assert.That(team, Is.EqualTo(single));
    }

    [Test]
    public void Nothing_is_allocated()
    {
        int length = 3 * Chunks.Elements;
        using var a = new Guarded(length);
        a.Span.Fill(0.5f);
        _ = sum.Run(a.Pointer, a.Pointer, length, WorkerTeam.Single, InstructionSets.Widest);
        Assert.That(Allocations.OfTen(() => _ = sum.Run(a.Pointer, a.Pointer, length, WorkerTeam.Single, InstructionSets.Widest)), Is.Zero);
    }
}
