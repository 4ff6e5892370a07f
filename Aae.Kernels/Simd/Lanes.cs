using System.Runtime.CompilerServices;

namespace Aae.Kernels.Simd;

/// <summary>
/// How a kernel touches memory: whole vectors, or the few elements that are left at an end. The arithmetic between load and
/// store is the same vector code in both, so an element's result does not depend on where it stands.
/// </summary>
internal unsafe interface ILanes
{
    V Load<V>(float* source)
        where V : unmanaged, ISimd<V>;

    void Store<V>(float* target, V value)
        where V : unmanaged, ISimd<V>;

    /// <summary>value where there are elements, rest in the lanes behind the end.</summary>
    V Keep<V>(V value, V rest)
        where V : unmanaged, ISimd<V>;
}

/// <summary>A whole vector.</summary>
internal readonly unsafe struct AllLanes : ILanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Load<V>(float* source)
        where V : unmanaged, ISimd<V> => V.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store<V>(float* target, V value)
        where V : unmanaged, ISimd<V> => V.Store(target, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Keep<V>(V value, V rest)
        where V : unmanaged, ISimd<V> => value;
}

/// <summary>The first lanes of a vector; the others read as 0 and are not written.</summary>
internal readonly unsafe struct FirstLanes(int count) : ILanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Load<V>(float* source)
        where V : unmanaged, ISimd<V> => V.LoadFirst(source, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store<V>(float* target, V value)
        where V : unmanaged, ISimd<V> => V.StoreFirst(target, value, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Keep<V>(V value, V rest)
        where V : unmanaged, ISimd<V> => V.KeepFirst(value, rest, count);
}
