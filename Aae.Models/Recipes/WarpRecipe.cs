using Aae.Autograd.Ops;

namespace Aae.Models.Recipes;

/// <summary>How far images are deformed at random, another time each time that they are seen.</summary>
public sealed record WarpRecipe
{
    /// <summary>The most pixels by which the places move that are read, in x and in y.</summary>
    public float Shift { get; set; }

    /// <summary>The most degrees by which it is turned about its centre.</summary>
    public float Rotation { get; set; }

    /// <summary>The most by which the logarithm of its size changes.</summary>
    public float Scale { get; set; }

    /// <summary>The most columns by which a row moves to the side for each row from the centre.</summary>
    public float Shear { get; set; }

    internal WarpRange Create() => new(Shift, Rotation, Scale, Shear);
}
