using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Distances;
using Aae.Kernels.Simd;
using Aae.Tests.Kernels.Simd;

namespace Aae.Tests.Kernels.Distances;

/// <summary>Sums of kernels and their gradients against their formulas in doubles, which know no kernel's own reference.</summary>
[Category("Kernel")]
internal sealed unsafe class KernelSumsTests
{
    private const float Unit = 3;

    private static readonly double[] s_factors = [0.1, 0.2, 0.5, 1, 2, 5, 10];
    private static readonly float[] s_deviations = [0.5f, 2, 7];
    private static readonly AlignedBlock s_rates = Rates(s_deviations);

    private static IEnumerable<InstructionSet> Forms => Kernel.Forms.Prepend(InstructionSet.Scalar);

    private static InverseMultiquadratic Multiquadratic => new(Unit);

    private static GaussianKernels Gaussian => new(s_rates.Pointer, s_deviations.Length);

    [Test]
    public void Sums_of_inverse_multiquadratic_kernels_agree_with_double_precision([ValueSource(nameof(Forms))] InstructionSet form) => Agrees(
        Multiquadratic,
        distance => s_factors.Sum(factor => factor * Unit / (factor * Unit + distance)),
        distance => s_factors.Sum(factor => -2 * factor * Unit / Math.Pow(factor * Unit + distance, 2)),
        form);

    [Test]
    public void Sums_of_Gaussian_kernels_agree_with_double_precision([ValueSource(nameof(Forms))] InstructionSet form) => Agrees(
        Gaussian,
        distance => s_deviations.Sum(deviation => Math.Exp(-distance / (2.0 * deviation * deviation))),
        distance => s_deviations.Sum(deviation => -Math.Exp(-distance / (2.0 * deviation * deviation)) / ((double)deviation * deviation)),
        form);

    [Test]
    public void A_point_has_the_number_of_kernels_with_itself([ValueSource(nameof(Forms))] InstructionSet form)
    {
        float* point = stackalloc float[] { 0.3f, -7, 12 };
        Assert.That(KernelSums.Sum(Multiquadratic, 1, 1, 3, point, point, WorkerTeam.Single, form), Is.EqualTo(InverseMultiquadratic.Scales));
        Assert.That(KernelSums.Sum(Gaussian, 1, 1, 3, point, point, WorkerTeam.Single, form), Is.EqualTo(s_deviations.Length));
    }

    [Test]
    public void Points_out_of_reach_have_nothing_to_do_with_each_other([ValueSource(nameof(Forms))] InstructionSet form)
    {
        float* near = stackalloc float[] { 0, 0 };
        float* far = stackalloc float[] { 1e15f, float.PositiveInfinity };
        float* gradient = stackalloc float[] { 2, 3 };
        Assert.That(KernelSums.Sum(Gaussian, 2, 1, 1, near, far, WorkerTeam.Single, form), Is.Zero);
        Assert.That(KernelSums.Sum(Gaussian, 1, 2, 1, near, far, WorkerTeam.Single, form), Is.Zero);
        KernelSums.AddGradient(Gaussian, 1, 1, 1, near, far, 1, gradient, WorkerTeam.Single, form);
        Assert.That(gradient[0], Is.EqualTo(2));
    }

    [Test]
    public void A_number_that_is_none_spoils_the_sum([ValueSource(nameof(Forms))] InstructionSet form, [Values(1, 4, 19)] int columns)
    {
        using var points = new Points(3, columns, 2);
        points.B.Span[columns - 1] = float.NaN;
        Assert.That(KernelSums.Sum(Gaussian, 3, columns, 2, points.A.Pointer, points.B.Pointer, WorkerTeam.Single, form), Is.NaN);
        points.Gradient.Span.Clear();
        KernelSums.AddGradient(Gaussian, 3, columns, 2, points.A.Pointer, points.B.Pointer, 1, points.Gradient.Pointer, WorkerTeam.Single, form);
        Assert.That(points.Gradient.Span.ToArray(), Is.All.NaN);
    }

