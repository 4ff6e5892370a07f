using Aae.Core.Threading;
using Aae.Kernels.Reductions;
using Aae.Kernels.Simd;
using Aae.Tests.Kernels.Simd;

namespace Aae.Tests.Kernels.Reductions;

/// <summary>What the reductions of rows and columns mean; that all forms agree is in <see cref="RowKernelTests"/>.</summary>
[Category("Kernel")]
internal sealed unsafe class RowReductionTests
{
    private static IEnumerable<InstructionSet> Forms => Kernel.Forms.Prepend(InstructionSet.Scalar);

    [Test]
    public void Log_sum_exp_is_right_against_double_and_at_the_extremes([ValueSource(nameof(Forms))] InstructionSet form)
    {
        const float infinity = float.PositiveInfinity;
        Assert.That(Of(1e30f, 1e30f), Is.EqualTo(1e30f));
        Assert.That(Of(-1e4f, -1e4f), Is.EqualTo(-1e4f + MathF.Log(2)));
        Assert.That(Of(-infinity, -infinity, -infinity), Is.EqualTo(-infinity));
        Assert.That(Of(-infinity, 2), Is.EqualTo(2));
        Assert.That(Of(1, infinity, -infinity), Is.EqualTo(infinity));
        Assert.That(Of(infinity, float.NaN), Is.NaN);
        Assert.That(Of(-infinity, float.NaN), Is.NaN);
        Assert.That(Of(), Is.EqualTo(-infinity));
        foreach (int columns in (int[])[1, 3, 10, 64, 65, 1000])
        {
            float[] x = new float[columns];
            Kernel.Fill(x, columns, -30, 30);
            double exact = Math.Log(x.Sum(value => Math.Exp(value)));
            Assert.That(Of(x), Is.EqualTo(exact).Within(4e-7 * Math.Abs(exact)), $"{columns} columns");
        }

        float Of(params float[] x)
        {
            float y;
            fixed (float* row = x)
            {
                LogSumExp.OfRows(1, x.Length, row, &y, WorkerTeam.Single, form);
            }

            return y;
        }
    }

    [Test]
    public void Log_softmax_keeps_its_digits_where_softmax_is_0([ValueSource(nameof(Forms))] InstructionSet form)
    {
        float[] x = [1e4f, 0, -1e4f, 1e4f];
        fixed (float* row = x)
        {
            LogSoftmax.Apply(1, 4, row, row, WorkerTeam.Single, form);
        }

        float log2 = MathF.Log(2);
        Assert.That(x, Is.EqualTo((float[])[-log2, -1e4f - log2, -2e4f - log2, -log2]).Within(1).Ulps);
    }

    [Test]
    public void Log_softmax_gradient_is_the_slope_of_the_value([ValueSource(nameof(Forms))] InstructionSet form)
    {
        const int columns = 5;
        const float step = 1f / 64;
        float* x = stackalloc float[columns];
        float* y = stackalloc float[columns];
        float* dy = stackalloc float[columns];
        float* dx = stackalloc float[columns];
        Kernel.Fill(new(x, columns), 1, -2, 2);
        Kernel.Fill(new(dy, columns), 2);
        LogSoftmax.Apply(1, columns, x, y, WorkerTeam.Single, form);
        LogSoftmax.Gradient(1, columns, y, dy, dx, WorkerTeam.Single, form);
        for (int j = 0; j < columns; j++)
        {
            double slope = (Along(j, step) - Along(j, -step)) / (2 * step);
            Assert.That(dx[j], Is.EqualTo(slope).Within(1e-3), $"at {j}");
        }

        double Along(int j, float by)
        {
            float at = x[j];
            x[j] += by;
            LogSoftmax.Apply(1, columns, x, y, WorkerTeam.Single, form);
            x[j] = at;
            return Enumerable.Range(0, columns).Sum(k => (double)y[k] * dy[k]);
        }
    }

