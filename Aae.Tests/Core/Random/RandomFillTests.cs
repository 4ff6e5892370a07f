using System.Runtime.Intrinsics.X86;
using Aae.Core.Random;
using FsCheck;
using FsCheck.Fluent;

namespace Aae.Tests.Core.Random;

[Category("Unit")]
internal sealed class RandomFillTests
{
    private static readonly RandomStream _stream = new(0x0123456789ABCDEF, 42);

    public enum Kind
    {
        Uniform,
        Gaussian,
    }

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public Property Filling_in_pieces_gives_the_same_bits_as_filling_at_once() =>
        Prop.ForAll(
            Gen.Choose(0, 1).SelectMany(_ => Gen.Choose(0, 200), (kind, skip) => (kind, skip)).ToArbitrary(),
            Gen.Choose(1, 150).ListOf().ToArbitrary(),
            (start, pieces) =>
            {
                var kind = (Kind)start.kind;
                float[] whole = Fill(kind, start.skip + pieces.Sum(), 7, 0);
                int at = start.skip;
                foreach (int piece in pieces)
                {
                    float[] part = Fill(kind, piece, 7, at);
                    if (!Bits(part).SequenceEqual(Bits(whole.AsSpan(at, piece))))
                    {
                        return false;
                    }

                    at += piece;
                }

                return true;
            });

    [Test]
    public void Every_form_gives_the_bits_of_the_scalar_one(
        [Values] Kind kind, [Values(256, 512)] int width, [Values(0L, 3L, 1L << 33)] long offset, [Values(9ul, 0xFEDCBA9876543210)] ulong step)
    {
        Assume.That(width == 256 ? Avx2.IsSupported && Fma.IsSupported : Avx512F.IsSupported, "this processor lacks it");
        float[] scalar = new float[10_003];
        float[] vector = new float[scalar.Length];
        FillWith(kind, scalar, step, offset, 0);
        FillWith(kind, vector, step, offset, width);
        int first = Bits(vector).AsSpan().CommonPrefixLength(Bits(scalar));
        Assert.That(first, Is.EqualTo(scalar.Length), "the first sample that differs");
    }

    [Test]
    public void Pieces_of_every_form_make_the_scalar_whole([Values] Kind kind, [Values(0, 256, 512)] int width)
    {
        Assume.That(width == 0 || (width == 256 ? Avx2.IsSupported && Fma.IsSupported : Avx512F.IsSupported), "this processor lacks it");
        float[] whole = new float[4000];
        FillWith(kind, whole, 9, 0, 0);
        float[] pieces = new float[whole.Length];
        int length = 1;
        for (int at = 0; at < pieces.Length;)
        {
            length = Math.Min(length * 3 % 389, pieces.Length - at); // 1 to 388, in all alignments
            FillWith(kind, pieces.AsSpan(at, length), 9, at, width);
            at += length;
        }

        Assert.That(Bits(pieces), Is.EqualTo(Bits(whole)));
    }

