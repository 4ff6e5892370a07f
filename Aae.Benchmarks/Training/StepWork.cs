using Aae.Benchmarks.Reporting;
using Aae.Models.Networks;
using Aae.Models.Recipes;

namespace Aae.Benchmarks.Training;

/// <summary>The arithmetic of a recipe's training step: that of its matrix products alone.</summary>
/// <param name="Name">A built-in recipe.</param>
public sealed record StepWork(string Name) : IFloatingPointWork
{
    /// <summary>The size of the images.</summary>
    public static readonly ImageShape Image = new(28, 28, 1);

    /// <inheritdoc/>
    public double Operations
    {
        get
        {
            Recipe recipe = Load();
            int z = recipe.Code.Z.Size;
            double[] encoder = Layers([Image.Pixels, .. recipe.Encoder.Hidden, z]);
            double[] decoder = Layers([z, .. recipe.Decoder.Hidden, Image.Pixels]);
            double[] discriminator = Layers([z, .. recipe.Discriminator.Hidden, 1]);

            // A product costs 2 · batch · in · out. Each network runs forward; on the way back come a product for each weight
            // that moves and one for each layer's input but the lowest one that nobody asks for.
            double reconstruction = 3 * encoder.Sum() - encoder[0] + 3 * decoder.Sum();
            double discriminate = encoder.Sum() + 2 * (3 * discriminator.Sum() - discriminator[0]); // prior and codes: twice the batch
            double generate = 2 * discriminator.Sum() + 2 * encoder.Sum() - encoder[0]; // the codes are there already
            return 2.0 * recipe.Data.Batch * (reconstruction + discriminate + generate);
        }
    }

    /// <summary>The recipe.</summary>
    public Recipe Load() => RecipeCatalog.Load(Name);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static double[] Layers(int[] widths) => [.. widths.Zip(widths.Skip(1), (inputs, outputs) => (double)inputs * outputs)];
}
