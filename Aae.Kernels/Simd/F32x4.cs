using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Aae.Kernels.Simd;

/// <summary>Four floats: SSE, or AdvSimd on Arm64.</summary>
internal readonly unsafe struct F32x4(Vector128<float> value) : ISimd<F32x4>
{
    private readonly Vector128<float> _value = value;

    public static int Count => 4;

    public static F32x4 Create(float value) => new(Vector128.Create(value));

    public static F32x4 Load(float* source) => new(Vector128.Load(source));

    public static void Store(float* target, F32x4 value) => value._value.Store(target);

    public static F32x4 LoadFirst(float* source, int lanes) =>
        new(lanes switch
        {
            1 => Vector128.CreateScalar(source[0]),
            2 => Vector128.Create(Vector64.Load(source), Vector64<float>.Zero),
            _ => Vector128.Create(Vector64.Load(source), Vector64.CreateScalar(source[2])),
        });

    public static void StoreFirst(float* target, F32x4 value, int lanes)
    {
        if (lanes == 1)
        {
            *target = value._value.ToScalar();
            return;
        }

        value._value.GetLower().Store(target);
        if (lanes == 3)
        {
            target[2] = value._value.GetElement(2);
        }
    }

    public static F32x4 KeepFirst(F32x4 value, F32x4 rest, int lanes) =>
        new(Vector128.ConditionalSelect(First(lanes), value._value, rest._value));

    public static F32x4 operator +(F32x4 a, F32x4 b) => new(a._value + b._value);

    public static F32x4 operator -(F32x4 a, F32x4 b) => new(a._value - b._value);

    public static F32x4 operator *(F32x4 a, F32x4 b) => new(a._value * b._value);

    public static F32x4 operator /(F32x4 a, F32x4 b) => new(a._value / b._value);

    public static F32x4 operator -(F32x4 a) => new(-a._value);

    public static F32x4 MultiplyAdd(F32x4 a, F32x4 b, F32x4 c) =>
        new(Vector128.MultiplyAddEstimate(a._value, b._value, c._value));

    public static F32x4 Min(F32x4 a, F32x4 b) => new(Vector128.MinNative(a._value, b._value));

    public static F32x4 Max(F32x4 a, F32x4 b) => new(Vector128.MaxNative(a._value, b._value));

    public static F32x4 Abs(F32x4 a) => new(Vector128.Abs(a._value));

    public static F32x4 Sqrt(F32x4 a) => new(Vector128.Sqrt(a._value));

    public static F32x4 Round(F32x4 a) => new(Vector128.Round(a._value));

    public static F32x4 CopySign(F32x4 magnitude, F32x4 sign) => new(Vector128.CopySign(magnitude._value, sign._value));

    public static F32x4 PowerOfTwo(F32x4 n) =>
        new(((Vector128.ConvertToInt32Native(n._value) + Vector128.Create(127)) << 23).AsSingle());

    public static F32x4 Scale(F32x4 a, F32x4 n)
    {
        // In two halves, as 2ⁿ itself may be no float; both exponents are biased by 127. Only the second product rounds.
        var exponent = Vector128.ConvertToInt32Native(n._value) + Vector128.Create(254);
        var half = exponent >> 1;
        return new(a._value * (half << 23).AsSingle() * ((exponent - half) << 23).AsSingle());
    }

    public static F32x4 IfLess(F32x4 a, F32x4 b, F32x4 yes, F32x4 no) =>
        new(Vector128.ConditionalSelect(Vector128.LessThan(a._value, b._value), yes._value, no._value));

    public static F32x4 IfLessOrEqual(F32x4 a, F32x4 b, F32x4 yes, F32x4 no) =>
        new(Vector128.ConditionalSelect(Vector128.LessThanOrEqual(a._value, b._value), yes._value, no._value));

    public static F32x4 IfEqual(F32x4 a, F32x4 b, F32x4 yes, F32x4 no) =>
        new(Vector128.ConditionalSelect(Vector128.Equals(a._value, b._value), yes._value, no._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(F32x4 a) => a._value[0] + a._value[2] + (a._value[1] + a._value[3]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(F32x4 a) =>
        float.MaxNative(float.MaxNative(a._value[0], a._value[1]), float.MaxNative(a._value[2], a._value[3]));

    private static Vector128<float> First(int lanes) =>
        Vector128.LessThan(Vector128<int>.Indices, Vector128.Create(lanes)).AsSingle();
}
