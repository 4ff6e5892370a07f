using Aae.Kernels.Simd;

namespace Aae.Tests.Kernels.Simd;

/// <summary>The functions of <see cref="VectorMath"/> against double precision.</summary>
[Category("Kernel")]
internal sealed unsafe class VectorMathTests
{
    private const int Stride = 4093; // of bit patterns: a prime, about a million floats of every size

    // Around these exp reaches infinity, the denormals and 0, log's significands wrap and tanh becomes 1.
    private static readonly float[] s_ends = [88.72284f, 87.33655f, 103.27893f, 103.97208f, 0.75f, 1.5f, 9.01f, 1];

    [Test]
    public void Exp_is_within_2_ulp([ValueSource(typeof(Kernel), nameof(Kernel.Forms))] InstructionSet form) =>
        Assert.That(WorstUlp(new Exp(), Math.Exp, AllFloats(-110, 95), form), Is.LessThanOrEqualTo(2));

    [Test]
    public void Sigmoid_is_within_4_ulp([ValueSource(typeof(Kernel), nameof(Kernel.Forms))] InstructionSet form) =>
        Assert.That(WorstUlp(new Sigmoid(), x => 1 / (1 + Math.Exp(-x)), AllFloats(-110, 20), form), Is.LessThanOrEqualTo(4));

    [Test]
    public void Tanh_is_within_4_ulp([ValueSource(typeof(Kernel), nameof(Kernel.Forms))] InstructionSet form) =>
        Assert.That(WorstUlp(new Tanh(), Math.Tanh, AllFloats(-10, 10), form), Is.LessThanOrEqualTo(4));

    [Test]
    public void Log1P_is_within_2_ulp([ValueSource(typeof(Kernel), nameof(Kernel.Forms))] InstructionSet form) =>
        Assert.That(WorstUlp(new Log1P(), LogOnePlus, AllFloats(0, 1).Where(u => u is >= 0 and <= 1), form), Is.LessThanOrEqualTo(2));

    [Test]
    public void Log_is_within_2_ulp([ValueSource(typeof(Kernel), nameof(Kernel.Forms))] InstructionSet form) =>
        Assert.That(WorstUlp(new Log(), Math.Log, AllFloats(0.5f, 2), form), Is.LessThanOrEqualTo(2));

    [Test]
    public void Log_of_one_number_has_the_bits_of_a_lane([ValueSource(typeof(Kernel), nameof(Kernel.Forms))] InstructionSet form)
    {
        float[] x = [1e-42f, 0.3f, 1, 1.5f, 7, 1e30f, 0, float.PositiveInfinity, -1];
        float[] y = Values(new Log(), x, form);
        Assert.That(x.Select(VectorMath.Log), Is.EqualTo(y));
    }

    [Test]
    public void Softplus_is_within_4_ulp([ValueSource(typeof(Kernel), nameof(Kernel.Forms))] InstructionSet form) =>
        Assert.That(
            WorstUlp(new Softplus(), x => Math.Max(x, 0) + LogOnePlus(Math.Exp(-Math.Abs(x))), AllFloats(-110, 20), form),
            Is.LessThanOrEqualTo(4));

    [Test]
    public void Special_values_are_exact([ValueSource(typeof(Kernel), nameof(Kernel.Forms))] InstructionSet form)
    {
        float[] x = [0f, -0f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, float.MaxValue, float.MinValue];
        Assert.That(Values(new Exp(), x, form), Is.EqualTo((float[])
            [1, 1, float.PositiveInfinity, 0, float.NaN, float.PositiveInfinity, 0]));
        Assert.That(Values(new Sigmoid(), x, form), Is.EqualTo((float[])[0.5f, 0.5f, 1, 0, float.NaN, 1, 0]));
        Assert.That(Values(new Log(), x, form), Is.EqualTo((float[])
            [float.NegativeInfinity, float.NegativeInfinity, float.PositiveInfinity, float.NaN, float.NaN, 88.722839f, float.NaN]));
        Assert.That(Values(new Log(), [1, float.Epsilon, -float.Epsilon], form), Is.EqualTo((float[])[0, -103.27893f, float.NaN]));
        Assert.That(Values(new Softplus(), x, form), Is.EqualTo((float[])
            [0.6931472f, 0.6931472f, float.PositiveInfinity, 0, float.NaN, float.MaxValue, 0]));
        float[] tanh = Values(new Tanh(), x, form);
        Assert.That(tanh, Is.EqualTo((float[])[0, -0f, 1, -1, float.NaN, 1, -1]));
        Assert.That(float.IsNegative(tanh[1]) && !float.IsNegative(tanh[0]));
        Assert.That(Values(new Log1P(), [0f, 1f, float.NaN], form), Is.EqualTo((float[])[0, 0.6931472f, float.NaN]));
    }

