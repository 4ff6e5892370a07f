using Aae.Core;
using Aae.Core.Tensors;
using Aae.Models.Networks;

namespace Aae.Models.Figures;

/// <summary>Codes that say "class k in the style z": what the decoder of a model with a part y reads.</summary>
/// <param name="model">A model whose decoder reads a class: its q(y|x), or a label that it is given.</param>
/// <exception cref="AaeException">The decoder reads no class.</exception>
internal sealed class ClassCodes(TrainedModel model)
{
    private readonly Part _y = ClassOf(model)
        ?? throw new AaeException("the decoder reads no class, so a style cannot be shown in several: the code has no part y");

    /// <summary>The number of classes.</summary>
    public int Classes => _y.Size;

    /// <summary>The part of what the decoder reads that is a class; null where there is none.</summary>
    public static Part? ClassOf(TrainedModel model) => model.Given ?? model.Parts.FirstOrDefault(part => part.IsCategorical);

    /// <summary>Every class in one style.</summary>
    /// <param name="code">A code that the encoder made, from which all parts but the class are taken; null for z = 0.</param>
    /// <returns>[classes, what the decoder reads]</returns>
    public Tensor InAllClasses(Tensor? code)
    {
        var codes = new Tensor(new Shape(Classes, model.DecoderInputs));
        int first = 0;
        foreach (Part part in model.Given is null ? model.Parts : [_y, .. model.Parts])
        {
            for (int k = 0; k < Classes; k++)
            {
                Span<float> place = codes.Row(k).Slice(first, part.Size);
                if (part == _y)
                {
                    place[k] = 1;
                }
                else if (code is not null)
                {
                    model.PartOf(code, part).Row(0).CopyTo(place);
                }
            }

            first += part.Size;
        }

        return codes;
    }
}
