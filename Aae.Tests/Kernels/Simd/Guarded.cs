using System.Runtime.InteropServices;

namespace Aae.Tests.Kernels.Simd;

/// <summary>
/// Floats with guards on both sides. The guards are NaNs of one bit pattern: a write outside changes the pattern, a read
/// outside spoils the result.
/// </summary>
internal sealed unsafe class Guarded : IDisposable
{
    private const int Margin = 64;
    private const uint Guard = 0xFFC0DEAD;

    private readonly uint* _block;
    private readonly int _before;
    private readonly int _all;

    /// <summary>Allocates length floats that start offset floats after a 64-byte boundary.</summary>
    public Guarded(int length, int offset = 0)
    {
        _before = Margin + offset;
        _all = _before + length + Margin;
        _block = (uint*)NativeMemory.AlignedAlloc((nuint)_all * sizeof(float), 64);
        new Span<uint>(_block, _all).Fill(Guard);
        Length = length;
    }

    public int Length { get; }

    public float* Pointer => (float*)_block + _before;

    public Span<float> Span => new(Pointer, Length);

    public bool GuardsAreWhole =>
        !new Span<uint>(_block, _before).ContainsAnyExcept(Guard)
        && !new Span<uint>(_block + _before + Length, _all - _before - Length).ContainsAnyExcept(Guard);

    public void Dispose() => NativeMemory.AlignedFree(_block);
}
