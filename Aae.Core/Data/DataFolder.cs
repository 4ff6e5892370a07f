namespace Aae.Core.Data;

/// <summary>Where data sets lie: each in a folder of its own name, under one data folder.</summary>
public static class DataFolder
{
    /// <summary>The environment variable that names the data folder.</summary>
    public const string Variable = "AAE_DATA";

    /// <summary>The data folder: the one that is given, else AAE_DATA, else aae/data among the user's application data.</summary>
    /// <param name="dataDir">A folder that goes before all others; null or empty if none is given.</param>
    /// <exception cref="AaeException">No folder is named and the user has none.</exception>
    public static string Resolve(string? dataDir)
    {
        if (!string.IsNullOrEmpty(dataDir))
        {
            return dataDir;
        }

        string? variable = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(variable))
        {
            return variable;
        }

        // Unverified, because on a new account the folder need not exist yet.
        string user = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return user.Length > 0
            ? Path.Combine(user, "aae", "data")
            : throw new AaeException($"no data folder: the user has no folder for application data; name one with --data-dir or {Variable}");
    }

    /// <summary>The error for a file of a known data set that is not there, with the ways to get it.</summary>
    /// <param name="info">What is known of the data set.</param>
    /// <param name="folder">The folder in which the file should be.</param>
    /// <param name="file">The file's name, or its names.</param>
    internal static AaeException Missing(DatasetInfo info, string folder, string file) =>
        new($"{info.Name}: {folder} has no {file}; {info.HowToGet ?? $"fetch it with 'aae data fetch {info.Name}'"}, or name the data folder with --data-dir or {Variable}");
}
