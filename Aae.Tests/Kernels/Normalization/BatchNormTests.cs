using Aae.Core.Threading;
using Aae.Kernels.Normalization;
using Aae.Kernels.Simd;
using Aae.Tests.Kernels.Simd;

namespace Aae.Tests.Kernels.Normalization;

[Category("Unit")]
internal sealed unsafe class BatchNormTests
{
    private const float Epsilon = 1e-5f;

    private static readonly (int Rows, int Columns)[] s_sizes =
    [
        (1, 1), (1, 19), (2, 3), (5, 17), (7, 8), (100, 1), (100, 300), (255, 33), (256, 16), (257, 31), (700, 5), (2000, 40), (3, 1000),
    ];

    private static IEnumerable<InstructionSet> Forms => Kernel.Forms.Prepend(InstructionSet.Scalar);

    [Test]
    public void Statistics_agree_with_double_precision([ValueSource(nameof(Forms))] InstructionSet form)
    {
        foreach (var (rows, columns) in s_sizes)
        {
            using var batch = new Batch(rows, columns);
            batch.Statistics(new WorkerTeam(3), form);
            batch.RequireStatistics(form, 1e-6, 3e-6);
        }
    }

    [Test]
    public void A_mean_far_larger_than_the_deviation_costs_no_accuracy(
        [ValueSource(nameof(Forms))] InstructionSet form, [Values(1e3f, -1e6f)] float mean)
    {
        using var batch = new Batch(1500, 21);
        for (int i = 0; i < batch.X.Length; i++)
        {
            batch.X.Span[i] += mean;
        }

        batch.Statistics(WorkerTeam.Single, form);
        batch.RequireStatistics(form, 1e-7, 3e-6);
    }

    [Test]
    public void A_first_row_far_from_the_others_costs_no_accuracy([ValueSource(nameof(Forms))] InstructionSet form)
    {
        using var batch = new Batch(1500, 21);
        batch.X.Span[..21].Fill(-300);
        batch.Statistics(WorkerTeam.Single, form);
        batch.RequireStatistics(form, 1e-5, 3e-5);
    }

    [Test]
    public void Equal_rows_have_variance_0([ValueSource(nameof(Forms))] InstructionSet form)
    {
        using var batch = new Batch(600, 5);
        batch.X.Span.Fill(0.1f);
        batch.Statistics(WorkerTeam.Single, form);
        Assert.That(batch.Mean.Span.ToArray(), Is.All.EqualTo(0.1f));
        Assert.That(batch.Variance.Span.ToArray(), Is.All.Zero);
    }

    [Test]
    public void Outputs_and_gradients_agree_with_double_precision([ValueSource(nameof(Forms))] InstructionSet form)
    {
        foreach (var (rows, columns) in s_sizes)
        {
            using var batch = new Batch(rows, columns);
            batch.Statistics(new WorkerTeam(2), form);
            batch.Forward(new WorkerTeam(2), form);
            batch.Backward(new WorkerTeam(2), form);
            batch.RequireOutputsAndGradients(form);
        }
    }

    [Test]
    public void The_gradient_is_that_of_the_normalized_batch()
    {
        // Central differences in double through mean and variance, for the loss Σ dy·y.
        const int rows = 6;
        using var batch = new Batch(rows, 3);
        batch.Statistics(WorkerTeam.Single, null);
        batch.Backward(WorkerTeam.Single, null);
        for (int at = 0; at < batch.X.Length; at++)
        {
            double slope = (Loss(1e-4) - Loss(-1e-4)) / 2e-4;
            Assert.That(batch.Dx.Span[at], Is.EqualTo(slope).Within(2e-5 * (1 + Math.Abs(slope))), $"at {at}");

            double Loss(double step)
            {
                int column = at % 3;
                double[] x = [.. Enumerable.Range(0, rows).Select(i => batch.X.Span[i * 3 + column] + (i == at / 3 ? step : 0))];
                double mean = x.Average();
                double inverse = 1 / Math.Sqrt(x.Average(value => (value - mean) * (value - mean)) + Epsilon);
                return x.Select((value, i) => batch.Dy.Span[i * 3 + column] * batch.Gamma.Span[column] * (value - mean) * inverse).Sum();
            }
        }
    }

