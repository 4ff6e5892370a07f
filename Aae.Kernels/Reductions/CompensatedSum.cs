using System.Runtime.CompilerServices;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Reductions;

/// <summary>
/// A sum that keeps what rounding takes from it (Kahan): as good as one in double, for any number of terms, in the lanes of
/// float vectors.
/// </summary>
internal struct CompensatedSum<V>
    where V : unmanaged, ISimd<V>
{
    private V _lost;

    /// <summary>The sum so far.</summary>
    public V Value { get; private set; }

    /// <summary>Adds a term to each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(V term)
    {
        V exact = term - _lost;
        V sum = Value + exact;
        _lost = sum - Value - exact;
        Value = sum;
    }
}
