using Aae.Core;
using Aae.Core.Threading;
using Aae.Kernels.Distances;
using Aae.Tests.Kernels.Gemm;
using Aae.Tests.Kernels.Simd;

namespace Aae.Tests.Kernels.Distances;

[Category("Unit")]
internal sealed unsafe class ParzenSumsTests
{
    private static readonly double[] s_deviations = [0.1, 0.13, 0.17, 0.22, 0.28, 0.36, 0.46, 0.6, 0.77, 1];

    [TestCase(1, 1, 1)]
    [TestCase(3, 5, 2)]
    [TestCase(17, 100, 7)]
    [TestCase(33, 97, 100)]
    [TestCase(130, 2000, 16)]
    [TestCase(300, 400, 50)]
    public void Sums_agree_with_double_precision(int points, int samples, int dimensions)
    {
        float[] t = Random(points * dimensions, 1);
        float[] s = Random(samples * dimensions, 2);
        ParzenSums sums = Create(t, points, dimensions);
        Append(sums, s, new WorkerTeam(3));
        RequireNear(sums, t, s, 1e-4);
    }

    [Test]
    public void Pixels_are_as_exact_as_the_estimate_needs()
    {
        // Sparse images, as digits are: distances of some 50, divided by σ² down to 1/100, where errors count most.
        const int dimensions = 784;
        float[] t = Images(40, 3);
        float[] s = Images(300, 4);
        ParzenSums sums = Create(t, 40, dimensions);
        Append(sums, s, WorkerTeam.Single);
        RequireNear(sums, t, s, 3e-6);
    }

    [Test]
    public void Data_far_from_zero_lose_nothing()
    {
        float[] t = [.. Random(50 * 20, 5).Select(value => value + 1000)];
        float[] s = [.. Random(200 * 20, 6).Select(value => value + 1000)];
        ParzenSums sums = Create(t, 50, 20);
        Append(sums, s, WorkerTeam.Single);
        RequireNear(sums, t, s, 1e-4);
    }

    [Test]
    public void A_sample_on_a_point_counts_one()
    {
        float[] t = Random(20 * 30, 7);
        ParzenSums sums = Create(t, 20, 30);
        Append(sums, t, WorkerTeam.Single);
        double[] result = Read(sums, 0);
        for (int i = 0; i < 20; i++)
        {
            Assert.That(result[i], Is.EqualTo(0).Within(1e-3)); // the other samples are far away at σ = 0.1
        }
    }

    [Test]
    public void Distances_grow_and_shrink_through_the_stream_without_harm()
    {
        // From far to near every sample is the nearest so far; from near to far none after the first is.
        const int count = 500;
        float[] s = new float[count];
        for (int j = 0; j < count; j++)
        {
            s[j] = 2 + (count - j) * 0.05f;
        }

        float[] t = [1, 2, 40];
        foreach (float[] order in (float[][])[s, [.. s.Reverse()]])
        {
            ParzenSums sums = Create(t, 3, 1);
            Append(sums, order, WorkerTeam.Single);
            RequireNear(sums, t, order, 1e-3); // σ is down to 1/270 of the spread: floats hold no more of its square
        }
    }

    [Test]
    public void Any_number_of_threads_gives_the_same_bits([Values(2, 3, 4, 7)] int threads)
    {
        float[] t = Random(500 * 12, 8);
        float[] s = Random(2100 * 12, 9);
        ParzenSums one = Create(t, 500, 12);
        ParzenSums many = Create(t, 500, 12);
        Append(one, s, WorkerTeam.Single);
        Append(many, s, new WorkerTeam(threads));
        for (int k = 0; k < s_deviations.Length; k++)
        {
            Assert.That(Read(many, k), Is.EqualTo(Read(one, k)));
        }
    }

    [Test]
    public void Blocks_of_any_size_and_a_stop_between_them_change_nothing_that_counts()
    {
        const int dimensions = 9;
        float[] t = Random(140 * dimensions, 10);
        float[] s = Random(1000 * dimensions, 11);
        ParzenSums sums = Create(t, 140, dimensions);
        Append(sums, s[..(dimensions * 1)], WorkerTeam.Single);
        Append(sums, s[dimensions..(dimensions * 400)], WorkerTeam.Single);
        double[] state = new double[sums.StateLength];
        sums.CopyStateTo(state);
        ParzenSums later = Create(t, 140, dimensions);
        later.Restore(state);
        Append(sums, s[(dimensions * 400)..], WorkerTeam.Single);
        Append(later, s[(dimensions * 400)..], WorkerTeam.Single);
        Assert.That(later.SampleCount, Is.EqualTo(1000));
        RequireNear(sums, t, s, 1e-4);
        for (int k = 0; k < s_deviations.Length; k++)
        {
            Assert.That(Read(later, k), Is.EqualTo(Read(sums, k)));
        }

        Assert.That(
            () => later.Restore(new double[5]),
            Throws.TypeOf<AaeException>().With.Message.Contains($"has {sums.StateLength} numbers here, not 5"));
    }

