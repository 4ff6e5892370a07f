using Aae.Models.Posteriors;

namespace Aae.Models.Networks;

/// <summary>One part of a code, with a head of its own on the encoder; or given beside it.</summary>
/// <param name="Name">Its symbol in the paper: "z" for the style or the whole code, "y" for the class.</param>
/// <param name="Size">Its number of dimensions, or of classes.</param>
/// <param name="IsCategorical">Whether it is a distribution over classes; its head is then a softmax.</param>
/// <param name="IsGiven">Whether no head makes it: the decoder reads the label there, one-hot.</param>
/// <param name="Deviation">Where the deviation of a Gaussian posterior lies; null of a part with another posterior.</param>
/// <param name="IsBounded">Whether its numbers lie in [0, 1]: its head is then a sigmoid.</param>
public sealed record Part(string Name, int Size, bool IsCategorical = false, bool IsGiven = false, DeviationRange? Deviation = null, bool IsBounded = false)
{
    /// <summary>Whether it is drawn from N(μ(x), diag σ²(x)), with a head for each.</summary>
    public bool IsGaussian => Deviation is not null;

    /// <summary>A part without bounds: the head is linear.</summary>
    /// <param name="name">Its symbol.</param>
    /// <param name="size">Its number of dimensions, 1 or more.</param>
    public static Part Linear(string name, int size) => new(name, size);

    /// <summary>A part of numbers in [0, 1]: the head is a sigmoid.</summary>
    /// <param name="name">Its symbol.</param>
    /// <param name="size">Its number of dimensions, 1 or more.</param>
    public static Part Bounded(string name, int size) => new(name, size, IsBounded: true);

    /// <summary>A part that is drawn from N(μ(x), diag σ²(x)).</summary>
    /// <param name="name">Its symbol.</param>
    /// <param name="size">Its number of dimensions, 1 or more.</param>
    /// <param name="deviation">Where σ lies.</param>
    public static Part Gaussian(string name, int size, DeviationRange deviation) => new(name, size, Deviation: deviation);

    /// <summary>A distribution over classes: the head is a softmax.</summary>
    /// <param name="name">Its symbol.</param>
    /// <param name="classes">The number of classes, 2 or more.</param>
    public static Part Categorical(string name, int classes) => new(name, classes, IsCategorical: true);

    /// <summary>The label of an image, one-hot, which the decoder reads and no encoder makes.</summary>
    /// <param name="name">Its symbol.</param>
    /// <param name="classes">The number of classes, 2 or more.</param>
    public static Part Given(string name, int classes) => new(name, classes, IsCategorical: true, IsGiven: true);
}
