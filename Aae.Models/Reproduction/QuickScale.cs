using Aae.Core.Data;
using Aae.Models.Recipes;

namespace Aae.Models.Reproduction;

/// <summary>How small a quick reproduction is: it shows that everything works, and trains in seconds.</summary>
public static class QuickScale
{
    private const int MostEpochs = 20;

    private static readonly int[] s_hidden = [128, 128];

    /// <summary>The built-in digits that it uses.</summary>
    public static SplitSizes Images { get; } = new(2000, 500, 500);

    /// <summary>A recipe with narrow networks and few epochs; as it is where layers are learned through one another or in epochs of their own: such recipes have twins that are small.</summary>
    internal static Recipe Of(Recipe recipe) => recipe.Decoder is null || recipe.Moments is not null ? recipe : recipe with
    {
        Encoder = recipe.Encoder is { } encoder ? Narrow(encoder) : null,
        Decoder = Narrow(recipe.Decoder),
        Discriminator = recipe.Discriminator is { } discriminator ? Narrow(discriminator) : null,
        Epochs = Math.Min(recipe.Epochs, MostEpochs),
    };

    private static T Narrow<T>(T network)
        where T : NetworkRecipe => (T)(network with { Hidden = s_hidden, Initializer = new NormalInitializerRecipe { Deviation = 0.05f } });
}