    [Test]
    public void In_place_gives_the_same([ValueSource(nameof(Forms))] InstructionSet form)
    {
        using var batch = new Batch(300, 37);
        batch.Statistics(WorkerTeam.Single, form);
        batch.Forward(WorkerTeam.Single, form);
        batch.Backward(WorkerTeam.Single, form);
        float[] dx = batch.Dx.Span.ToArray();
        float[] y = batch.Y.Span.ToArray();
        BatchNorm.InputGradient(
            300, 37, batch.X.Pointer, batch.Dy.Pointer, batch.Mean.Pointer, batch.Inverse.Pointer, batch.Gamma.Pointer,
            batch.GammaGradient.Pointer, batch.BetaGradient.Pointer, batch.Dy.Pointer, WorkerTeam.Single, form);
        BatchNorm.Normalize(
            300, 37, batch.X.Pointer, batch.Mean.Pointer, batch.Inverse.Pointer, batch.Gamma.Pointer, batch.Beta.Pointer,
            batch.X.Pointer, WorkerTeam.Single, form);
        Assert.That(batch.Dy.Span.ToArray(), Is.EqualTo(dx));
        Assert.That(batch.X.Span.ToArray(), Is.EqualTo(y));
    }

    [Test]
    public void Running_averages_take_the_unbiased_variance_as_PyTorch_does([ValueSource(nameof(Forms))] InstructionSet form)
    {
        // Column (1, 2, 4): mean 7/3, biased variance 14/9, unbiased 7/3; momentum .1.
        float[] values = [1, 2, 4, 0, 0, 0, 1, 2];
        fixed (float* v = values)
        {
            BatchNorm.Statistics(3, 1, v, Epsilon, v + 3, v + 4, v + 5, WorkerTeam.Single, form);
            BatchNorm.UpdateRunning(3, 1, 0.1f, v + 3, v + 4, v + 6, v + 7, WorkerTeam.Single, form);
            Assert.That(values[6], Is.EqualTo(0.9 * 1 + 0.1 * 7 / 3).Within(1e-6));
            Assert.That(values[7], Is.EqualTo(0.9 * 2 + 0.1 * 7 / 3).Within(1e-6));
        }
    }

    [Test]
    public void A_NaN_or_infinity_spoils_its_own_column_alone(
        [ValueSource(nameof(Forms))] InstructionSet form, [Values(float.NaN, float.NegativeInfinity)] float bad)
    {
        foreach (int row in (int[])[0, 5, 299])
        {
            using var batch = new Batch(300, 21);
            batch.X.Span[row * 21 + 4] = bad;
            batch.Statistics(WorkerTeam.Single, form);
            batch.Forward(WorkerTeam.Single, form);
            batch.Backward(WorkerTeam.Single, form);
            for (int i = 0; i < batch.X.Length; i++)
            {
                Assert.That(float.IsFinite(batch.Y.Span[i]), Is.EqualTo(i % 21 != 4), $"y[{i}]");
                Assert.That(float.IsFinite(batch.Dx.Span[i]), Is.EqualTo(i % 21 != 4), $"dx[{i}]");
            }

            for (int j = 0; j < 21; j++)
            {
                Assert.That(float.IsFinite(batch.Variance.Span[j]), Is.EqualTo(j != 4), $"variance[{j}]");
            }
        }
    }

    [Test]
    public void Any_number_of_threads_gives_the_same_bits([Values(2, 3, 4, 7)] int threads)
    {
        foreach (var (rows, columns) in (ReadOnlySpan<(int, int)>)[(3000, 40), (100, 1000)])
        {
            using var one = new Batch(rows, columns);
            using var many = new Batch(rows, columns);
            one.All(WorkerTeam.Single);
            many.All(new WorkerTeam(threads));
            Assert.That(many.Y.Span.ToArray(), Is.EqualTo(one.Y.Span.ToArray()));
            Assert.That(many.Dx.Span.ToArray(), Is.EqualTo(one.Dx.Span.ToArray()));
            Assert.That(many.GammaGradient.Span.ToArray(), Is.EqualTo(one.GammaGradient.Span.ToArray()));
            Assert.That(many.BetaGradient.Span.ToArray(), Is.EqualTo(one.BetaGradient.Span.ToArray()));
            Assert.That(many.Variance.Span.ToArray(), Is.EqualTo(one.Variance.Span.ToArray()));
        }
    }

    [Test]
    public void Nothing_is_allocated()
    {
        using var batch = new Batch(600, 50);
        batch.All(WorkerTeam.Single);
        Assert.That(Allocations.OfTen(() => batch.All(WorkerTeam.Single)), Is.Zero);
    }

    /// <summary>A batch with its statistics, outputs and gradients in guarded memory.</summary>
    private sealed class Batch : IDisposable
    {
        private readonly int _rows;
        private readonly int _columns;

        public Batch(int rows, int columns)
        {
            (_rows, _columns) = (rows, columns);
            int count = rows * columns;
            (X, Dy, Y, Dx) = (new(count, 1), new(count, 2), new(count, 3), new(count));
            (Mean, Variance, Inverse, Gamma, Beta) = (new(columns, 1), new(columns), new(columns, 5), new(columns, 3), new(columns));
            (GammaGradient, BetaGradient) = (new(columns, 7), new(columns, 2));
            Kernel.Fill(X.Span, rows, -1, 3);
            Kernel.Fill(Dy.Span, rows + 1, -1, 1.5f);
            Kernel.Fill(Gamma.Span, 3, 0.5f, 2);
            Kernel.Fill(Beta.Span, 4, -1, 1);
        }

