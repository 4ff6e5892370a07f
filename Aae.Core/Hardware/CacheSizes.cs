namespace Aae.Core.Hardware;

/// <summary>Where cache sizes come from.</summary>
public enum CacheSource
{
    /// <summary>The operating system's list.</summary>
    System,

    /// <summary>The processor's CPUID instruction; under a hypervisor it may tell of another machine.</summary>
    CpuId,

    /// <summary>Nothing could be read: small sizes that nearly every processor exceeds.</summary>
    Assumed,
}

/// <summary>The caches that one hardware thread sees, in bytes.</summary>
/// <param name="L1Data">First level, data.</param>
/// <param name="L2">Second level; 0 if there is none.</param>
/// <param name="L3">Third level, one instance of it; 0 if there is none.</param>
/// <param name="L3SharedBy">Hardware threads that share one third level; 0 if there is none.</param>
/// <param name="Source">Where the sizes come from.</param>
public readonly record struct CacheSizes(int L1Data, int L2, int L3, int L3SharedBy, CacheSource Source)
{
    /// <summary>What is taken where nothing can be read: 32 KiB, 256 KiB and 2 MiB that nobody shares.</summary>
    public static CacheSizes Assumed => new(32 << 10, 256 << 10, 2 << 20, 1, CacheSource.Assumed);
}
