using System.Runtime.Intrinsics;
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

    static abstract TVector Broadcast(float value);

    /// <summary>x·y + sum; rounded once on CPUs that fuse.</summary>
    static abstract TVector MultiplyAdd(TVector x, TVector y, TVector sum);

    static abstract TVector Add(TVector x, TVector y);

    /// <summary>The sum of the lanes.</summary>
    static abstract float Sum(TVector value);

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

    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    public static Vector512<float> MultiplyAdd(Vector512<float> x, Vector512<float> y, Vector512<float> sum) =>
        Avx512F.FusedMultiplyAdd(x, y, sum);

    public static Vector512<float> Add(Vector512<float> x, Vector512<float> y) => x + y;

    public static float Sum(Vector512<float> value) => Vector512.Sum(value);

    public static Vector512<float> Relu(Vector512<float> x) => Avx512F.Max(Vector512<float>.Zero, x); // of a NaN, the second

    public static Vector512<float> LeakyRelu(Vector512<float> x, Vector512<float> slope) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512<float>.Zero), x, x * slope);
}

/// <summary>Eight lanes: AVX2 with FMA.</summary>
internal readonly unsafe struct Lanes256 : IVectorForm<Vector256<float>>
{
    public static int Count => 8;

    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    public static void Store(Vector256<float> value, float* target) => value.Store(target);

    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    public static Vector256<float> MultiplyAdd(Vector256<float> x, Vector256<float> y, Vector256<float> sum) =>
        Fma.MultiplyAdd(x, y, sum);

    public static Vector256<float> Add(Vector256<float> x, Vector256<float> y) => x + y;

    public static float Sum(Vector256<float> value) => Vector256.Sum(value);

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

    public static Vector128<float> Broadcast(float value) => Vector128.Create(value);

    public static Vector128<float> MultiplyAdd(Vector128<float> x, Vector128<float> y, Vector128<float> sum) =>
        Vector128.MultiplyAddEstimate(x, y, sum);

    public static Vector128<float> Add(Vector128<float> x, Vector128<float> y) => x + y;

    public static float Sum(Vector128<float> value) => Vector128.Sum(value);

    public static Vector128<float> Relu(Vector128<float> x) =>
        Vector128.ConditionalSelect(Vector128.LessThan(x, Vector128<float>.Zero), Vector128<float>.Zero, x);

    public static Vector128<float> LeakyRelu(Vector128<float> x, Vector128<float> slope) =>
        Vector128.ConditionalSelect(Vector128.GreaterThan(x, Vector128<float>.Zero), x, x * slope);
}