    [Test]
    public void The_last_samples_of_a_step_can_be_had_and_none_beyond([Values] Kind kind)
    {
        float[] last = Fill(kind, 10, 1, RandomStream.SamplesPerStep - 10);
        (uint r0, _, _, _) = _stream.Block(1, uint.MaxValue);
        Assert.That(last[6], Is.EqualTo(kind == Kind.Uniform ? (r0 >> 8) / 16777216f : last[6]));
        Assert.That(last.Distinct().Count(), Is.EqualTo(10));
        Assert.That(() => Fill(kind, 10, 1, RandomStream.SamplesPerStep - 9), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Fill(kind, 1, 1, -1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(Fill(kind, 0, 1, RandomStream.SamplesPerStep), Is.Empty);
    }

    [Test]
    public void A_uniform_sample_is_the_high_bits_of_its_word()
    {
        float[] samples = Fill(Kind.Uniform, 8, 5, 0);
        (uint r0, uint r1, uint r2, uint r3) = _stream.Block(5, 1);
        Assert.That(samples[4..], Is.EqualTo(new[] { r0, r1, r2, r3 }.Select(word => (word >> 8) / 16777216f)));
    }

    [Test]
    public void A_Gaussian_pair_is_the_transform_of_Box_and_Muller()
    {
        float[] samples = Fill(Kind.Gaussian, 40_000, 5, 0);
        double worst = 0;
        for (int i = 0; i < samples.Length; i += 4)
        {
            (uint r0, uint r1, uint r2, uint r3) = _stream.Block(5, (uint)i / 4);
            (double x0, double y0) = BoxMuller(r0, r1);
            (double x1, double y1) = BoxMuller(r2, r3);
            worst = new[] { samples[i] - x0, samples[i + 1] - y0, samples[i + 2] - x1, samples[i + 3] - y1, worst }.Max(Math.Abs);
        }

        Assert.That(worst, Is.LessThan(2e-6)); // a few units in the last place of 6
    }

    [TestCase(0u)]
    [TestCase(1u)]
    [TestCase(2u)]
    [TestCase(uint.MaxValue)]
    [TestCase(uint.MaxValue - 255)]
    [TestCase(0x80000000u)]
    [TestCase(0x55555555u)]
    public void The_extreme_words_give_finite_normal_samples_near_the_exact_ones(uint radius)
    {
        foreach (uint angle in new uint[] { 0, 1, uint.MaxValue, 0x1FFFFFFF, 0x20000000, 0x3FFFFFFF, 0x40000000, 0x80000000, 0xC0000000, 0xE0000001 })
        {
            (float x, float y, _, _) = GaussianTransform.Scalar(radius, angle, 0, 0);
            (double exactX, double exactY) = BoxMuller(radius, angle);
            Assert.That(x == 0 || float.IsNormal(x), $"{radius:X} {angle:X}: {x:R}");
            Assert.That(y == 0 || float.IsNormal(y), $"{radius:X} {angle:X}: {y:R}");
            Assert.That(x, Is.EqualTo(exactX).Within(4e-4)); // where u is next to 1, rounding u moves the radius by √(2·2⁻²⁴)
            Assert.That(y, Is.EqualTo(exactY).Within(4e-4));
        }
    }

    /// <summary>Each tolerance is five standard errors of the statistic over n samples.</summary>
    [Test]
    public void The_moments_are_those_of_the_distribution([Values] Kind kind, [Values(0L, 1L)] long step)
    {
        const int N = 1 << 18;
        float[] samples = Fill(kind, N, (ulong)step, 0);
        double[] central = [.. samples.Select(s => kind == Kind.Uniform ? (s - .5) * Math.Sqrt(12) : s)]; // mean 0, variance 1
        double[] expected = kind == Kind.Uniform ? [0, 1, 0, 1.8] : [0, 1, 0, 3];
        double[] higher = kind == Kind.Uniform ? [1, 1.8, 27d / 7, 9] : [1, 3, 15, 105]; // E s^2, s^4, s^6, s^8
        for (int power = 1; power <= 4; power++)
        {
            double error = Math.Sqrt((higher[power - 1] - expected[power - 1] * expected[power - 1]) / N);
            Assert.That(central.Average(s => Math.Pow(s, power)), Is.EqualTo(expected[power - 1]).Within(5 * error), $"moment {power}");
        }

        for (int lag = 1; lag <= 5; lag++)
        {
            double product = Enumerable.Range(0, N - lag).Average(i => central[i] * central[i + lag]);
            Assert.That(product, Is.Zero.Within(5 / Math.Sqrt(N)), $"samples {lag} apart");
        }
    }

    /// <summary>Kolmogorov and Smirnov: √n · D stays below 1.95 with probability .999; seed and step are fixed.</summary>
    [Test]
    public void The_distribution_function_is_the_right_one([Values] Kind kind)
    {
        float[] samples = Fill(kind, 1 << 16, 11, 0);
        Array.Sort(samples);
        double greatest = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            double cumulative = kind == Kind.Uniform ? samples[i] : NormalCumulative(samples[i]);
            greatest = Math.Max(greatest, Math.Max(cumulative - (double)i / samples.Length, (i + 1d) / samples.Length - cumulative));
        }

        Assert.That(greatest * Math.Sqrt(samples.Length), Is.LessThan(1.95));
    }

    [Test]
    public void The_tails_are_there()
    {
        const int N = 1 << 22;
        float[] samples = Fill(Kind.Gaussian, N, 3, 0);
        foreach (double limit in new[] { 3, 4, 4.75 })
        {
            double probability = 2 * NormalCumulative(-limit);
            Assert.That(samples.Count(s => Math.Abs(s) > limit), Is.EqualTo(N * probability).Within(5 * Math.Sqrt(N * probability)), $"beyond {limit}");
        }

        Assert.That(samples.All(s => s == 0 || float.IsNormal(s)));
    }

    [Test]
    public void Streams_steps_and_seeds_are_independent([Values] Kind kind)
    {
        const int N = 1 << 14;
        RandomStream[] streams = [_stream, _stream with { Stream = 43 }, _stream with { Seed = _stream.Seed + 1 }, RandomStream.Named(_stream.Seed, "prior.z")];
        List<float[]> sequences = [.. streams.Select(stream => Fill(kind, N, 0, 0, stream))];
        sequences.Add(Fill(kind, N, 1, 0));
        sequences.Add(Fill(kind, N, 1ul << 32, 0));
        sequences.Add(Fill(kind, N, 0, N));
        double variance = kind == Kind.Uniform ? 1 / 12d : 1;
        double mean = kind == Kind.Uniform ? .5 : 0;
        for (int a = 0; a < sequences.Count; a++)
        {
            for (int b = 0; b < a; b++)
            {
                double correlation = sequences[a].Zip(sequences[b], (x, y) => (x - mean) * (y - mean)).Average() / variance;
                Assert.That(correlation, Is.Zero.Within(5 / Math.Sqrt(N)), $"sequences {a} and {b}");
            }
        }
    }

    [Test]
    public void Filling_allocates_nothing([Values] Kind kind)
    {
        float[] samples = new float[1000];
        Fill(kind, samples, 0, 0, _stream);
        Assert.That(Allocations.OfTen(() => Fill(kind, samples, 1, 3, _stream)), Is.Zero);
    }

    /// <summary>
    /// What a run drew must be drawn for ever: a change of these bits breaks every recorded seed. A separate program of the
    /// published Philox and of Box and Muller's formula in double precision gives -1.60104606, 0.88833738, -1.60501389, 0.11619931,
    /// and, exactly, these uniform samples.
    /// </summary>
    [Test]
    public void The_first_samples_of_a_stream_never_change()
    {
        var stream = new RandomStream(1, 2);
        Assert.That(Fill(Kind.Gaussian, 4, 0, 0, stream), Is.EqualTo(new[] { -1.6010461f, 0.8883374f, -1.6050138f, 0.116199315f }));
        Assert.That(Fill(Kind.Uniform, 4, 0, 0, stream), Is.EqualTo(new[] { 0.1870749f, 0.41937882f, 0.27395648f, 0.4884976f }));
        int[] order = new int[10];
        stream.Permutation(order, 0);
        Assert.That(order, Is.EqualTo(new[] { 6, 7, 0, 4, 5, 9, 8, 2, 3, 1 }));
    }

    private static (double X, double Y) BoxMuller(uint radiusWord, uint angleWord)
    {
        double radius = Math.Sqrt(-2 * Math.Log(((radiusWord >> 1) + .5) / (1L << 31)));
        (double sin, double cos) = Math.SinCos(2 * Math.PI * angleWord / (1L << 32));
        return (radius * cos, radius * sin);
    }

    /// <summary>Φ(x) by the midpoint rule on its density, which is exact to about 10⁻⁴ of a standard error here.</summary>
    private static double NormalCumulative(double x)
    {
        const int Steps = 100;
        double width = Math.Abs(x) / Steps;
        double sum = 0;
        for (int i = 0; i < Steps; i++)
        {
            double at = (i + .5) * width;
            sum += Math.Exp(-at * at / 2);
        }

        return .5 + Math.Sign(x) * sum * width / Math.Sqrt(2 * Math.PI);
    }

    private static float[] Fill(Kind kind, int count, ulong step, long offset) => Fill(kind, count, step, offset, _stream);

    private static float[] Fill(Kind kind, int count, ulong step, long offset, RandomStream stream)
    {
        float[] samples = new float[count];
        Fill(kind, samples, step, offset, stream);
        return samples;
    }

    private static void Fill(Kind kind, Span<float> samples, ulong step, long offset, RandomStream stream)
    {
        if (kind == Kind.Uniform)
        {
            stream.FillUniform(samples, step, offset);
        }
        else
        {
            stream.FillGaussian(samples, step, offset);
        }
    }

    private static void FillWith(Kind kind, Span<float> samples, ulong step, long offset, int width)
    {
        if (kind == Kind.Uniform)
        {
            BlockFill<UniformTransform>.Fill(_stream, samples, step, offset, width);
        }
        else
        {
            BlockFill<GaussianTransform>.Fill(_stream, samples, step, offset, width);
        }
    }

    private static int[] Bits(ReadOnlySpan<float> samples)
    {
        int[] bits = new int[samples.Length];
        for (int i = 0; i < bits.Length; i++)
        {
            bits[i] = BitConverter.SingleToInt32Bits(samples[i]);
        }

        return bits;
    }
}
