using Aae.Kernels.Simd;

namespace Aae.Tests.Kernels.Simd;

/// <summary>What the kernel tests have in common.</summary>
internal static class Kernel
{
    /// <summary>The SIMD forms that this CPU can run.</summary>
    public static IEnumerable<InstructionSet> Forms =>
        Enum.GetValues<InstructionSet>().Where(set => set != InstructionSet.Scalar && set <= InstructionSets.Widest);

    /// <summary>Around each vector width and around the chunk.</summary>
    public static readonly int[] Lengths =
    [
        0, 1, 2, 3, 4, 5, 7, 8, 9, 11, 15, 16, 17, 23, 31, 32, 33, 47, 63, 64, 65, 100, 127, 128, 129, 1023, 1024, 1025,
        Chunks.Elements - 1, Chunks.Elements, Chunks.Elements + 1, 2 * Chunks.Elements + 5,
    ];

    private static readonly float[] s_specials =
    [
        float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0f, -0f, float.Epsilon, -float.Epsilon, 1e-40f, -1e-40f,
        1.17549435e-38f, float.MaxValue, float.MinValue, 1f, -1f, 1e-31f, -1e-31f, 88.7f, -88.7f, 103.9f, -103.9f, 1e4f, -1e4f,
    ];

    /// <summary>The same bits; one NaN is as good as another.</summary>
    public static bool Same(float a, float b) =>
        BitConverter.SingleToInt32Bits(a) == BitConverter.SingleToInt32Bits(b) || (float.IsNaN(a) && float.IsNaN(b));

    /// <summary>Compares with a bound on the distance.</summary>
    public static Func<float, float, bool> Within(float relative, float absolute = 0) =>
        (expected, actual) => Same(expected, actual)
            || MathF.Abs(expected - actual) <= absolute + relative * MathF.Abs(expected) + float.Epsilon;

    /// <summary>Numbers from −4 to 4, a tenth of them special.</summary>
    public static void FillWithSpecials(Span<float> values, int seed)
    {
        Fill(values, seed);
        var random = new System.Random(seed + 1);
        for (int i = 0; i < values.Length; i++)
        {
            if (random.Next(10) == 0)
            {
                values[i] = s_specials[random.Next(s_specials.Length)];
            }
        }
    }

    /// <summary>Numbers from low to high.</summary>
    public static void Fill(Span<float> values, int seed, float low = -4, float high = 4)
    {
        var random = new System.Random(seed);
        foreach (ref float value in values)
        {
            value = low + random.NextSingle() * (high - low);
        }
    }

    /// <summary>The first place where two runs differ, or −1.</summary>
    public static int FirstDifference(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, Func<float, float, bool> near)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (!near(expected[i], actual[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
