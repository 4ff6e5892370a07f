using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aae.Kernels.Gemm;

/// <summary>
/// How many neighbours of the depth share a vector. Usually one: the lanes are columns. Where only a few columns of a deep product
/// are left, each column takes two or four lanes, for two or four neighbours of the depth, so that no lane is idle; their sums are
/// added at the end. A must then be contiguous along the depth, and B packed with those neighbours together.
/// </summary>
internal unsafe interface IDepthGroup<TVector>
    where TVector : struct
{
    /// <summary>Neighbours of the depth in a vector.</summary>
    static abstract int Size { get; }

    /// <summary>The next elements of A, so many as the group's size, repeated over the lanes.</summary>
    static abstract TVector Broadcast(float* a);
}

/// <summary>Each lane is a column.</summary>
internal readonly unsafe struct Singles<TLanes, TVector> : IDepthGroup<TVector>
    where TLanes : struct, IVectorForm<TVector>
    where TVector : struct
{
    public static int Size => 1;

    public static TVector Broadcast(float* a) => TLanes.Broadcast(*a);
}

/// <summary>Eight columns in 512 bits.</summary>
internal readonly unsafe struct Pairs512 : IDepthGroup<Vector512<float>>
{
    public static int Size => 2;

    public static Vector512<float> Broadcast(float* a) => Vector512.Create(*(double*)a).AsSingle();
}

/// <summary>Four columns in 512 bits.</summary>
internal readonly unsafe struct Quads512 : IDepthGroup<Vector512<float>>
{
    public static int Size => 4;

    public static Vector512<float> Broadcast(float* a) => Avx512F.BroadcastVector128ToVector512(a);
}

/// <summary>Four columns in 256 bits.</summary>
internal readonly unsafe struct Pairs256 : IDepthGroup<Vector256<float>>
{
    public static int Size => 2;

    public static Vector256<float> Broadcast(float* a) => Vector256.Create(*(double*)a).AsSingle();
}
