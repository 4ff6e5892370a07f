using Aae.Core.Threading;
using Aae.Kernels.Losses;
using Aae.Kernels.Reductions;
using Aae.Kernels.Simd;
using Aae.Tests.Kernels.Simd;

namespace Aae.Tests.Kernels.Reductions;

/// <summary>A kernel over the rows of a [rows, columns] and b; writes c.</summary>
internal unsafe delegate void RowRun(float* a, float* b, float* c, int rows, int columns, WorkerTeam team, InstructionSet form);

/// <summary>Writes one number for each row.</summary>
internal unsafe delegate void RowValues(float* values);

/// <summary>
/// A row of the table of row kernels; Aliases says which of a, b may be c, Spread how far the sum over a row of n may lie off.
/// </summary>
internal sealed record RowCase(string Name, int[] Aliases, Func<int, float> Spread, RowRun Run)
{
    public override string ToString() => Name;
}

/// <summary>What holds for softmax, its relatives and the reductions of rows, in every form that this CPU can run.</summary>
[Category("Kernel")]
[TestFixtureSource(nameof(All))]
internal sealed unsafe class RowKernelTests(RowCase kernel)
{
    private static readonly (int Rows, int Columns)[] s_sizes =
    [
        (0, 5), (1, 1), (3, 1), (3000, 1), (5, 2), (4, 3), (3, 4), (2, 5), (3, 7), (3, 8), (3, 9), (100, 10), (7, 15), (7, 16), (5, 17),
        (3, 33), (35, 63), (35, 64), (35, 65), (9, 100), (40, 1000), (2, 9000), (5000, 4),
    ];

    private static IEnumerable<RowCase> All =>
    [
        new("Softmax", [0], _ => 1e-7f, (x, _, y, rows, columns, team, form) => Softmax.Apply(rows, columns, x, y, team, form)),
        new("Softmax gradient", [0, 1], n => 5e-6f + 3e-8f * n, (y, dy, dx, rows, columns, team, form) =>
            Softmax.Gradient(rows, columns, y, dy, dx, team, form)),
        new("Log-softmax", [0], _ => 2e-6f, (x, _, y, rows, columns, team, form) =>
            LogSoftmax.Apply(rows, columns, x, y, team, form)),
        new("Log-softmax gradient", [0, 1], n => 1e-6f * n, (y, dy, dx, rows, columns, team, form) =>
            LogSoftmax.Gradient(rows, columns, y, dy, dx, team, form)),
        new("Log-sum-exp of rows", [], _ => 1e-6f, (x, _, y, rows, columns, team, form) =>
            OfRows(rows, columns, y, values => LogSumExp.OfRows(rows, columns, x, values, team, form))),
        new("Sums of rows", [], n => 1e-6f * n, (x, _, y, rows, columns, team, form) =>
            OfRows(rows, columns, y, values => Sums.OfRows(rows, columns, x, values, team, form))),
        new("Maxima of rows", [], _ => 0, (x, _, y, rows, columns, team, form) =>
            OfRows(rows, columns, y, values => Maxima.OfRows(rows, columns, x, values, team, form))),
        new("Softmax cross-entropy gradient", [0], _ => 1e-6f, (x, t, dx, rows, columns, team, form) =>
            SoftmaxCrossEntropy.Gradient(x, t, 0.7f, dx, rows, columns, team, form)),
        new("Softmax cross-entropy of each row", [], _ => 0, (x, t, values, rows, columns, team, form) =>
        {
            for (int i = 0; i < rows; i++)
            {
                double value = SoftmaxCrossEntropy.Value(x + i * columns, t + i * columns, 1, columns, team, form);
                new Span<float>(values + i * columns, columns).Fill((float)value);
            }
        }),
    ];

