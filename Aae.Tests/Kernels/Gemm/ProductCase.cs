using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Gemm;
using Aae.Kernels.Simd;

namespace Aae.Tests.Kernels.Gemm;

/// <summary>How the operands lie in memory.</summary>
internal enum Layout
{
    /// <summary>Y = X·W: both row-major.</summary>
    RowMajor,

    /// <summary>dX = dY·Wᵀ: B is a transpose.</summary>
    TransposedB,

    /// <summary>dW = Xᵀ·dY: A is a transpose.</summary>
    TransposedA,

    /// <summary>Both are transposes.</summary>
    Transposed,

    /// <summary>Every second element of every row of a wider matrix, in both.</summary>
    Strided,
}

/// <summary>One product, run in guarded memory and compared with the reference and with double precision.</summary>
internal sealed unsafe class ProductCase : IDisposable
{
    private const int Floats = 1 << 18;

    private readonly GuardedBuffer _a = new(Floats);
    private readonly GuardedBuffer _b = new(Floats);
    private readonly GuardedBuffer _c = new(Floats);
    private readonly GuardedBuffer _bias = new(Floats);
    private readonly System.Random _random = new(7);

    public static IEnumerable<InstructionSet> Sets => Enum.GetValues<InstructionSet>().Where(set => set <= InstructionSets.Current);

    /// <summary>Whether this CPU rounds a multiply-add once, so that every form gives the reference's bits.</summary>
    public static bool IsFused => System.Runtime.Intrinsics.X86.Fma.IsSupported || System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported;

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
        _bias.Dispose();
    }

    /// <summary>Runs one product and checks every element of C and every float between its rows.</summary>
    public void Check(
        InstructionSet set,
        Layout layout,
        (int M, int K, int N) size,
        int gap = 0,
        bool bias = false,
        Activation activation = default,
        bool accumulate = false,
        WorkerTeam? team = null)
    {
        (int m, int k, int n) = size;
        MatrixView a = Fill(_a, m, k, layout is Layout.TransposedA or Layout.Transposed, layout == Layout.Strided, gap);
        MatrixView b = Fill(_b, k, n, layout is Layout.TransposedB or Layout.Transposed, layout == Layout.Strided, gap);
        int cStride = n + gap;
        int cFloats = Math.Max(0, (m - 1) * cStride + n);
        MatrixView c = new(_c.Place(cFloats), m, n, cStride, 1);
        float* biases = bias ? _bias.Place(n) : null;
        for (int j = 0; bias && j < n; j++)
        {
            biases[j] = Number();
        }

        for (int i = 0; accumulate && i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                c.Data[i * cStride + j] = Number();
            }
        }

        // The sums alone are held to their bound, and what the function makes of them to its every bit.
        float[] before = new ReadOnlySpan<float>(c.Data, cFloats).ToArray();
        var epilogue = new Epilogue { Bias = biases, Accumulate = accumulate };
        MatrixProduct.Multiply(a, b, c, epilogue, team ?? WorkerTeam.Single, set);
        float[] sums = new ReadOnlySpan<float>(c.Data, cFloats).ToArray();
        if (activation.Kind != ActivationKind.Identity)
        {
            before.CopyTo(new Span<float>(c.Data, cFloats));
            MatrixProduct.Multiply(a, b, c, epilogue with { Activation = activation }, team ?? WorkerTeam.Single, set);
        }

        // Products with a vector sum in lanes, and so do narrow panels of a depth from 32 on that can be halved: these are right to rounding.
        bool isInOrder = m > 1 && n > 1 && (k % 2 == 1 || k < 32);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < cStride && i * cStride + j < cFloats; j++)
            {
                float actual = c.Data[i * cStride + j];
                float start = accumulate ? before[i * cStride + j] : bias && j < n ? biases[j] : 0;
                if (j >= n)
                {
                    if (!float.IsNaN(actual))
                    {
                        Assert.Fail($"{set} {layout} {size} gap {gap}: wrote {actual} between the rows at ({i}, {j})");
                    }

                    continue;
                }

                (float reference, double exact, double magnitude) = Expect(a, b, i, j, start);
                double tolerance = (k + 2) * Math.ScaleB(1, -24) * magnitude + float.Epsilon;
                bool isExact = IsFused && isInOrder;
                float wanted = isExact ? reference : (float)exact;
                float sum = sums[i * cStride + j];
                bool isRight = (isExact ? sum.Equals(reference) : Math.Abs(sum - exact) <= tolerance)
                    && (activation.Kind is ActivationKind.Sigmoid or ActivationKind.Tanh
                        ? Math.Abs(actual - ApplyExactly(activation, exact)) <= tolerance + 1e-6
                        : actual.Equals(Apply(activation, sum)));
                if (!isRight || Math.Abs(reference - exact) > tolerance)
                {
                    Assert.Fail($"{set} {layout} {size} gap {gap} {activation.Kind}: ({i}, {j}) is {actual}, not f({wanted})");
                }
            }
        }
    }

    private static float Apply(Activation activation, float x) => activation.Kind switch
    {
        ActivationKind.Relu => MathF.Max(x, 0),
        ActivationKind.LeakyRelu => x > 0 ? x : x * activation.Slope,
        _ => x,
    };

    private static double ApplyExactly(Activation activation, double x) =>
        activation.Kind == ActivationKind.Sigmoid ? 1 / (1 + Math.Exp(-x)) : Math.Tanh(x);

    private static (float Reference, double Exact, double Magnitude) Expect(in MatrixView a, in MatrixView b, int i, int j, float start)
    {
        float sum = start;
        double exact = start, magnitude = Math.Abs(start);
        for (int p = 0; p < a.Columns; p++)
        {
            float x = a.Data[i * a.RowStride + p * a.ColumnStride];
            float y = b.Data[p * b.RowStride + j * b.ColumnStride];
            sum = MathF.FusedMultiplyAdd(x, y, sum);
            exact += (double)x * y;
            magnitude += Math.Abs((double)x * y);
        }

        return (sum, exact, magnitude);
    }

    // A matrix that ends at the guard page, NaN between its rows and elements.
    private MatrixView Fill(GuardedBuffer buffer, int rows, int columns, bool isTransposed, bool isStrided, int gap)
    {
        (int outer, int inner) = isTransposed ? (columns, rows) : (rows, columns);
        int step = isStrided ? 2 : 1;
        int stride = inner * step + gap;
        float* data = buffer.Place(outer == 0 || inner == 0 ? 0 : (outer - 1) * stride + (inner - 1) * step + 1);
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < inner; i++)
            {
                data[o * stride + i * step] = Number();
            }
        }

        MatrixView stored = new(data, outer, inner, stride, step);
        return isTransposed ? stored.Transposed : stored;
    }

    private float Number() => _random.NextSingle() * 2 - 1;
}
