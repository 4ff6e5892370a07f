using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Aae.Core;
using Aae.Kernels.Gemm;
using Aae.Kernels.Simd;

namespace Aae.Benchmarks.OpenBlas;

/// <summary>
/// The C interface of an installed OpenBLAS, the yardstick of our products. No package brings it: where the system has none,
/// measurements go without.
/// </summary>
/// <remarks>
/// Three of its settings are read once, when it is loaded, and are set before that unless the user has set them:
/// <list type="bullet">
/// <item>OPENBLAS_CORETYPE: releases older than the CPU take it for a small one and fall back to slow kernels. It gets the
/// kernels of the instruction set that ours use.</item>
/// <item>GOMP_SPINCOUNT (OpenMP builds) and OPENBLAS_THREAD_TIMEOUT (builds with threads of their own): idle threads spin for
/// some 0.1 ms, as ours do. That is long enough to be awake at the next call and short enough to be parked when, after a
/// pause, the other side is measured. The defaults spin for milliseconds, OMP_WAIT_POLICY=active without end: it would take
/// a core from whatever is measured next.</item>
/// </list>
/// </remarks>
internal sealed unsafe class OpenBlasLibrary
{
    /// <summary>The environment variable that names a library file to use.</summary>
    public const string Variable = "AAE_OPENBLAS";

    private const int RowMajor = 101;
    private const int AsIs = 111;
    private const int Transposed = 112;

    private static readonly string[] _usualNames = ["libopenblas.so.0", "libopenblas.so", "libopenblas.dylib", "libopenblas.dll"];

    private static readonly Lazy<OpenBlasLibrary?> _installed = new(Load);

    private readonly delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void> _sgemm;
    private readonly delegate* unmanaged<int, int, int, int, float, float*, int, float*, int, float, float*, int, void> _sgemv;
    private readonly delegate* unmanaged<int, void> _setThreads;

    private OpenBlasLibrary(nint handle, string remarks)
    {
        _sgemm = (delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)
            NativeLibrary.GetExport(handle, "cblas_sgemm");
        _sgemv = (delegate* unmanaged<int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)
            NativeLibrary.GetExport(handle, "cblas_sgemv");
        _setThreads = (delegate* unmanaged<int, void>)NativeLibrary.GetExport(handle, "openblas_set_num_threads");
        string config = Text(handle, "openblas_get_config");
        Kernels = Text(handle, "openblas_get_corename");
        Description = $"{Path()}: {config}; {Kernels} kernels{remarks}";
    }

    /// <summary>The library of this machine, or null. Loaded on first use.</summary>
    /// <exception cref="AaeException">The variable <see cref="Variable"/> names a file that cannot be used.</exception>
    public static OpenBlasLibrary? Installed => _installed.Value;

    /// <summary>Why there is none.</summary>
    public static string Absence => $"no OpenBLAS: none of {string.Join(", ", _usualNames)} is installed, and {Variable} names no file";

    /// <summary>The set of kernels that it chose, such as SkylakeX.</summary>
    public string Kernels { get; }

    /// <summary>File, version, build and kernels.</summary>
    public string Description { get; }

    /// <summary>Sets the number of threads of the calls to come.</summary>
    public void SetThreads(int threads) => _setThreads(threads);

    /// <summary>
    /// C [m, n] = A [m, k]·B [k, n], each matrix dense in one of its directions and C row-major. Where C is a vector this is
    /// sgemv, which is what a user of the library would call.
    /// </summary>
    public void Multiply(in MatrixView a, in MatrixView b, in MatrixView c)
    {
        if (c.Columns == 1)
        {
            Multiply(a, b.Data, b.RowStride, c.Data, c.RowStride);
        }
        else if (c.Rows == 1)
        {
            Multiply(b.Transposed, a.Data, a.ColumnStride, c.Data, 1);
        }
        else
        {
            (int aForm, int aLeading) = Layout(a);
            (int bForm, int bLeading) = Layout(b);
            _sgemm(RowMajor, aForm, bForm, c.Rows, c.Columns, a.Columns, 1, a.Data, aLeading, b.Data, bLeading, 0, c.Data, c.RowStride);
        }
    }

    // y [rows] = matrix [rows, columns]·x [columns]
    private void Multiply(in MatrixView matrix, float* x, int xStride, float* y, int yStride)
    {
        (int form, int leading) = Layout(matrix);
        (int rows, int columns) = form == AsIs ? (matrix.Rows, matrix.Columns) : (matrix.Columns, matrix.Rows);
        _sgemv(RowMajor, form, rows, columns, 1, matrix.Data, leading, x, xStride, 0, y, yStride);
    }

    private static (int Form, int Leading) Layout(in MatrixView matrix) =>
        matrix.ColumnStride == 1 && matrix.RowStride >= matrix.Columns ? (AsIs, matrix.RowStride) : (Transposed, matrix.ColumnStride);

    private static OpenBlasLibrary? Load()
    {
        string? asked = Environment.GetEnvironmentVariable(Variable);
        string remarks = Prepare();
        foreach (string name in string.IsNullOrEmpty(asked) ? _usualNames : [asked])
        {
            if (!NativeLibrary.TryLoad(name, out nint handle))
            {
                continue;
            }

            try
            {
                return new OpenBlasLibrary(handle, remarks);
            }
            catch (EntryPointNotFoundException e)
            {
                throw new AaeException($"{name} is no OpenBLAS with 32-bit sizes: {e.Message}");
            }
        }

        return string.IsNullOrEmpty(asked) ? null : throw new AaeException($"{Variable}={asked}: this library cannot be loaded");
    }

    /// <summary>Sets what the library reads when it is loaded; returns what must be said of it.</summary>
    private static string Prepare()
    {
        NativeEnvironment.SetIfUnset("GOMP_SPINCOUNT", "4000");
        NativeEnvironment.SetIfUnset("OPENBLAS_THREAD_TIMEOUT", "18"); // 2¹⁸ ticks
        if (!X86Base.IsSupported)
        {
            return "";
        }

        string? kernels = InstructionSets.Current switch
        {
            InstructionSet.Avx512 => "SKYLAKEX",
            InstructionSet.Avx2 => "HASWELL",
            InstructionSet.Vector128 => "NEHALEM",
            _ => null,
        };
        return kernels is not null && NativeEnvironment.SetIfUnset("OPENBLAS_CORETYPE", kernels)
            ? $" (OPENBLAS_CORETYPE={kernels} set by this program)"
            : "";
    }

    private static string Text(nint handle, string function)
    {
        byte* text = ((delegate* unmanaged<byte*>)NativeLibrary.GetExport(handle, function))();
        return Marshal.PtrToStringUTF8((nint)text)?.Trim() ?? "";
    }

    // The loader took it from a list of folders; the process knows which file that was.
    private static string Path()
    {
        using var process = Process.GetCurrentProcess();
        return process.Modules.Cast<ProcessModule>().Select(module => module.FileName)
            .FirstOrDefault(file => System.IO.Path.GetFileName(file).Contains("openblas", StringComparison.OrdinalIgnoreCase)) ?? "OpenBLAS";
    }
}