    [Test]
    public void Each_form_agrees_with_the_reference([ValueSource(typeof(Kernel), nameof(Kernel.Forms))] InstructionSet form)
    {
        foreach (var (rows, columns) in s_sizes)
        {
            int count = rows * columns;
            using var a = new Guarded(count, 1);
            using var b = new Guarded(count, 2);
            using var expected = new Guarded(count);
            using var actual = new Guarded(count, 3);
            Fill(a, b);
            kernel.Run(a.Pointer, b.Pointer, expected.Pointer, rows, columns, WorkerTeam.Single, InstructionSet.Scalar);
            kernel.Run(a.Pointer, b.Pointer, actual.Pointer, rows, columns, new WorkerTeam(3), form);
            int at = Kernel.FirstDifference(expected.Span, actual.Span, Kernel.Within(2e-6f, kernel.Spread(columns)));
            Assert.That(at, Is.EqualTo(-1), () => $"{rows}×{columns}: {actual.Span[at]:R} instead of {expected.Span[at]:R}");
            Assert.That(actual.GuardsAreWhole, $"{rows}×{columns}: written outside");

            foreach (int alias in kernel.Aliases)
            {
                using var input = new Guarded(count);
                (alias == 0 ? a : b).Span.CopyTo(input.Span);
                kernel.Run(
                    alias == 0 ? input.Pointer : a.Pointer, alias == 1 ? input.Pointer : b.Pointer, input.Pointer, rows, columns,
                    WorkerTeam.Single, form);
                Assert.That(Kernel.FirstDifference(actual.Span, input.Span, Kernel.Same), Is.EqualTo(-1), $"in place, {rows}×{columns}");
            }
        }
    }

    [Test]
    public void A_row_with_NaN_or_infinity_spoils_itself_alone(
        [ValueSource(typeof(Kernel), nameof(Kernel.Forms))] InstructionSet form,
        [Values(float.NaN, float.PositiveInfinity)] float bad)
    {
        foreach (int columns in (int[])[3, 10, 16, 21, 40])
        {
            using var a = new Guarded(3 * columns);
            using var b = new Guarded(3 * columns);
            using var c = new Guarded(3 * columns);
            Fill(a, b);
            for (int j = 0; j < columns; j++)
            {
                float good = a.Span[columns + j];
                a.Span[columns + j] = bad;
                kernel.Run(a.Pointer, b.Pointer, c.Pointer, 3, columns, WorkerTeam.Single, form);
                a.Span[columns + j] = good;
                for (int i = 0; i < 3; i++)
                {
                    bool nan = c.Span.Slice(i * columns, columns).ToArray().Any(value => !float.IsFinite(value));
                    Assert.That(nan, Is.EqualTo(i == 1), $"columns {columns}, bad number at {j}, row {i}");
                }
            }
        }
    }

    [Test]
    public void Any_number_of_threads_gives_the_same_bits([Values(2, 3, 4, 7)] int threads)
    {
        foreach (var (rows, columns) in (ReadOnlySpan<(int, int)>)[(5000, 10), (500, 100)]) // narrow rows and others
        {
            using var a = new Guarded(rows * columns);
            using var b = new Guarded(rows * columns);
            using var single = new Guarded(rows * columns);
            using var team = new Guarded(rows * columns);
            Fill(a, b);
            kernel.Run(a.Pointer, b.Pointer, single.Pointer, rows, columns, WorkerTeam.Single, InstructionSets.Widest);
            kernel.Run(a.Pointer, b.Pointer, team.Pointer, rows, columns, new WorkerTeam(threads), InstructionSets.Widest);
            Assert.That(Kernel.FirstDifference(single.Span, team.Span, Kernel.Same), Is.EqualTo(-1), $"{rows}×{columns}");
        }
    }

    /// <summary>Runs what gives one number for each row, in guards, and fills each row of y with its number.</summary>
    private static void OfRows(int rows, int columns, float* y, RowValues run)
    {
        using var values = new Guarded(rows, 1);
        run(values.Pointer);
        Assert.That(values.GuardsAreWhole, $"{rows}×{columns}: written outside");
        for (int i = 0; i < rows; i++)
        {
            new Span<float>(y + i * columns, columns).Fill(values.Span[i]);
        }
    }

    private static void Fill(Guarded a, Guarded b)
    {
        Kernel.Fill(a.Span, 1);
        Kernel.Fill(b.Span, 2, 0, 1);
    }
}
