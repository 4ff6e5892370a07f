using Aae.Core.Threading;
using Aae.Kernels.Distances;
using Aae.Kernels.Simd;
using Aae.Tests.Kernels.Simd;

namespace Aae.Tests.Kernels.Distances;

[Category("Kernel")]
internal sealed unsafe class InverseMultiquadraticTests
{
    private const float Unit = 3;

    private static IEnumerable<InstructionSet> Forms => Kernel.Forms.Prepend(InstructionSet.Scalar);

    [Test]
    public void Sums_and_gradients_agree_with_double_precision([ValueSource(nameof(Forms))] InstructionSet form)
    {
        foreach (var (rows, columns, dimensions) in (ReadOnlySpan<(int, int, int)>)[(0, 3, 2), (3, 0, 2), (1, 1, 1), (5, 7, 2), (33, 100, 8), (4, 65, 20)])
        {
            using var points = new Points(rows, columns, dimensions);
            double sum = InverseMultiquadratic.Sum(rows, columns, dimensions, points.A.Pointer, points.B.Pointer, Unit, WorkerTeam.Single, form);
            Assert.That(sum, Is.EqualTo(points.Sum()).Within(1e-6 * points.Sum()), $"{rows}×{columns}×{dimensions}");

            points.Gradient.Span.Fill(1);
            InverseMultiquadratic.AddGradient(
                rows, columns, dimensions, points.A.Pointer, points.B.Pointer, Unit, 0.5f, points.Gradient.Pointer, WorkerTeam.Single, form);
            for (int i = 0; i < rows * dimensions; i++)
            {
                Assert.That(points.Gradient.Span[i], Is.EqualTo(1 + 0.5 * points.Slope(i)).Within(1e-5), $"{rows}×{columns}×{dimensions}, {i}");
            }

            Assert.That(points.A.GuardsAreWhole && points.B.GuardsAreWhole && points.Gradient.GuardsAreWhole, "written outside");
        }
    }

    [Test]
    public void A_point_has_the_number_of_kernels_with_itself([ValueSource(nameof(Forms))] InstructionSet form)
    {
        float* point = stackalloc float[] { 0.3f, -7, 12 };
        Assert.That(InverseMultiquadratic.Sum(1, 1, 3, point, point, Unit, WorkerTeam.Single, form), Is.EqualTo(InverseMultiquadratic.Scales));
    }

    [Test]
    public void Any_number_of_threads_gives_the_same_bits([Values(2, 3, 7)] int threads)
    {
        const int Rows = 300, Columns = 210, Dimensions = 5;
        using var points = new Points(Rows, Columns, Dimensions);
        using var other = new Points(Rows, Columns, Dimensions);
        var team = new WorkerTeam(threads);
        Assert.That(
            InverseMultiquadratic.Sum(Rows, Columns, Dimensions, points.A.Pointer, points.B.Pointer, Unit, team),
            Is.EqualTo(InverseMultiquadratic.Sum(Rows, Columns, Dimensions, points.A.Pointer, points.B.Pointer, Unit, WorkerTeam.Single)));

        points.Gradient.Span.Clear();
        other.Gradient.Span.Clear();
        InverseMultiquadratic.AddGradient(Rows, Columns, Dimensions, points.A.Pointer, points.B.Pointer, Unit, 1, points.Gradient.Pointer, team);
        InverseMultiquadratic.AddGradient(Rows, Columns, Dimensions, other.A.Pointer, other.B.Pointer, Unit, 1, other.Gradient.Pointer, WorkerTeam.Single);
        Assert.That(points.Gradient.Span.SequenceEqual(other.Gradient.Span));
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

        public double Sum()
        {
            double sum = 0;
            for (int i = 0; i < _rows; i++)
            {
                for (int j = 0; j < _columns; j++)
                {
                    sum += Scaled(c => c / (c + Distance(i, j)));
                }
            }

            return sum;
        }

        /// <summary>The derivative of the sum by element i of the points a.</summary>
        public double Slope(int i)
        {
            var (row, k) = (i / _dimensions, i % _dimensions);
            double sum = 0;
            for (int j = 0; j < _columns; j++)
            {
                double difference = (double)A.Span[i] - B.Span[k * _columns + j];
                sum += Scaled(c => -2 * c * difference / Math.Pow(c + Distance(row, j), 2));
            }

            return sum;
        }

        public void Dispose()
        {
            A.Dispose();
            B.Dispose();
            Gradient.Dispose();
        }

        private static double Scaled(Func<double, double> part) => new[] { 0.1, 0.2, 0.5, 1, 2, 5, 10 }.Sum(factor => part(factor * Unit));

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
