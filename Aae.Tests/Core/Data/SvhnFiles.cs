using Aae.Core.Data;
using Aae.Core.Formats;
using static Aae.Tests.Core.Formats.MatBytes;

namespace Aae.Tests.Core.Data;

/// <summary>Made files of the shape of the Street View House Numbers.</summary>
internal static class SvhnFiles
{
    /// <summary>The variable of images.</summary>
    /// <param name="count">The number of images.</param>
    /// <param name="pixel">The pixel of an image: row, column, channel.</param>
    public static byte[] Images(int count, Func<int, int, int, int, byte> pixel)
    {
        const int size = SvhnDataset.Size, plane = size * size, image = plane * SvhnDataset.Channels;
        double[] pixels = new double[count * image];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = pixel(i / image, i % size, i / size % size, i / plane % SvhnDataset.Channels);
        }

        return Variable(false, "X", MatClass.UInt8, [size, size, SvhnDataset.Channels, count], pixels);
    }

    /// <summary>The variable of digits, 10 for 0.</summary>
    public static byte[] Labels(params double[] labels) => Variable(false, "y", MatClass.UInt8, [labels.Length, 1], labels);

    /// <summary>Writes a file's variables, compressed, among the data sets of a folder.</summary>
    public static void Write(TestFolder folder, string name, params byte[][] variables)
    {
        Directory.CreateDirectory(folder.File("svhn"));
        File.WriteAllBytes(folder.File($"svhn/{name}"), MatFile(false, variables.Select(variable => Compress(false, variable))));
    }
}