    [Test]
    public void The_place_of_the_largest_is_the_first_one([ValueSource(nameof(Forms))] InstructionSet form)
    {
        foreach (int columns in (int[])[1, 2, 3, 4, 5, 7, 8, 9, 10, 15, 16, 17, 33, 100])
        {
            using var x = new Guarded(3 * columns, 1);
            for (int at = 0; at < columns; at++)
            {
                // Twice the largest, between rows in which all are equal; then the same among negative numbers and infinities.
                foreach (var (rest, largest) in (ReadOnlySpan<(float, float)>)
                    [(1, 2), (-2, -1), (-1, 0), (0, float.PositiveInfinity), (float.NegativeInfinity, -1), (float.PositiveInfinity, float.NaN)])
                {
                    x.Span.Fill(rest);
                    x.Span[columns + at] = largest;
                    x.Span[2 * columns - 1] = largest;
                    Assert.That(Places(x, 3, columns, form), Is.EqualTo((int[])[0, at, 0]), $"{columns} columns, {largest} at {at}");
                }
            }
        }
    }

    [Test]
    public void The_place_of_the_largest_does_not_depend_on_threads([Values(1, 2, 3, 4, 7)] int threads)
    {
        const int rows = 5000;
        using var x = new Guarded(rows * 10);
        Kernel.Fill(x.Span, 1);
        int[] places = new int[rows];
        fixed (int* p = places)
        {
            Maxima.PlacesInRows(rows, 10, x.Pointer, p, new WorkerTeam(threads));
        }

        for (int i = 0; i < rows; i++)
        {
            Assert.That(places[i], Is.EqualTo(System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(x.Span.Slice(i * 10, 10))));
        }
    }

    [Test]
    public void Rows_of_no_columns_have_no_largest_and_the_sum_0([ValueSource(nameof(Forms))] InstructionSet form)
    {
        float* y = stackalloc float[2];
        int* places = stackalloc int[2];
        Maxima.OfRows(2, 0, y, y, WorkerTeam.Single, form);
        Assert.That(y[0] == float.NegativeInfinity && y[1] == float.NegativeInfinity);
        Maxima.PlacesInRows(2, 0, y, places, WorkerTeam.Single, form);
        Assert.That(places[0] == -1 && places[1] == -1);
        Sums.OfRows(2, 0, y, y, WorkerTeam.Single, form);
        Assert.That(y[0] == 0 && y[1] == 0);
    }

    [Test]
    public void Sums_of_columns_agree_with_double_precision_however_many_rows([ValueSource(nameof(Forms))] InstructionSet form)
    {
        foreach (var (rows, columns) in (ReadOnlySpan<(int, int)>)
            [(0, 3), (1, 17), (100, 10), (255, 33), (256, 16), (257, 31), (3000, 5), (300, 531), (60_000, 3)])
        {
            using var x = new Guarded(rows * columns, 1);
            using var y = new Guarded(columns, 2);
            Kernel.Fill(x.Span, 1, -1, 2);
            float[] before = x.Span.ToArray();
            Sums.OfColumns(rows, columns, x.Pointer, y.Pointer, new WorkerTeam(3), form);
            for (int j = 0; j < columns; j++)
            {
                IEnumerable<double> column = Enumerable.Range(0, rows).Select(i => (double)before[i * columns + j]);
                double allowed = 20 * Math.ScaleB(1, -24) * column.Sum(Math.Abs); // a twelfth of what is promised for the worst case
                Assert.That(y.Span[j], Is.EqualTo(column.Sum()).Within(allowed), $"{rows}×{columns}, column {j}");
            }

            Assert.That(y.GuardsAreWhole && x.Span.SequenceEqual(before), $"{rows}×{columns}");
        }
    }

