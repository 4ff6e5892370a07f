using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Aae.Kernels.Simd;

/// <summary>Memory that is asked for before it is needed, where the processor can be asked.</summary>
internal static unsafe class CacheLine
{
    /// <summary>Has the line that holds an address fetched into the first level. Any address will do, valid or not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(float* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }
}
