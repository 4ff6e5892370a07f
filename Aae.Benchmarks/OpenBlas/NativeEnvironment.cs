using System.Runtime.InteropServices;

namespace Aae.Benchmarks.OpenBlas;

/// <summary>
/// The environment as native libraries see it. On Unix .NET keeps a copy of its own, so what
/// <see cref="Environment.SetEnvironmentVariable(string, string?)"/> changes never reaches getenv.
/// </summary>
internal static partial class NativeEnvironment
{
    /// <summary>Sets a variable unless it is set already; true if it was not.</summary>
    public static bool SetIfUnset(string name, string value)
    {
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)))
        {
            return false;
        }

        if (OperatingSystem.IsWindows())
        {
            Environment.SetEnvironmentVariable(name, value);
            return true;
        }

        return SetEnv(name, value, overwrite: 1) == 0;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnv(string name, string value, int overwrite);
}