        public Guarded X { get; }

        public Guarded Dy { get; }

        public Guarded Y { get; }

        public Guarded Dx { get; }

        public Guarded Mean { get; }

        public Guarded Variance { get; }

        public Guarded Inverse { get; }

        public Guarded Gamma { get; }

        public Guarded Beta { get; }

        public Guarded GammaGradient { get; }

        public Guarded BetaGradient { get; }

        private Guarded[] Memory => [X, Dy, Y, Dx, Mean, Variance, Inverse, Gamma, Beta, GammaGradient, BetaGradient];

        public void Dispose()
        {
            foreach (Guarded memory in Memory)
            {
                memory.Dispose();
            }
        }

        public void Statistics(WorkerTeam team, InstructionSet? form) => BatchNorm.Statistics(
            _rows, _columns, X.Pointer, Epsilon, Mean.Pointer, Variance.Pointer, Inverse.Pointer, team, form);

        public void Forward(WorkerTeam team, InstructionSet? form) => BatchNorm.Normalize(
            _rows, _columns, X.Pointer, Mean.Pointer, Inverse.Pointer, Gamma.Pointer, Beta.Pointer, Y.Pointer, team, form);

        public void Backward(WorkerTeam team, InstructionSet? form)
        {
            BatchNorm.ParameterGradients(
                _rows, _columns, X.Pointer, Dy.Pointer, Mean.Pointer, Inverse.Pointer, GammaGradient.Pointer, BetaGradient.Pointer,
                team, form);
            BatchNorm.InputGradient(
                _rows, _columns, X.Pointer, Dy.Pointer, Mean.Pointer, Inverse.Pointer, Gamma.Pointer, GammaGradient.Pointer,
                BetaGradient.Pointer, Dx.Pointer, team, form);
        }

        public void All(WorkerTeam team)
        {
            Statistics(team, null);
            Forward(team, null);
            Backward(team, null);
        }

        public void RequireStatistics(InstructionSet form, double relativeMean, double relativeVariance)
        {
            for (int j = 0; j < _columns; j++)
            {
                (double mean, double variance) = Exact(j);
                string where = $"{form} {_rows}×{_columns}, column {j}";
                Assert.That(Mean.Span[j], Is.EqualTo(mean).Within(relativeMean * (1 + Math.Abs(mean))), where);
                Assert.That(Variance.Span[j], Is.EqualTo(variance).Within(relativeVariance * variance + 1e-12), where);
                Assert.That(Inverse.Span[j], Is.EqualTo(1 / Math.Sqrt(variance + Epsilon)).Within(100 * relativeVariance).Percent, where);
            }

            Assert.That(Memory.All(memory => memory.GuardsAreWhole), "written outside");
        }

        public void RequireOutputsAndGradients(InstructionSet form)
        {
            for (int j = 0; j < _columns; j++)
            {
                (double mean, double variance) = Exact(j);
                double inverse = 1 / Math.Sqrt(variance + Epsilon);
                double gamma = 0;
                double beta = 0;
                for (int i = j; i < X.Length; i += _columns)
                {
                    gamma += Dy.Span[i] * (X.Span[i] - mean) * inverse;
                    beta += Dy.Span[i];
                }

                string where = $"{form} {_rows}×{_columns}, column {j}";
                Assert.That(GammaGradient.Span[j], Is.EqualTo(gamma).Within(1e-6 * (2 + _rows)), where);
                Assert.That(BetaGradient.Span[j], Is.EqualTo(beta).Within(1e-6 * (1 + _rows)), where);
                for (int i = j; i < X.Length; i += _columns)
                {
                    double normalized = (X.Span[i] - mean) * inverse;
                    double y = Gamma.Span[j] * normalized + Beta.Span[j];
                    double dx = Gamma.Span[j] * inverse * (Dy.Span[i] - (beta + normalized * gamma) / _rows);
                    Assert.That(Y.Span[i], Is.EqualTo(y).Within(1e-5), where);
                    Assert.That(Dx.Span[i], Is.EqualTo(dx).Within(3e-6 * (1 + inverse)), where);
                }
            }

            Assert.That(Memory.All(memory => memory.GuardsAreWhole), "written outside");
        }

        private (double Mean, double Variance) Exact(int column)
        {
            double mean = 0;
            for (int i = column; i < X.Length; i += _columns)
            {
                mean += (double)X.Span[i] / _rows;
            }

            double variance = 0;
            for (int i = column; i < X.Length; i += _columns)
            {
                variance += (X.Span[i] - mean) * (X.Span[i] - mean) / _rows;
            }

            return (mean, variance);
        }
    }
}