    [Test]
    public void Any_number_of_threads_gives_the_same_bits([Values(2, 3, 7)] int threads)
    {
        const int Rows = 300, Columns = 210, Dimensions = 5;
        using var points = new Points(Rows, Columns, Dimensions);
        using var other = new Points(Rows, Columns, Dimensions);
        var team = new WorkerTeam(threads);
        Assert.That(
            KernelSums.Sum(Gaussian, Rows, Columns, Dimensions, points.A.Pointer, points.B.Pointer, team),
            Is.EqualTo(KernelSums.Sum(Gaussian, Rows, Columns, Dimensions, points.A.Pointer, points.B.Pointer, WorkerTeam.Single)));

        points.Gradient.Span.Clear();
        other.Gradient.Span.Clear();
        KernelSums.AddGradient(Gaussian, Rows, Columns, Dimensions, points.A.Pointer, points.B.Pointer, 1, points.Gradient.Pointer, team);
        KernelSums.AddGradient(Gaussian, Rows, Columns, Dimensions, other.A.Pointer, other.B.Pointer, 1, other.Gradient.Pointer, WorkerTeam.Single);
        Assert.That(points.Gradient.Span.SequenceEqual(other.Gradient.Span));
    }

    private static void Agrees<TKernel>(TKernel kernel, Func<double, double> value, Func<double, double> slope, InstructionSet form)
        where TKernel : unmanaged, IRadialKernel
    {
        foreach (var (rows, columns, dimensions) in (ReadOnlySpan<(int, int, int)>)[(0, 3, 2), (3, 0, 2), (1, 1, 1), (2, 3, 0), (5, 7, 2), (33, 100, 8), (4, 65, 21)])
        {
            using var points = new Points(rows, columns, dimensions);
            double expected = points.Sum(value);
            double sum = KernelSums.Sum(kernel, rows, columns, dimensions, points.A.Pointer, points.B.Pointer, WorkerTeam.Single, form);
            Assert.That(sum, Is.EqualTo(expected).Within(1e-6 * expected), $"{rows}×{columns}×{dimensions}");

            points.Gradient.Span.Fill(1);
            KernelSums.AddGradient(
                kernel, rows, columns, dimensions, points.A.Pointer, points.B.Pointer, 0.5f, points.Gradient.Pointer, WorkerTeam.Single, form);
            for (int i = 0; i < rows * dimensions; i++)
            {
                Assert.That(points.Gradient.Span[i], Is.EqualTo(1 + 0.5 * points.Slope(i, slope)).Within(1e-5), $"{rows}×{columns}×{dimensions}, {i}");
            }

            Assert.That(points.A.GuardsAreWhole && points.B.GuardsAreWhole && points.Gradient.GuardsAreWhole, "written outside");
        }
    }

    private static AlignedBlock Rates(float[] deviations)
    {
        var rates = new AlignedBlock(deviations.Length);
        for (int i = 0; i < deviations.Length; i++)
        {
            rates.Span[i] = GaussianKernels.RateOf(deviations[i]);
        }

        return rates;
    }

    /// <summary>Points and what they should give, in doubles.</summary>
    private sealed class Points : IDisposable
    {
        private readonly int _rows;
        private readonly int _columns;
        private readonly int _dimensions;

        public Points(int rows, int columns, int dimensions)
        {
            (_rows, _columns, _dimensions) = (rows, columns, dimensions);
            (A, B, Gradient) = (new Guarded(rows * dimensions, 1), new Guarded(dimensions * columns, 3), new Guarded(rows * dimensions));
            Kernel.Fill(A.Span, 1);
            Kernel.Fill(B.Span, 2);
        }

        public Guarded A { get; }

        public Guarded B { get; }

        public Guarded Gradient { get; }

        public double Sum(Func<double, double> value)
        {
            double sum = 0;
            for (int i = 0; i < _rows; i++)
            {
                for (int j = 0; j < _columns; j++)
                {
                    sum += value(Distance(i, j));
                }
            }

            return sum;
        }

        /// <summary>The derivative of the sum by element i of the points a.</summary>
        public double Slope(int i, Func<double, double> slope)
        {
            var (row, k) = (i / _dimensions, i % _dimensions);
            double sum = 0;
            for (int j = 0; j < _columns; j++)
            {
                sum += slope(Distance(row, j)) * ((double)A.Span[i] - B.Span[k * _columns + j]);
            }

            return sum;
        }

        public void Dispose()
        {
            A.Dispose();
            B.Dispose();
            Gradient.Dispose();
        }

        private double Distance(int i, int j)
        {
            double sum = 0;
            for (int k = 0; k < _dimensions; k++)
            {
                sum += Math.Pow((double)A.Span[i * _dimensions + k] - B.Span[k * _columns + j], 2);
            }

            return sum;
        }
    }
}
