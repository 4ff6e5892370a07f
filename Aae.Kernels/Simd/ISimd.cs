namespace Aae.Kernels.Simd;

/// <summary>
/// A vector of floats of some width. Kernels are written once against this interface; for each width the JIT compiles them to
/// that width's instructions, since the implementations are structs.
/// </summary>
/// <remarks>
/// Every operation gives a lane the same bits at every width, provided that the CPU fuses multiply-add. So where an element
/// stands in an array, and how the array is cut, changes nothing.
/// </remarks>
internal unsafe interface ISimd<TSelf>
    where TSelf : unmanaged, ISimd<TSelf>
{
    /// <summary>Lanes.</summary>
    static abstract int Count { get; }

    /// <summary>The value in all lanes.</summary>
    static abstract TSelf Create(float value);

    static abstract TSelf Load(float* source);

    static abstract void Store(float* target, TSelf value);

    /// <summary>Reads the first lanes, 1 to Count − 1, and not a byte behind them; the others are 0.</summary>
    static abstract TSelf LoadFirst(float* source, int lanes);

    /// <summary>Writes the first lanes, 1 to Count − 1, and not a byte behind them.</summary>
    static abstract void StoreFirst(float* target, TSelf value, int lanes);

    /// <summary>The first lanes of value, the others of rest.</summary>
    static abstract TSelf KeepFirst(TSelf value, TSelf rest, int lanes);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf operator /(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a);

    /// <summary>a·b + c, rounded once where the CPU can.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>The smaller one. A NaN in b is kept; one in a may be lost.</summary>
    static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>The larger one. A NaN in b is kept; one in a may be lost.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    static abstract TSelf Abs(TSelf a);

    static abstract TSelf Sqrt(TSelf a);

    /// <summary>The nearest whole number, ties to even.</summary>
    static abstract TSelf Round(TSelf a);

    /// <summary>|magnitude| with the sign bit of sign.</summary>
    static abstract TSelf CopySign(TSelf magnitude, TSelf sign);

    /// <summary>2ⁿ for a whole number n from −126 to 127.</summary>
    static abstract TSelf PowerOfTwo(TSelf n);

    /// <summary>
    /// a·2ⁿ for a from ½ to 2 and a whole number n from −200 to 200: rounded once, into denormals and infinity too.
    /// </summary>
    static abstract TSelf Scale(TSelf a, TSelf n);

    /// <summary>
    /// a = s·2ⁿ for a above 0, denormals too: returns s in [¾, 1½) and the whole number n. For 0 n is −∞ and for +∞ it is +∞,
    /// with a finite s beside it; for NaN and a below 0 one of the two is NaN.
    /// </summary>
    static abstract (TSelf S, TSelf N) Decompose(TSelf a);

    /// <summary>Where a &lt; b yes, elsewhere no. A comparison with NaN is false, here and below.</summary>
    static abstract TSelf IfLess(TSelf a, TSelf b, TSelf yes, TSelf no);

    /// <summary>Where a ≤ b yes, elsewhere no.</summary>
    static abstract TSelf IfLessOrEqual(TSelf a, TSelf b, TSelf yes, TSelf no);

    /// <summary>Where a = b yes, elsewhere no.</summary>
    static abstract TSelf IfEqual(TSelf a, TSelf b, TSelf yes, TSelf no);

    /// <summary>A bit for each lane, the first lane's lowest: 1 where a = b.</summary>
    static abstract uint EqualLanes(TSelf a, TSelf b);

    /// <summary>The sum of the lanes in doubles, in a fixed order.</summary>
    static abstract double Sum(TSelf a);

    /// <summary>The largest lane; no lane may be NaN.</summary>
    static abstract float Largest(TSelf a);
}
