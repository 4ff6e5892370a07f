using System.IO.Hashing;

namespace Aae.Core.Data;

/// <summary>Images to learn from, to choose settings by, and to report results on: three sets of one image size.</summary>
public sealed class Dataset
{
    /// <summary>Puts three splits together.</summary>
    /// <param name="name">The data set's name, as "mnist".</param>
    /// <param name="train">What parameters are learned from.</param>
    /// <param name="validation">What settings are chosen by; may be empty.</param>
    /// <param name="test">What results are reported on; may be empty.</param>
    /// <param name="scale">How vectors were scaled; null if they were not.</param>
    /// <exception cref="AaeException">The splits differ in image size or number of classes.</exception>
    public Dataset(string name, ImageSet train, ImageSet validation, ImageSet test, ColumnScale? scale = null)
    {
        foreach (ImageSet other in (ReadOnlySpan<ImageSet>)[validation, test])
        {
            if ((other.Height, other.Width, other.Channels, other.Classes) != (train.Height, train.Width, train.Channels, train.Classes))
            {
                throw new AaeException($"{name}: {other.Name} has {Describe(other)}, {train.Name} has {Describe(train)}; they must agree");
            }
        }

        Name = name;
        Train = train;
        Validation = validation;
        Test = test;
        Scale = scale;
    }

    /// <summary>The data set's name, as "mnist".</summary>
    public string Name { get; }

    /// <summary>What parameters are learned from.</summary>
    public ImageSet Train { get; }

    /// <summary>What settings are chosen by; may be empty.</summary>
    public ImageSet Validation { get; }

    /// <summary>What results are reported on; may be empty.</summary>
    public ImageSet Test { get; }

    /// <summary>How the columns of vectors were brought to [0, 1]; null where nothing was scaled.</summary>
    public ColumnScale? Scale { get; }

    /// <summary>The number of classes; 0 if the images have no labels.</summary>
    public int Classes => Train.Classes;

    /// <summary>A checksum of all images and labels, so that a run goes on with no others.</summary>
    public ulong Digest()
    {
        var digest = new XxHash3();
        Train.AppendTo(digest);
        Validation.AppendTo(digest);
        Test.AppendTo(digest);
        return digest.GetCurrentHashAsUInt64();
    }

    private static string Describe(ImageSet set) => $"images of {set.Height} × {set.Width} × {set.Channels} in {set.Classes} classes";
}
