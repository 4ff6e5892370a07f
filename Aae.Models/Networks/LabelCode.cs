namespace Aae.Models.Networks;

/// <summary>How a label stands beside an image or a code: one-hot, with a column of its own for "not known" where labels may lack.</summary>
/// <param name="Classes">The number of classes K.</param>
/// <param name="HasUnknown">Whether there is a column K + 1 for images without a label (paper §2.3).</param>
public sealed record LabelCode(int Classes, bool HasUnknown)
{
    /// <summary>What stands for the class of an image without a label.</summary>
    public const int Unknown = -1;

    /// <summary>The width of the one-hot vector.</summary>
    public int Columns => Classes + (HasUnknown ? 1 : 0);

    /// <summary>Writes one label.</summary>
    /// <param name="label">The class, from 0; <see cref="Unknown"/> where there is a column for it.</param>
    /// <param name="oneHot">As many numbers as <see cref="Columns"/>.</param>
    public void Write(int label, Span<float> oneHot)
    {
        oneHot.Clear();
        oneHot[label == Unknown ? Classes : label] = 1;
    }
}
