using Aae.Core;

namespace Aae.Kernels.Simd;

/// <summary>
/// What kernels ask of sizes and factors, once a call and before any memory is touched. A message names the kernel by its class.
/// </summary>
internal static class Require
{
    /// <summary>A number of elements: 0 or more.</summary>
    /// <exception cref="AaeException">It is none.</exception>
    public static void Count<TKernel>(long count)
    {
        if (count < 0)
        {
            throw new AaeException($"{NameOf<TKernel>()} of {count} elements: 0 or more are allowed");
        }
    }

    /// <summary>The sizes of a matrix that one tensor can hold.</summary>
    /// <exception cref="AaeException">They are none.</exception>
    public static void Matrix<TKernel>(int rows, int columns)
    {
        if (!IsMatrix(rows, columns))
        {
            Matrix(NameOf<TKernel>(), rows, columns);
        }
    }

    /// <summary>The sizes of a matrix that one tensor can hold.</summary>
    /// <exception cref="AaeException">They are none.</exception>
    public static void Matrix(string what, int rows, int columns)
    {
        if (!IsMatrix(rows, columns))
        {
            throw new AaeException(
                $"{what} of [{rows}, {columns}]: rows and columns are 0 or more, their product at most {Array.MaxLength}");
        }
    }

    /// <summary>A number in its range.</summary>
    /// <param name="holds">Whether it is; written so that NaN is not.</param>
    /// <param name="what">Its name.</param>
    /// <param name="value">The number.</param>
    /// <param name="allowed">The range in words.</param>
    /// <exception cref="AaeException">It is not.</exception>
    public static void That<T>(bool holds, string what, T value, string allowed)
    {
        if (!holds)
        {
            throw new AaeException($"{what} is {allowed}, not {value}");
        }
    }

    private static bool IsMatrix(int rows, int columns) =>
        rows >= 0 && columns >= 0 && (long)rows * columns <= Array.MaxLength;

    /// <summary>Kernels are structs inside the class whose functions run them.</summary>
    private static string NameOf<TKernel>() => (typeof(TKernel).DeclaringType ?? typeof(TKernel)).Name;
}
