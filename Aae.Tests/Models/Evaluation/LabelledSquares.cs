using Aae.Core.Data;
using Aae.Core.Random;

namespace Aae.Tests.Models.Evaluation;

/// <summary>Images of 4 × 4 noisy pixels, of which the class, one of four, says which quarter is bright.</summary>
internal static class LabelledSquares
{
    /// <summary>The data set, without validation images.</summary>
    public static Dataset Data(int train = 2000, int test = 300) => new("squares", Images("squares/train", train, 1), Images("squares/validation", 0, 2), Images("squares/test", test, 3));

    /// <summary>The same images without labels.</summary>
    public static Dataset Unlabelled() => new("squares", Images("squares/train", 20, 1, classes: 0), Images("squares/validation", 0, 2, classes: 0), Images("squares/test", 20, 3, classes: 0));

    /// <summary>Images that are a pure function of the stream.</summary>
    public static ImageSet Images(string name, int count, uint stream, int classes = 4)
    {
        var pixels = new byte[count * 16];
        var labels = new byte[count];
        for (int i = 0; i < pixels.Length; i++)
        {
            int label = i / 16 % 4, row = i % 16 / 4, column = i % 4;
            bool bright = row / 2 == label / 2 && column / 2 == label % 2;
            pixels[i] = (byte)((new RandomStream(4, stream).Block(0, (uint)i).R0 & 127) + (bright ? 100 : 0));
            labels[i / 16] = (byte)label;
        }

        return classes > 0 ? new ImageSet(name, 4, 4, 1, pixels, labels, classes) : new ImageSet(name, 4, 4, 1, pixels);
    }
}
