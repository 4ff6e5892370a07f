using System.Runtime.CompilerServices;

namespace Aae.Kernels.Simd;

/// <summary>Two vectors as one of twice the width, so that what is written for one vector also holds for a few of them.</summary>
internal readonly unsafe struct Pair<T>(T lower, T upper) : ISimd<Pair<T>>
    where T : unmanaged, ISimd<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly T _lower = lower;
    private readonly T _upper = upper;

    public static int Count => 2 * T.Count;

    public static Pair<T> Indices
    {
        [MethodImpl(Inline)]
        get => new(T.Indices, T.Indices + T.Create(T.Count));
    }

    [MethodImpl(Inline)]
    public static Pair<T> Create(float value) => new(T.Create(value), T.Create(value));

    [MethodImpl(Inline)]
    public static Pair<T> Load(float* source) => new(T.Load(source), T.Load(source + T.Count));

    [MethodImpl(Inline)]
    public static void Store(float* target, Pair<T> value)
    {
        T.Store(target, value._lower);
        T.Store(target + T.Count, value._upper);
    }

    [MethodImpl(Inline)]
    public static Pair<T> LoadFirst(float* source, int lanes) =>
        lanes < T.Count ? new(T.LoadFirst(source, lanes), T.Create(0))
        : lanes == T.Count ? new(T.Load(source), T.Create(0))
        : new(T.Load(source), T.LoadFirst(source + T.Count, lanes - T.Count));

    [MethodImpl(Inline)]
    public static void StoreFirst(float* target, Pair<T> value, int lanes)
    {
        if (lanes < T.Count)
        {
            T.StoreFirst(target, value._lower, lanes);
            return;
        }

        T.Store(target, value._lower);
        if (lanes > T.Count)
        {
            T.StoreFirst(target + T.Count, value._upper, lanes - T.Count);
        }
    }

    [MethodImpl(Inline)]
    public static Pair<T> KeepFirst(Pair<T> value, Pair<T> rest, int lanes) =>
        lanes < T.Count ? new(T.KeepFirst(value._lower, rest._lower, lanes), rest._upper)
        : lanes == T.Count ? new(value._lower, rest._upper)
        : new(value._lower, T.KeepFirst(value._upper, rest._upper, lanes - T.Count));

    [MethodImpl(Inline)]
    public static Pair<T> operator +(Pair<T> a, Pair<T> b) => new(a._lower + b._lower, a._upper + b._upper);

    [MethodImpl(Inline)]
    public static Pair<T> operator -(Pair<T> a, Pair<T> b) => new(a._lower - b._lower, a._upper - b._upper);

    [MethodImpl(Inline)]
    public static Pair<T> operator *(Pair<T> a, Pair<T> b) => new(a._lower * b._lower, a._upper * b._upper);

    [MethodImpl(Inline)]
    public static Pair<T> operator /(Pair<T> a, Pair<T> b) => new(a._lower / b._lower, a._upper / b._upper);

    [MethodImpl(Inline)]
    public static Pair<T> operator -(Pair<T> a) => new(-a._lower, -a._upper);

    [MethodImpl(Inline)]
    public static Pair<T> MultiplyAdd(Pair<T> a, Pair<T> b, Pair<T> c) =>
        new(T.MultiplyAdd(a._lower, b._lower, c._lower), T.MultiplyAdd(a._upper, b._upper, c._upper));

    [MethodImpl(Inline)]
    public static Pair<T> Min(Pair<T> a, Pair<T> b) => new(T.Min(a._lower, b._lower), T.Min(a._upper, b._upper));

    [MethodImpl(Inline)]
    public static Pair<T> Max(Pair<T> a, Pair<T> b) => new(T.Max(a._lower, b._lower), T.Max(a._upper, b._upper));

    [MethodImpl(Inline)]
    public static Pair<T> Abs(Pair<T> a) => new(T.Abs(a._lower), T.Abs(a._upper));

    [MethodImpl(Inline)]
    public static Pair<T> Sqrt(Pair<T> a) => new(T.Sqrt(a._lower), T.Sqrt(a._upper));

    [MethodImpl(Inline)]
    public static Pair<T> Round(Pair<T> a) => new(T.Round(a._lower), T.Round(a._upper));

    [MethodImpl(Inline)]
    public static Pair<T> CopySign(Pair<T> magnitude, Pair<T> sign) =>
        new(T.CopySign(magnitude._lower, sign._lower), T.CopySign(magnitude._upper, sign._upper));

    [MethodImpl(Inline)]
    public static Pair<T> PowerOfTwo(Pair<T> n) => new(T.PowerOfTwo(n._lower), T.PowerOfTwo(n._upper));

    [MethodImpl(Inline)]
    public static Pair<T> Scale(Pair<T> a, Pair<T> n) => new(T.Scale(a._lower, n._lower), T.Scale(a._upper, n._upper));

    [MethodImpl(Inline)]
    public static (Pair<T> S, Pair<T> N) Decompose(Pair<T> a)
    {
        var lower = T.Decompose(a._lower);
        var upper = T.Decompose(a._upper);
        return (new(lower.S, upper.S), new(lower.N, upper.N));
    }

    [MethodImpl(Inline)]
    public static Pair<T> IfLess(Pair<T> a, Pair<T> b, Pair<T> yes, Pair<T> no) =>
        new(T.IfLess(a._lower, b._lower, yes._lower, no._lower), T.IfLess(a._upper, b._upper, yes._upper, no._upper));

    [MethodImpl(Inline)]
    public static Pair<T> IfLessOrEqual(Pair<T> a, Pair<T> b, Pair<T> yes, Pair<T> no) =>
        new(T.IfLessOrEqual(a._lower, b._lower, yes._lower, no._lower), T.IfLessOrEqual(a._upper, b._upper, yes._upper, no._upper));

    [MethodImpl(Inline)]
    public static Pair<T> IfEqual(Pair<T> a, Pair<T> b, Pair<T> yes, Pair<T> no) =>
        new(T.IfEqual(a._lower, b._lower, yes._lower, no._lower), T.IfEqual(a._upper, b._upper, yes._upper, no._upper));

    [MethodImpl(Inline)]
    public static double Sum(Pair<T> a) => T.Sum(a._lower + a._upper);

    [MethodImpl(Inline)]
    public static float Largest(Pair<T> a) => T.Largest(T.Max(a._lower, a._upper));
}
