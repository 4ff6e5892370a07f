using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aae.Kernels.Simd;

/// <summary>Eight floats: AVX2 with fused multiply-add.</summary>
internal readonly unsafe struct F32x8(Vector256<float> value) : ISimd<F32x8>
{
    // Said of every operation: the JIT's own judgement leaves some of them as calls in long kernels.
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vector256<float> _value = value;

    public static int Count => 8;

    [MethodImpl(Inline)]
    public static F32x8 Create(float value) => new(Vector256.Create(value));

    [MethodImpl(Inline)]
    public static F32x8 Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(Inline)]
    public static void Store(float* target, F32x8 value) => value._value.Store(target);

    [MethodImpl(Inline)]
    public static F32x8 LoadFirst(float* source, int lanes) =>
        new(Avx.MaskLoad(source, First(lanes)));

    [MethodImpl(Inline)]
    public static void StoreFirst(float* target, F32x8 value, int lanes)
    {
        // A masked store is several times as slow on some processors.
        var half = value._value.GetLower();
        if ((lanes & 4) != 0)
        {
            half.Store(target);
            half = value._value.GetUpper();
            target += 4;
        }

        F32x4.StoreFirst(target, new(half), lanes & 3);
    }

    [MethodImpl(Inline)]
    public static F32x8 KeepFirst(F32x8 value, F32x8 rest, int lanes) =>
        new(Vector256.ConditionalSelect(First(lanes), value._value, rest._value));

    [MethodImpl(Inline)]
    public static F32x8 operator +(F32x8 a, F32x8 b) => new(a._value + b._value);

    [MethodImpl(Inline)]
    public static F32x8 operator -(F32x8 a, F32x8 b) => new(a._value - b._value);

    [MethodImpl(Inline)]
    public static F32x8 operator *(F32x8 a, F32x8 b) => new(a._value * b._value);

    [MethodImpl(Inline)]
    public static F32x8 operator /(F32x8 a, F32x8 b) => new(a._value / b._value);

    [MethodImpl(Inline)]
    public static F32x8 operator -(F32x8 a) => new(-a._value);

    [MethodImpl(Inline)]
    public static F32x8 MultiplyAdd(F32x8 a, F32x8 b, F32x8 c) =>
        new(Vector256.MultiplyAddEstimate(a._value, b._value, c._value));

    [MethodImpl(Inline)]
    public static F32x8 Min(F32x8 a, F32x8 b) => new(Vector256.MinNative(a._value, b._value));

    [MethodImpl(Inline)]
    public static F32x8 Max(F32x8 a, F32x8 b) => new(Vector256.MaxNative(a._value, b._value));

    [MethodImpl(Inline)]
    public static F32x8 Abs(F32x8 a) => new(Vector256.Abs(a._value));

    [MethodImpl(Inline)]
    public static F32x8 Sqrt(F32x8 a) => new(Vector256.Sqrt(a._value));

    [MethodImpl(Inline)]
    public static F32x8 Round(F32x8 a) => new(Vector256.Round(a._value));

    [MethodImpl(Inline)]
    public static F32x8 CopySign(F32x8 magnitude, F32x8 sign) => new(Vector256.CopySign(magnitude._value, sign._value));

    [MethodImpl(Inline)]
    public static F32x8 PowerOfTwo(F32x8 n) =>
        new(((Vector256.ConvertToInt32Native(n._value) + Vector256.Create(127)) << 23).AsSingle());

    [MethodImpl(Inline)]
    public static F32x8 Scale(F32x8 a, F32x8 n)
    {
        // In two halves, as 2ⁿ itself may be no float; both exponents are biased by 127. Only the second product rounds.
        var exponent = Vector256.ConvertToInt32Native(n._value) + Vector256.Create(254);
        var half = exponent >> 1;
        return new(a._value * (half << 23).AsSingle() * ((exponent - half) << 23).AsSingle());
    }

    [MethodImpl(Inline)]
    public static (F32x8 S, F32x8 N) Decompose(F32x8 a)
    {
        // As whole numbers, floats stand in the order of their sizes, with the exponent in front of the 23 bits behind it.
        const int Normal = 0x0080_0000;
        const int Infinity = 0x7F80_0000;
        var x = a._value;
        var shift = Vector256<float>.Zero;
        if (!Vector256.LessThanAll(x.AsInt32() + Vector256.Create(Infinity), Vector256.Create(unchecked((int)0xFF00_0000))))
        {
            // Not all lanes are from Normal to below Infinity.
            const float TwoTo24 = 16777216;
            var tiny = Vector256.LessThan(x, Vector256.Create(Normal).AsSingle());
            shift = tiny & Vector256.Create(24f);
            shift = Vector256.ConditionalSelect(Vector256.Equals(x, Vector256<float>.Zero), Vector256.Create(float.PositiveInfinity), shift);
            shift = Vector256.ConditionalSelect(
                Vector256.Equals(x, Vector256.Create(float.PositiveInfinity)), Vector256.Create(float.NegativeInfinity), shift);
            shift = Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(x, Vector256<float>.Zero), shift, Vector256.Create(float.NaN));
            x = Vector256.ConditionalSelect(tiny, x * Vector256.Create(TwoTo24), x);
        }

        var distance = x.AsInt32() - Vector256.Create(0.75f).AsInt32();
        var s = (x.AsInt32() - (distance & Vector256.Create(unchecked((int)0xFF80_0000)))).AsSingle();
        var n = Vector256.ConvertToSingle(distance >> 23) - shift;
        return (new(s), new(n));
    }

    [MethodImpl(Inline)]
    public static F32x8 IfLess(F32x8 a, F32x8 b, F32x8 yes, F32x8 no) =>
        new(Vector256.ConditionalSelect(Vector256.LessThan(a._value, b._value), yes._value, no._value));

    [MethodImpl(Inline)]
    public static F32x8 IfLessOrEqual(F32x8 a, F32x8 b, F32x8 yes, F32x8 no) =>
        new(Vector256.ConditionalSelect(Vector256.LessThanOrEqual(a._value, b._value), yes._value, no._value));

    [MethodImpl(Inline)]
    public static F32x8 IfEqual(F32x8 a, F32x8 b, F32x8 yes, F32x8 no) =>
        new(Vector256.ConditionalSelect(Vector256.Equals(a._value, b._value), yes._value, no._value));

    [MethodImpl(Inline)]
    public static uint EqualLanes(F32x8 a, F32x8 b) =>
        Vector256.Equals(a._value, b._value).ExtractMostSignificantBits();

    [MethodImpl(Inline)]
    public static double Sum(F32x8 a) => F32x4.Sum(Vector256.WidenLower(a._value) + Vector256.WidenUpper(a._value));

    [MethodImpl(Inline)]
    public static float Largest(F32x8 a) => F32x4.Largest(new(Vector128.MaxNative(a._value.GetLower(), a._value.GetUpper())));

    [MethodImpl(Inline)]
    private static Vector256<float> First(int lanes) =>
        Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(lanes)).AsSingle();
}
