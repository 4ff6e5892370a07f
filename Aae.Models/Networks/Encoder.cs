using Aae.Autograd.Modules;
using Aae.Autograd.Tapes;
using Aae.Models.Posteriors;

namespace Aae.Models.Networks;

/// <summary>q(z|x): a trunk of dense layers shared by one head for each part of the code. x [batch, pixels] → code</summary>
public sealed class Encoder : Module
{
    private readonly Sequential _trunk;
    private readonly List<(Part Part, Module Head)> _heads = [];

    /// <summary>Creates the encoder.</summary>
    /// <param name="image">The size of the images.</param>
    /// <param name="mlp">The trunk.</param>
    /// <param name="parts">The parts of the code, in the order in which the decoder reads them.</param>
    public Encoder(ImageShape image, Mlp mlp, params Part[] parts)
        : base("encoder")
    {
        Image = image;
        Parts = parts;
        _trunk = Register(mlp.Trunk(Name, image.Pixels));
        foreach (Part part in parts)
        {
            _heads.Add((part, Register(new DeterministicPosterior(part, mlp.Features(image.Pixels), mlp.Initializer))));
        }
    }

    /// <summary>The size of the images.</summary>
    public ImageShape Image { get; }

    /// <summary>The parts of the code.</summary>
    public IReadOnlyList<Part> Parts { get; }

    /// <summary>The parameters on which one part of the code depends: the trunk's and its own head's.</summary>
    /// <param name="part">The part.</param>
    public IEnumerable<Parameter> ParametersOf(Part part) =>
        [.. _trunk.Parameters, .. _heads.First(head => head.Part == part).Head.Parameters];

    /// <summary>Encodes a batch, part by part.</summary>
    /// <param name="tape">The tape to record on.</param>
    /// <param name="x">Images [batch, pixels].</param>
    public Code Encode(Tape tape, Variable x)
    {
        Variable features = _trunk.Apply(tape, x);
        return new Code(_heads.ToDictionary(head => head.Part, head => head.Head.Apply(tape, features)));
    }

    /// <summary>Encodes a batch; the parts stand side by side.</summary>
    /// <inheritdoc/>
    public override Variable Apply(Tape tape, Variable x) => Encode(tape, x).Join(tape);
}
