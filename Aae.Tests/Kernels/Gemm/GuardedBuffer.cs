using System.Runtime.InteropServices;

namespace Aae.Tests.Kernels.Gemm;

/// <summary>
/// Floats that end where a page begins that nobody may touch: a kernel that reads or writes past the last one crashes the
/// test run. (On systems without mmap there is no such page; the NaNs around the matrices remain.)
/// </summary>
internal sealed unsafe partial class GuardedBuffer : IDisposable
{
    private const int ReadWrite = 3;
    private const int NoAccess = 0;
    private const int PrivateAnonymous = 0x22;

    private readonly nuint _bytes;
    private readonly byte* _memory;
    private readonly int _floats;

    public GuardedBuffer(int floats)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        nuint used = ((nuint)floats * sizeof(float) + page - 1) / page * page;
        _bytes = used + page;
        if (OperatingSystem.IsLinux())
        {
            _memory = (byte*)Map(null, _bytes, ReadWrite, PrivateAnonymous, -1, 0);
            Assert.That((nint)_memory, Is.Not.EqualTo((nint)(-1)), "mmap");
            Assert.That(Protect(_memory + used, page, NoAccess), Is.Zero, "mprotect");
        }
        else
        {
            _memory = (byte*)NativeMemory.AllocZeroed(_bytes);
        }

        _floats = (int)(used / sizeof(float));
    }

    /// <summary>The last <paramref name="count"/> floats; all that lies before them is NaN.</summary>
    public float* Place(int count)
    {
        Assert.That(count, Is.LessThanOrEqualTo(_floats));
        float* end = (float*)_memory + _floats;
        int before = Math.Min(_floats, count + 64);
        new Span<float>(end - before, before).Fill(float.NaN);
        return end - count;
    }

    public void Dispose()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Unmap(_memory, _bytes);
        }
        else
        {
            NativeMemory.Free(_memory);
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);
}
