namespace Aae.Models.Networks;

/// <summary>One part of a code, with a head of its own on the encoder.</summary>
/// <param name="Name">Its symbol in the paper: "z" for the style or the whole code.</param>
/// <param name="Size">Its number of dimensions.</param>
public sealed record Part(string Name, int Size)
{
    /// <summary>A part without bounds: the head is linear.</summary>
    /// <param name="name">Its symbol.</param>
    /// <param name="size">Its number of dimensions, 1 or more.</param>
    public static Part Linear(string name, int size) => new(name, size);
}
