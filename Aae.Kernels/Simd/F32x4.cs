using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Aae.Kernels.Simd;

/// <summary>Four floats: SSE, or AdvSimd on Arm64.</summary>
internal readonly unsafe struct F32x4(Vector128<float> value) : ISimd<F32x4>
{
    // Said of every operation: the JIT's own judgement leaves some of them as calls in long kernels.
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vector128<float> _value = value;

    public static int Count => 4;

    [MethodImpl(Inline)]
    public static F32x4 Create(float value) => new(Vector128.Create(value));

    [MethodImpl(Inline)]
    public static F32x4 Load(float* source) => new(Vector128.Load(source));

    [MethodImpl(Inline)]
    public static void Store(float* target, F32x4 value) => value._value.Store(target);

    [MethodImpl(Inline)]
    public static F32x4 LoadFirst(float* source, int lanes)
    {
        if (lanes == 1)
        {
            return new(Vector128.CreateScalar(*source));
        }

        // Two at once as a double: Vector64 has no registers on x86-64 and goes through the stack.
        var two = Vector128.CreateScalar(*(double*)source).AsSingle();
        return new(lanes == 2 ? two : two.WithElement(2, source[2]));
    }

    [MethodImpl(Inline)]
    public static void StoreFirst(float* target, F32x4 value, int lanes)
    {
        // The wider form comes here with no lanes too.
        if ((lanes & 2) == 0)
        {
            if ((lanes & 1) != 0)
            {
                *target = value._value.ToScalar();
            }

            return;
        }

        *(double*)target = value._value.AsDouble().ToScalar();
        if ((lanes & 1) != 0)
        {
            target[2] = value._value.GetElement(2);
        }
    }

    [MethodImpl(Inline)]
    public static F32x4 KeepFirst(F32x4 value, F32x4 rest, int lanes) =>
        new(Vector128.ConditionalSelect(First(lanes), value._value, rest._value));

    [MethodImpl(Inline)]
    public static F32x4 operator +(F32x4 a, F32x4 b) => new(a._value + b._value);

    [MethodImpl(Inline)]
    public static F32x4 operator -(F32x4 a, F32x4 b) => new(a._value - b._value);

    [MethodImpl(Inline)]
    public static F32x4 operator *(F32x4 a, F32x4 b) => new(a._value * b._value);

    [MethodImpl(Inline)]
    public static F32x4 operator /(F32x4 a, F32x4 b) => new(a._value / b._value);

    [MethodImpl(Inline)]
    public static F32x4 operator -(F32x4 a) => new(-a._value);

    [MethodImpl(Inline)]
    public static F32x4 MultiplyAdd(F32x4 a, F32x4 b, F32x4 c) =>
        new(Vector128.MultiplyAddEstimate(a._value, b._value, c._value));

    [MethodImpl(Inline)]
    public static F32x4 Min(F32x4 a, F32x4 b) => new(Vector128.MinNative(a._value, b._value));

    [MethodImpl(Inline)]
    public static F32x4 Max(F32x4 a, F32x4 b) => new(Vector128.MaxNative(a._value, b._value));

    [MethodImpl(Inline)]
    public static F32x4 Abs(F32x4 a) => new(Vector128.Abs(a._value));

    [MethodImpl(Inline)]
    public static F32x4 Sqrt(F32x4 a) => new(Vector128.Sqrt(a._value));

    [MethodImpl(Inline)]
    public static F32x4 Round(F32x4 a) => new(Vector128.Round(a._value));

    [MethodImpl(Inline)]
    public static F32x4 CopySign(F32x4 magnitude, F32x4 sign) => new(Vector128.CopySign(magnitude._value, sign._value));

    [MethodImpl(Inline)]
    public static F32x4 PowerOfTwo(F32x4 n) =>
        new(((Vector128.ConvertToInt32Native(n._value) + Vector128.Create(127)) << 23).AsSingle());

    [MethodImpl(Inline)]
    public static F32x4 Scale(F32x4 a, F32x4 n)
    {
        // In two halves, as 2ⁿ itself may be no float; both exponents are biased by 127. Only the second product rounds.
        var exponent = Vector128.ConvertToInt32Native(n._value) + Vector128.Create(254);
        var half = exponent >> 1;
        return new(a._value * (half << 23).AsSingle() * ((exponent - half) << 23).AsSingle());
    }

    [MethodImpl(Inline)]
    public static (F32x4 S, F32x4 N) Decompose(F32x4 a)
    {
        // As whole numbers, floats stand in the order of their sizes, with the exponent in front of the 23 bits behind it.
        const int Normal = 0x0080_0000;
        const int Infinity = 0x7F80_0000;
        var x = a._value;
        var shift = Vector128<float>.Zero;
        if (!Vector128.LessThanAll(x.AsInt32() + Vector128.Create(Infinity), Vector128.Create(unchecked((int)0xFF00_0000))))
        {
            // Not all lanes are from Normal to below Infinity.
            const float TwoTo24 = 16777216;
            var tiny = Vector128.LessThan(x, Vector128.Create(Normal).AsSingle());
            shift = tiny & Vector128.Create(24f);
            shift = Vector128.ConditionalSelect(Vector128.Equals(x, Vector128<float>.Zero), Vector128.Create(float.PositiveInfinity), shift);
            shift = Vector128.ConditionalSelect(
                Vector128.Equals(x, Vector128.Create(float.PositiveInfinity)), Vector128.Create(float.NegativeInfinity), shift);
            shift = Vector128.ConditionalSelect(Vector128.GreaterThanOrEqual(x, Vector128<float>.Zero), shift, Vector128.Create(float.NaN));
            x = Vector128.ConditionalSelect(tiny, x * Vector128.Create(TwoTo24), x);
        }

        var distance = x.AsInt32() - Vector128.Create(0.75f).AsInt32();
        var s = (x.AsInt32() - (distance & Vector128.Create(unchecked((int)0xFF80_0000)))).AsSingle();
        var n = Vector128.ConvertToSingle(distance >> 23) - shift;
        return (new(s), new(n));
    }

    [MethodImpl(Inline)]
    public static F32x4 IfLess(F32x4 a, F32x4 b, F32x4 yes, F32x4 no) =>
        new(Vector128.ConditionalSelect(Vector128.LessThan(a._value, b._value), yes._value, no._value));

    [MethodImpl(Inline)]
    public static F32x4 IfLessOrEqual(F32x4 a, F32x4 b, F32x4 yes, F32x4 no) =>
        new(Vector128.ConditionalSelect(Vector128.LessThanOrEqual(a._value, b._value), yes._value, no._value));

    [MethodImpl(Inline)]
    public static F32x4 IfEqual(F32x4 a, F32x4 b, F32x4 yes, F32x4 no) =>
        new(Vector128.ConditionalSelect(Vector128.Equals(a._value, b._value), yes._value, no._value));

    /// <summary>The first lane.</summary>
    [MethodImpl(Inline)]
    public static float First(F32x4 a) => a._value.ToScalar();

    [MethodImpl(Inline)]
    public static uint EqualLanes(F32x4 a, F32x4 b) =>
        Vector128.Equals(a._value, b._value).ExtractMostSignificantBits();

    [MethodImpl(Inline)]
    public static double Sum(F32x4 a) => Sum(Vector128.WidenLower(a._value) + Vector128.WidenUpper(a._value));

    [MethodImpl(Inline)]
    public static float Largest(F32x4 a)
    {
        var half = Vector128.MaxNative(a._value, Vector128.Shuffle(a._value, Vector128.Create(2, 3, 2, 3)));
        return Vector128.MaxNative(half, Vector128.Shuffle(half, Vector128.Create(1, 1, 1, 1))).ToScalar();
    }

    /// <summary>The sum of two doubles.</summary>
    [MethodImpl(Inline)]
    internal static double Sum(Vector128<double> a) => a[0] + a[1];

    /// <summary>The sum of four doubles.</summary>
    [MethodImpl(Inline)]
    internal static double Sum(Vector256<double> a) => Sum(a.GetLower() + a.GetUpper());

    [MethodImpl(Inline)]
    private static Vector128<float> First(int lanes) =>
        Vector128.LessThan(Vector128<int>.Indices, Vector128.Create(lanes)).AsSingle();
}
