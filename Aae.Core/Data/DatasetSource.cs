namespace Aae.Core.Data;

/// <summary>One file of a data set, by the facts that are published of it.</summary>
/// <param name="Name">Its name without .gz.</param>
/// <param name="Length">The number of its unzipped bytes.</param>
/// <param name="Sha256">SHA-256 of its unzipped bytes, in lower-case hexadecimal: mirrors may zip it differently.</param>
internal sealed record DatasetFile(string Name, long Length, string Sha256);

/// <summary>The four IDX files of a data set and where they can be fetched.</summary>
/// <param name="TrainImages">Images of the training and the validation split.</param>
/// <param name="TrainLabels">Their labels.</param>
/// <param name="TestImages">Images of the test split.</param>
/// <param name="TestLabels">Their labels.</param>
/// <param name="Mirrors">Base addresses, ending in a slash, in the order in which they are tried; a file is there as name.gz. Empty if nobody publishes them.</param>
internal sealed record IdxFiles(DatasetFile TrainImages, DatasetFile TrainLabels, DatasetFile TestImages, DatasetFile TestLabels, IReadOnlyList<Uri> Mirrors)
{
    /// <summary>The four files.</summary>
    public IReadOnlyList<DatasetFile> All => [TrainImages, TrainLabels, TestImages, TestLabels];
}

/// <summary>A row of the table of known data sets.</summary>
/// <param name="Info">What is said of it.</param>
/// <param name="Files">Its IDX files; null if it has none.</param>
/// <param name="MatFile">The name of its MATLAB file; null if it has none. Without files of either kind it is built in.</param>
internal sealed record DatasetSource(DatasetInfo Info, IdxFiles? Files, string? MatFile = null);