    [Test]
    public void Small_blocks_of_rows_are_not_lost_beside_a_large_one([ValueSource(nameof(Forms))] InstructionSet form)
    {
        // 2²⁴ in the first block, ½ in each of the others: floats alone would round every one of these away.
        const int blocks = 401;
        using var x = new Guarded(blocks * ColumnBlocks.Rows);
        float sum;
        x.Span.Fill(0.5f / ColumnBlocks.Rows);
        x.Span[..ColumnBlocks.Rows].Clear();
        x.Span[0] = 1 << 24;
        Sums.OfColumns(x.Length, 1, x.Pointer, &sum, WorkerTeam.Single, form);
        Assert.That(sum, Is.EqualTo((1 << 24) + (blocks - 1) / 2));
    }

    [Test]
    public void Sums_of_columns_do_not_depend_on_threads([Values(2, 3, 4, 7)] int threads)
    {
        foreach (var (rows, columns) in (ReadOnlySpan<(int, int)>)[(20_000, 10), (700, 1000)])
        {
            using var x = new Guarded(rows * columns);
            using var one = new Guarded(columns);
            using var many = new Guarded(columns);
            Kernel.Fill(x.Span, 1);
            Sums.OfColumns(rows, columns, x.Pointer, one.Pointer, WorkerTeam.Single);
            Sums.OfColumns(rows, columns, x.Pointer, many.Pointer, new WorkerTeam(threads));
            Assert.That(many.Span.SequenceEqual(one.Span), $"{rows}×{columns}");
        }
    }

    [FsCheck.NUnit.Property(MaxTest = 50)]
    public bool Log_sum_exp_moves_with_its_row(int seed)
    {
        // log Σ e^(x + c) = c + log Σ eˣ; with whole x and c both sides see the same differences.
        (int columns, float[] x, float[] y) = AnyRow(seed);
        float c = seed % 1000;
        float here = 0;
        float there = 0;
        fixed (float* row = x, moved = y)
        {
            for (int j = 0; j < columns; j++)
            {
                (row[j], moved[j]) = (MathF.Round(row[j]), MathF.Round(row[j]) + c);
            }

            LogSumExp.OfRows(1, columns, row, &here, WorkerTeam.Single);
            LogSumExp.OfRows(1, columns, moved, &there, WorkerTeam.Single);
        }

        return MathF.Abs(there - (here + c)) <= 2e-7f * (MathF.Abs(c) + MathF.Abs(here) + MathF.Abs(there));
    }

    [FsCheck.NUnit.Property(MaxTest = 50)]
    public bool Softmax_sums_to_1_does_not_feel_a_shift_and_is_the_exponential_of_log_softmax(int seed)
    {
        (int columns, float[] x, float[] y) = AnyRow(seed);
        float[] log = new float[columns];
        fixed (float* row = x, result = y, logarithm = log)
        {
            for (int j = 0; j < columns; j++)
            {
                row[j] = MathF.Round(row[j]);
            }

            Softmax.Apply(1, columns, row, result, WorkerTeam.Single);
            LogSoftmax.Apply(1, columns, row, logarithm, WorkerTeam.Single);
            for (int j = 0; j < columns; j++)
            {
                row[j] += 100; // exact, as all are whole
            }

            Softmax.Apply(1, columns, row, row, WorkerTeam.Single);
        }

        return Math.Abs(y.Sum(value => (double)value) - 1) < 1e-6 && x.AsSpan().SequenceEqual(y)
            && !y.Where((value, j) => Math.Abs(value - Math.Exp(log[j])) > 1e-6 * (0.01 + value) * (1 - log[j])).Any();
    }

    private static int[] Places(Guarded x, int rows, int columns, InstructionSet form)
    {
        int[] places = new int[rows];
        fixed (int* p = places)
        {
            Maxima.PlacesInRows(rows, columns, x.Pointer, p, WorkerTeam.Single, form);
        }

        return places;
    }

    private static (int Columns, float[] X, float[] Y) AnyRow(int seed)
    {
        int columns = new System.Random(seed).Next(1, 200);
        float[] x = new float[columns];
        Kernel.Fill(x, seed, -30, 30);
        return (columns, x, new float[columns]);
    }
}