    [Test]
    public void No_samples_give_minus_infinity_and_no_points_nothing()
    {
        ParzenSums sums = Create(Random(3, 12), 3, 1);
        Assert.That(Read(sums, 0), Is.All.EqualTo(double.NegativeInfinity));
        ParzenSums nothing = Create([], 0, 4);
        Append(nothing, Random(40, 13), new WorkerTeam(2));
        Assert.That(Read(nothing, 0), Is.Empty);
    }

    [Test]
    public void A_point_that_is_not_finite_spoils_itself_and_a_sample_all(
        [Values(float.NaN, float.PositiveInfinity, 1e30f)] float bad)
    {
        float[] t = Random(40 * 6, 14);
        t[6 * 17 + 3] = bad;
        float[] s = Random(150 * 6, 15);
        ParzenSums sums = Create(t, 40, 6);
        Append(sums, s, WorkerTeam.Single);
        Assert.That(Read(sums, 2).Select(double.IsNaN), Is.EqualTo(Enumerable.Range(0, 40).Select(i => i == 17)));
        s[6 * 149 + 5] = bad;
        Append(sums, s, WorkerTeam.Single);
        Assert.That(Read(sums, 2), Is.All.NaN);
    }

    [Test]
    public void Nothing_is_read_outside_the_samples_or_points()
    {
        const int points = 19, samples = 101, dimensions = 13;
        using var pointMemory = new GuardedBuffer(points * dimensions);
        using var sampleMemory = new GuardedBuffer(samples * dimensions);
        float* t = pointMemory.Place(points * dimensions);
        float* s = sampleMemory.Place(samples * dimensions);
        Random(points * dimensions, 16).CopyTo(new Span<float>(t, points * dimensions));
        Random(samples * dimensions, 17).CopyTo(new Span<float>(s, samples * dimensions));
        var sums = new ParzenSums(t, points, dimensions, s_deviations);
        sums.Append(s, samples, new WorkerTeam(2));
        Assert.That(Read(sums, 0), Is.All.Matches<double>(double.IsFinite));
    }

    [Test]
    public void Appending_allocates_nothing()
    {
        float[] s = Random(200 * 12, 18);
        ParzenSums sums = Create(Random(30 * 12, 19), 30, 12);
        Append(sums, s, WorkerTeam.Single);
        Assert.That(Allocations.OfTen(() => Append(sums, s, WorkerTeam.Single)), Is.Zero);
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void A_deviation_that_is_none_is_named(double deviation) => Assert.That(
        () => new ParzenSums(null, 0, 1, [0.5, deviation]),
        Throws.TypeOf<AaeException>().With.Message.EqualTo($"a Parzen window's standard deviation is 1e-15 to 1e15, not {deviation}"));

    private static ParzenSums Create(float[] points, int count, int dimensions)
    {
        fixed (float* t = points)
        {
            return new ParzenSums(t, count, dimensions, s_deviations);
        }
    }

    private static void Append(ParzenSums sums, float[] samples, WorkerTeam team)
    {
        fixed (float* s = samples)
        {
            sums.Append(s, samples.Length / sums.Dimensions, team);
        }
    }

    private static double[] Read(ParzenSums sums, int deviation)
    {
        double[] result = new double[sums.PointCount];
        sums.Read(deviation, result);
        return result;
    }

    /// <summary>Compares log-likelihoods, log(sum / samples) − d·log(σ√2π), with those by distances in double.</summary>
    private static void RequireNear(ParzenSums sums, float[] t, float[] s, double tolerance)
    {
        int d = sums.Dimensions;
        for (int k = 0; k < s_deviations.Length; k++)
        {
            double σ = s_deviations[k];
            double constant = Math.Log(s.Length / d) + d * Math.Log(σ * Math.Sqrt(2 * Math.PI));
            double[] actual = Read(sums, k);
            for (int i = 0; i < sums.PointCount; i++)
            {
                double expected = LogSum(t.AsSpan(i * d, d), s, σ) - constant;
                double allowed = tolerance * Math.Max(1, Math.Abs(expected));
                Assert.That(actual[i] - constant, Is.EqualTo(expected).Within(allowed), $"point {i}, σ {σ}");
            }
        }
    }

    private static double LogSum(ReadOnlySpan<float> t, float[] s, double σ)
    {
        double[] exponents = new double[s.Length / t.Length];
        for (int j = 0; j < exponents.Length; j++)
        {
            for (int i = 0; i < t.Length; i++)
            {
                double difference = (double)t[i] - s[j * t.Length + i];
                exponents[j] -= difference * difference / (2 * σ * σ);
            }
        }

        double largest = exponents.Max();
        return largest + Math.Log(exponents.Sum(exponent => Math.Exp(exponent - largest)));
    }

    private static float[] Random(int count, int seed)
    {
        float[] values = new float[count];
        Kernel.Fill(values, seed, 0, 1);
        return values;
    }

    /// <summary>784 pixels, one in five of them lit.</summary>
    private static float[] Images(int count, int seed)
    {
        float[] lit = Random(count * 784, seed);
        float[] values = Random(count * 784, seed + 10);
        return [.. values.Select((value, i) => lit[i] < 0.2f ? value : 0)];
    }
}
