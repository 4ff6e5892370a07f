using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Aae.Kernels.Gemm;

/// <summary>
/// The few vector operations that the product's kernels need, so that each kernel is written once and the JIT makes one form
/// of it per vector width. The operations are static, on the runtime's own vector types: wrapping those in structs of our own
/// would cost registers.
/// </summary>
/// <typeparam name="TVector">Vector128, Vector256 or Vector512 of float.</typeparam>
internal unsafe interface IVectorForm<TVector>
    where TVector : struct
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Count { get; }

    static abstract TVector Load(float* source);

    static abstract void Store(TVector value, float* target);

    /// <summary>The first floats, fewer than <see cref="Count"/>, and zeros. Nothing beyond them is read.</summary>
    static abstract TVector LoadPart(float* source, int count);

    /// <summary>Writes the first lanes, fewer than <see cref="Count"/>, and nothing beyond them.</summary>
    static abstract void StorePart(TVector value, float* target, int count);

    static abstract TVector Broadcast(float value);

    /// <summary>x·y + sum; rounded once on CPUs that fuse.</summary>
    static abstract TVector MultiplyAdd(TVector x, TVector y, TVector sum);

    static abstract TVector Add(TVector x, TVector y);

    /// <summary>The sum of the lanes.</summary>
    static abstract float Sum(TVector value);

    /// <summary>The sums of the lanes of each of four.</summary>
    static abstract Vector128<float> Sums(TVector x0, TVector x1, TVector x2, TVector x3);

    /// <summary>0 where x &lt; 0, else x; a NaN stays one.</summary>
    static abstract TVector Relu(TVector x);

    /// <summary>x where x &gt; 0, else slope·x; a NaN stays one.</summary>
    static abstract TVector LeakyRelu(TVector x, TVector slope);
}

/// <summary>Sixteen lanes: AVX-512.</summary>
internal readonly unsafe struct Lanes512 : IVectorForm<Vector512<float>>
{
    public static int Count => 16;

    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    public static void Store(Vector512<float> value, float* target) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadPart(float* source, int count) =>
        Avx512F.MaskLoad(source, FirstLanes(count), Vector512<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart(Vector512<float> value, float* target, int count) =>
        Avx512F.MaskStore(target, FirstLanes(count), value);

    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    public static Vector512<float> MultiplyAdd(Vector512<float> x, Vector512<float> y, Vector512<float> sum) =>
        Avx512F.FusedMultiplyAdd(x, y, sum);

    public static Vector512<float> Add(Vector512<float> x, Vector512<float> y) => x + y;

    public static float Sum(Vector512<float> value) => Vector512.Sum(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sums(Vector512<float> x0, Vector512<float> x1, Vector512<float> x2, Vector512<float> x3) =>
        Lanes256.Sums(
            x0.GetLower() + x0.GetUpper(), x1.GetLower() + x1.GetUpper(), x2.GetLower() + x2.GetUpper(), x3.GetLower() + x3.GetUpper());

    public static Vector512<float> Relu(Vector512<float> x) => Avx512F.Max(Vector512<float>.Zero, x); // of a NaN, the second

    public static Vector512<float> LeakyRelu(Vector512<float> x, Vector512<float> slope) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512<float>.Zero), x, x * slope);

    private static Vector512<float> FirstLanes(int count) =>
        Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle();
}

/// <summary>Eight lanes: AVX2 with FMA.</summary>
internal readonly unsafe struct Lanes256 : IVectorForm<Vector256<float>>
{
    public static int Count => 8;

    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    public static void Store(Vector256<float> value, float* target) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadPart(float* source, int count) =>
        Avx.MaskLoad(source, Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).AsSingle());

    // A masked store of 256 bits is a slow sequence of micro-operations on some CPUs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart(Vector256<float> value, float* target, int count)
    {
        Vector128<float> rest = value.GetLower();
        if ((count & 4) != 0)
        {
            rest.Store(target);
            target += 4;
            rest = value.GetUpper();
        }

        Lanes128.StorePart(rest, target, count & 3);
    }

    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    public static Vector256<float> MultiplyAdd(Vector256<float> x, Vector256<float> y, Vector256<float> sum) =>
        Fma.MultiplyAdd(x, y, sum);

    public static Vector256<float> Add(Vector256<float> x, Vector256<float> y) => x + y;

    public static float Sum(Vector256<float> value) => Vector256.Sum(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sums(Vector256<float> x0, Vector256<float> x1, Vector256<float> x2, Vector256<float> x3)
    {
        Vector256<float> halves = Avx.HorizontalAdd(Avx.HorizontalAdd(x0, x1), Avx.HorizontalAdd(x2, x3));
        return halves.GetLower() + halves.GetUpper();
    }

    public static Vector256<float> Relu(Vector256<float> x) => Avx.Max(Vector256<float>.Zero, x); // of a NaN, the second

    public static Vector256<float> LeakyRelu(Vector256<float> x, Vector256<float> slope) =>
        Vector256.ConditionalSelect(Vector256.GreaterThan(x, Vector256<float>.Zero), x, x * slope);
}

/// <summary>Four lanes: SSE, or AdvSimd on Arm64. On x86 without FMA each multiply-add rounds twice.</summary>
internal readonly unsafe struct Lanes128 : IVectorForm<Vector128<float>>
{
    public static int Count => 4;

    public static Vector128<float> Load(float* source) => Vector128.Load(source);

    public static void Store(Vector128<float> value, float* target) => value.Store(target);

    // Two floats at a time travel as a double: the runtime keeps 64-bit vectors on the stack.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LoadPart(float* source, int count)
    {
        if (count < 2)
        {
            return count == 0 ? Vector128<float>.Zero : Vector128.CreateScalar(*source);
        }

        Vector128<float> two = Vector128.CreateScalar(*(double*)source).AsSingle();
        return count == 2 ? two : two.WithElement(2, source[2]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart(Vector128<float> value, float* target, int count)
    {
        if (count >= 2)
        {
            *(double*)target = value.AsDouble().ToScalar();
        }

        if ((count & 1) != 0)
        {
            target[count - 1] = count == 1 ? value.ToScalar() : value.GetElement(2);
        }
    }

    public static Vector128<float> Broadcast(float value) => Vector128.Create(value);

    public static Vector128<float> MultiplyAdd(Vector128<float> x, Vector128<float> y, Vector128<float> sum) =>
        Vector128.MultiplyAddEstimate(x, y, sum);

    public static Vector128<float> Add(Vector128<float> x, Vector128<float> y) => x + y;

    public static float Sum(Vector128<float> value) => Vector128.Sum(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sums(Vector128<float> x0, Vector128<float> x1, Vector128<float> x2, Vector128<float> x3)
    {
        if (Sse3.IsSupported)
        {
            return Sse3.HorizontalAdd(Sse3.HorizontalAdd(x0, x1), Sse3.HorizontalAdd(x2, x3));
        }

        return AdvSimd.Arm64.IsSupported
            ? AdvSimd.Arm64.AddPairwise(AdvSimd.Arm64.AddPairwise(x0, x1), AdvSimd.Arm64.AddPairwise(x2, x3))
            : Vector128.Create(Sum(x0), Sum(x1), Sum(x2), Sum(x3));
    }

    public static Vector128<float> Relu(Vector128<float> x) =>
        Vector128.ConditionalSelect(Vector128.LessThan(x, Vector128<float>.Zero), Vector128<float>.Zero, x);

    public static Vector128<float> LeakyRelu(Vector128<float> x, Vector128<float> slope) =>
        Vector128.ConditionalSelect(Vector128.GreaterThan(x, Vector128<float>.Zero), x, x * slope);
}