    /// <summary>
    /// Every Stride-th bit pattern, an even sweep where the function is not flat, and the neighbours of each power of two and
    /// of the ends of exp's range.
    /// </summary>
    private static IEnumerable<float> AllFloats(float low, float high)
    {
        for (long bits = 0; bits <= uint.MaxValue; bits += Stride)
        {
            yield return BitConverter.UInt32BitsToSingle((uint)bits);
        }

        const int Steps = 1 << 19;
        for (int i = 0; i <= Steps; i++)
        {
            yield return low + (high - low) * i / Steps;
        }

        int[] ends = [.. s_ends.Select(BitConverter.SingleToInt32Bits)];
        foreach (int centre in Enumerable.Range(0, 256).Select(exponent => exponent << 23).Concat(ends))
        {
            for (int bits = centre - 40; bits <= centre + 40; bits++)
            {
                yield return BitConverter.Int32BitsToSingle(bits);
                yield return -BitConverter.Int32BitsToSingle(bits);
            }
        }
    }

    private static double LogOnePlus(double u) =>
        u < 1e-3 ? u - u * u / 2 + u * u * u / 3 - u * u * u * u / 4 + u * u * u * u * u / 5 : Math.Log(1 + u);

    private static double WorstUlp<TStep>(TStep step, Func<double, double> exact, IEnumerable<float> points, InstructionSet form)
        where TStep : unmanaged, IUnary
    {
        float[] x = [.. points];
        float[] y = Values(step, x, form);
        double worst = 0;
        float worstAt = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double error = Ulp(exact(x[i]), y[i]);
            if (!(error <= worst))
            {
                worst = double.IsNaN(error) ? double.PositiveInfinity : error;
                worstAt = x[i];
            }
        }

        TestContext.Out.WriteLine($"worst {worst:F3} ulp at {worstAt:R}");
        return worst;
    }

    /// <summary>The distance in units of the last place of the exact result, an infinity standing for 2¹²⁸.</summary>
    private static double Ulp(double exact, float actual)
    {
        if (double.IsNaN(exact) || float.IsNaN(actual))
        {
            return double.IsNaN(exact) && float.IsNaN(actual) ? 0 : double.NaN;
        }

        double size = Math.Min(Math.Abs(exact), Math.ScaleB(1, 128));
        double value = float.IsInfinity(actual) ? Math.ScaleB(Math.Sign(actual), 128) : actual;
        double unit = Math.ScaleB(1, Math.Max(size == 0 ? -126 : Math.ILogB(Math.Min(size, float.MaxValue)), -126) - 23);
        return Math.Abs(Math.CopySign(size, exact) - value) / unit;
    }

    private static float[] Values<TStep>(TStep step, float[] x, InstructionSet form)
        where TStep : unmanaged, IUnary
    {
        float[] y = new float[x.Length];
        fixed (float* input = x, output = y)
        {
            var map = new Map<TStep>(step, input, output);
            switch (form)
            {
                case InstructionSet.Avx512:
                    ElementLoop.Run<F32x16, Map<TStep>>(map, 0, x.Length);
                    break;
                case InstructionSet.Avx2:
                    ElementLoop.Run<F32x8, Map<TStep>>(map, 0, x.Length);
                    break;
                default:
                    ElementLoop.Run<F32x4, Map<TStep>>(map, 0, x.Length);
                    break;
            }
        }

        return y;
    }

    private interface IUnary
    {
        V Of<V>(V x)
            where V : unmanaged, ISimd<V>;
    }

    private readonly struct Exp : IUnary
    {
        public V Of<V>(V x)
            where V : unmanaged, ISimd<V> => VectorMath.Exp(x);
    }

    private readonly struct Sigmoid : IUnary
    {
        public V Of<V>(V x)
            where V : unmanaged, ISimd<V> => VectorMath.Sigmoid(x);
    }

    private readonly struct Tanh : IUnary
    {
        public V Of<V>(V x)
            where V : unmanaged, ISimd<V> => VectorMath.Tanh(x);
    }

    private readonly struct Log1P : IUnary
    {
        public V Of<V>(V x)
            where V : unmanaged, ISimd<V> => VectorMath.Log1P(x);
    }

    private readonly struct Log : IUnary
    {
        public V Of<V>(V x)
            where V : unmanaged, ISimd<V> => VectorMath.Log(x);
    }

    private readonly struct Softplus : IUnary
    {
        public V Of<V>(V x)
            where V : unmanaged, ISimd<V> => VectorMath.Softplus(x);
    }

    private readonly struct Map<TStep>(TStep step, float* x, float* y) : IVectorStep
        where TStep : unmanaged, IUnary
    {
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes => lanes.Store(y + i, step.Of(lanes.Load<V>(x + i)));
    }
}
