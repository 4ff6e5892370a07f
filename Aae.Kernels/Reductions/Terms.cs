using System.Runtime.CompilerServices;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Reductions;

/// <summary>Σ x.</summary>
internal readonly unsafe struct Plain(float* x) : IVectorTerm
{
    public static bool IsCheap => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Add<V, L>(V sum, long i, L lanes)
        where V : unmanaged, ISimd<V>
        where L : unmanaged, ILanes => sum + lanes.Load<V>(x + i);
}

/// <summary>Σ a·b.</summary>
internal readonly unsafe struct Products(float* a, float* b) : IVectorTerm
{
    public static bool IsCheap => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Add<V, L>(V sum, long i, L lanes)
        where V : unmanaged, ISimd<V>
        where L : unmanaged, ILanes => V.MultiplyAdd(lanes.Load<V>(a + i), lanes.Load<V>(b + i), sum);
}
