using System.IO.Compression;
using System.Security.Cryptography;
using Aae.Core.Data;
using Aae.Core.Formats;

namespace Aae.Tests.Core.Data;

/// <summary>A temporary folder, and small data sets to put into it.</summary>
internal sealed class TestFolder : IDisposable
{
    /// <summary>The folder's path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("aae-data-").FullName;

    public static byte[] Zip(byte[] bytes)
    {
        var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return zipped.ToArray();
    }

    /// <summary>A file's published facts, from its bytes.</summary>
    public static DatasetFile Describe(string name, byte[] bytes) => new(name, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));

    /// <summary>A row of the table for a data set "tiny" of ten classes with MNIST's file names.</summary>
    public static DatasetSource Source(IReadOnlyList<DatasetFile> files, params IReadOnlyList<Uri> mirrors) => new(
        Datasets.Find("mnist").Info with { Name = "tiny", Sizes = new SplitSizes(5, 2, 3) },
        new DatasetFiles(files, mirrors),
        IdxDataset.Load);

    /// <summary>A file path in the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes images whose byte i is i mod 251, and returns them.</summary>
    public IdxArray WriteImages(string name, int count, int height = 4, int width = 3)
    {
        byte[] pixels = [.. Enumerable.Range(0, count * height * width).Select(i => (byte)(i % 251))];
        var images = new IdxArray(IdxElement.UInt8, [count, height, width], pixels);
        Idx.Write(File(name), images, compress: name.EndsWith(".gz", StringComparison.Ordinal));
        return images;
    }

    /// <summary>Writes labels.</summary>
    public void WriteLabels(string name, params byte[] labels) => Idx.Write(File(name), new IdxArray(IdxElement.UInt8, [labels.Length], labels));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
