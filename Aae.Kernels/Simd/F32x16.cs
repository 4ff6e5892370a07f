using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aae.Kernels.Simd;

/// <summary>Sixteen floats: AVX-512.</summary>
internal readonly unsafe struct F32x16(Vector512<float> value) : ISimd<F32x16>
{
    // Said of every operation: the JIT's own judgement leaves some of them as calls in long kernels.
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vector512<float> _value = value;

    public static int Count => 16;

    [MethodImpl(Inline)]
    public static F32x16 Create(float value) => new(Vector512.Create(value));

    [MethodImpl(Inline)]
    public static F32x16 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(Inline)]
    public static void Store(float* target, F32x16 value) => value._value.Store(target);

    [MethodImpl(Inline)]
    public static F32x16 LoadFirst(float* source, int lanes) =>
        new(Avx512F.MaskLoad(source, First(lanes), Vector512<float>.Zero));

    [MethodImpl(Inline)]
    public static void StoreFirst(float* target, F32x16 value, int lanes) =>
        Avx512F.MaskStore(target, First(lanes), value._value);

    [MethodImpl(Inline)]
    public static F32x16 KeepFirst(F32x16 value, F32x16 rest, int lanes) =>
        new(Vector512.ConditionalSelect(First(lanes), value._value, rest._value));

    [MethodImpl(Inline)]
    public static F32x16 operator +(F32x16 a, F32x16 b) => new(a._value + b._value);

    [MethodImpl(Inline)]
    public static F32x16 operator -(F32x16 a, F32x16 b) => new(a._value - b._value);

    [MethodImpl(Inline)]
    public static F32x16 operator *(F32x16 a, F32x16 b) => new(a._value * b._value);

    [MethodImpl(Inline)]
    public static F32x16 operator /(F32x16 a, F32x16 b) => new(a._value / b._value);

    [MethodImpl(Inline)]
    public static F32x16 operator -(F32x16 a) => new(-a._value);

    [MethodImpl(Inline)]
    public static F32x16 MultiplyAdd(F32x16 a, F32x16 b, F32x16 c) =>
        new(Vector512.MultiplyAddEstimate(a._value, b._value, c._value));

    [MethodImpl(Inline)]
    public static F32x16 Min(F32x16 a, F32x16 b) => new(Vector512.MinNative(a._value, b._value));

    [MethodImpl(Inline)]
    public static F32x16 Max(F32x16 a, F32x16 b) => new(Vector512.MaxNative(a._value, b._value));

    [MethodImpl(Inline)]
    public static F32x16 Abs(F32x16 a) => new(Vector512.Abs(a._value));

    [MethodImpl(Inline)]
    public static F32x16 Sqrt(F32x16 a) => new(Vector512.Sqrt(a._value));

    [MethodImpl(Inline)]
    public static F32x16 Round(F32x16 a) => new(Vector512.Round(a._value));

    [MethodImpl(Inline)]
    public static F32x16 CopySign(F32x16 magnitude, F32x16 sign) => new(Vector512.CopySign(magnitude._value, sign._value));

    [MethodImpl(Inline)]
    public static F32x16 PowerOfTwo(F32x16 n) =>
        new(((Vector512.ConvertToInt32Native(n._value) + Vector512.Create(127)) << 23).AsSingle());

    [MethodImpl(Inline)]
    public static F32x16 Scale(F32x16 a, F32x16 n) => new(Avx512F.Scale(a._value, n._value));

    [MethodImpl(Inline)]
    public static (F32x16 S, F32x16 N) Decompose(F32x16 a)
    {
        const byte FromThreeQuarters = 3;
        const byte NegativeIsNaN = 2 << 2;
        var s = Avx512F.GetMantissa(a._value, FromThreeQuarters | NegativeIsNaN);
        return (new(s), new(Avx512F.GetExponent(a._value) - Avx512F.GetExponent(s)));
    }

    [MethodImpl(Inline)]
    public static F32x16 IfLess(F32x16 a, F32x16 b, F32x16 yes, F32x16 no) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(a._value, b._value), yes._value, no._value));

    [MethodImpl(Inline)]
    public static F32x16 IfLessOrEqual(F32x16 a, F32x16 b, F32x16 yes, F32x16 no) =>
        new(Vector512.ConditionalSelect(Vector512.LessThanOrEqual(a._value, b._value), yes._value, no._value));

    [MethodImpl(Inline)]
    public static F32x16 IfEqual(F32x16 a, F32x16 b, F32x16 yes, F32x16 no) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(a._value, b._value), yes._value, no._value));

    [MethodImpl(Inline)]
    public static uint EqualLanes(F32x16 a, F32x16 b) =>
        (uint)Vector512.Equals(a._value, b._value).ExtractMostSignificantBits();

    [MethodImpl(Inline)]
    public static double Sum(F32x16 a)
    {
        var sum = Vector512.WidenLower(a._value) + Vector512.WidenUpper(a._value);
        return F32x4.Sum(sum.GetLower() + sum.GetUpper());
    }

    [MethodImpl(Inline)]
    public static float Largest(F32x16 a) => F32x8.Largest(new(Vector256.MaxNative(a._value.GetLower(), a._value.GetUpper())));

    [MethodImpl(Inline)]
    private static Vector512<float> First(int lanes) =>
        Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(lanes)).AsSingle();
}
