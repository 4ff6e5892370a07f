namespace Aae.Core.Data;

/// <summary>One file of a data set, by the facts that are published of it.</summary>
/// <param name="Name">Its name without .gz.</param>
/// <param name="Length">The number of its unzipped bytes.</param>
/// <param name="Sha256">SHA-256 of its unzipped bytes, in lower-case hexadecimal: mirrors may zip it differently.</param>
internal sealed record DatasetFile(string Name, long Length, string Sha256);

/// <summary>The files of a data set and where they can be fetched.</summary>
/// <param name="All">The files; of a data set of the MNIST family images and labels to learn from, images and labels to test on.</param>
/// <param name="Mirrors">Base addresses, ending in a slash, in the order in which they are tried. Empty if nobody publishes them.</param>
/// <param name="Zipped">Whether mirrors have each file as name.gz, so that a folder may hold it plain or zipped; else it is always plain.</param>
internal sealed record DatasetFiles(IReadOnlyList<DatasetFile> All, IReadOnlyList<Uri> Mirrors, bool Zipped = true)
{
    /// <summary>The name under which mirrors have a file, and under which it is kept.</summary>
    public string NameOf(DatasetFile file) => Zipped ? file.Name + ".gz" : file.Name;

    /// <summary>The names that a file may have in a folder, in words for errors.</summary>
    public string NamesOf(DatasetFile file) => Zipped ? $"{file.Name} or {file.Name}.gz" : file.Name;

    /// <summary>The path of a file in a folder; null if it is not there.</summary>
    public string? Find(string folder, DatasetFile file)
    {
        string kept = Path.Combine(folder, NameOf(file));
        string plain = Path.Combine(folder, file.Name);
        return File.Exists(kept) ? kept : File.Exists(plain) ? plain : null;
    }
}

/// <summary>A row of the table of known data sets.</summary>
/// <param name="Info">What is said of it.</param>
/// <param name="Files">The files of which the checksums are known; null if there are none.</param>
/// <param name="Load">Reads it from its folder, with as many images in each split as are asked, or its own number if null. Null if it is built in.</param>
/// <param name="MatFile">The name of its MATLAB file where there are no <paramref name="Files"/>.</param>
internal sealed record DatasetSource(
    DatasetInfo Info, DatasetFiles? Files, Func<DatasetSource, string, SplitSizes?, Dataset>? Load, string? MatFile = null)
{
    /// <summary>The paths of all <see cref="Files"/> in a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="AaeException">One is not there.</exception>
    public string[] PathsIn(string folder) =>
        [.. Files!.All.Select(file => Files.Find(folder, file) ?? throw DataFolder.Missing(Info, folder, Files.NamesOf(file)))];
}
