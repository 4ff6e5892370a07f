using Aae.Autograd.Modules;
using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Models.Posteriors;

namespace Aae.Models.Networks;

/// <summary>
/// q(z|x), or q(y, z|x): a trunk of layers shared by the heads of each part of the code. x [batch, pixels] → code
/// </summary>
public sealed class Encoder : Module
{
    private readonly RandomWarp? _warp;
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
        _warp = mlp.InputWarp is { } range ? new RandomWarp($"{Name}.warp", image.Channels, image.Height, image.Width, range) : null;
        _trunk = Register(mlp.Trunk(Name, image));
        foreach (Part part in parts)
        {
            int features = mlp.Features(image);
            _heads.Add((part, part.IsGaussian
                ? Register(new GaussianPosterior(part, features, mlp.Initializer, mlp.NormsHeads))
                : Register(new DeterministicPosterior(part, features, mlp.Initializer, mlp.NormsHeads))));
        }

        IsRandom = mlp.NoiseInputs is not null || parts.Any(part => part.IsGaussian);
    }

    /// <summary>Creates the encoder into one part from layers that exist, the last of which makes the code.</summary>
    /// <param name="image">The size of the images.</param>
    /// <param name="layers">The layers, from the image to the code.</param>
    /// <param name="part">The part.</param>
    /// <param name="above">Layers above the code: they are part of the model, and the code does not depend on them.</param>
    internal Encoder(ImageShape image, IReadOnlyList<Module> layers, Part part, IReadOnlyList<Module> above)
        : base("encoder")
    {
        Image = image;
        Parts = [part];
        _trunk = Register(new Sequential(Name, [.. layers.SkipLast(1)]));
        _heads.Add((part, Register(layers[^1])));
        foreach (Module layer in above)
        {
            Register(layer);
        }

        IsRandom = layers[^1] is BernoulliPosterior;
    }

    /// <summary>The size of the images.</summary>
    public ImageShape Image { get; }

    /// <summary>The parts of the code.</summary>
    public IReadOnlyList<Part> Parts { get; }

    /// <summary>Whether q(z|x) is more than one point: whether an image has another code each time that a tape draws samples.</summary>
    public bool IsRandom { get; }

    /// <summary>The parameters on which parts of the code depend: the trunk's and their heads'.</summary>
    /// <param name="parts">The parts.</param>
    public IEnumerable<Parameter> ParametersOf(params IEnumerable<Part> parts) =>
        [.. _trunk.Parameters, .. _heads.Where(head => parts.Contains(head.Part)).SelectMany(head => head.Head.Parameters)];

    /// <summary>Encodes a batch, part by part.</summary>
    /// <param name="tape">The tape to record on.</param>
    /// <param name="x">Images [batch, pixels].</param>
    public Code Encode(Tape tape, Variable x) => Encode(tape, x, Parts);

    /// <summary>Encodes a batch; of the code only some parts.</summary>
    /// <param name="tape">The tape to record on.</param>
    /// <param name="x">Images [batch, pixels].</param>
    /// <param name="parts">The parts that are wanted, in the order in which the code is to have them.</param>
    public Code Encode(Tape tape, Variable x, params IEnumerable<Part> parts)
    {
        var values = new Dictionary<Part, Variable>();
        var logits = new Dictionary<Part, Variable>();
        var moments = new Dictionary<Part, GaussianMoments>();
        Variable features = _trunk.Apply(tape, _warp?.Apply(tape, x) ?? x);
        foreach (Part part in parts)
        {
            Module head = _heads.First(head => head.Part == part).Head;
            if (head is GaussianPosterior gaussian)
            {
                moments[part] = gaussian.Moments(tape, features);
                values[part] = gaussian.Code(tape, moments[part]);
            }
            else if (part.IsCategorical)
            {
                logits[part] = head.Apply(tape, features);
                values[part] = tape.Softmax(logits[part]);
            }
            else
            {
                values[part] = head.Apply(tape, features);
            }
        }

        return new Code(values, logits, moments);
    }

    /// <summary>Encodes a batch; the parts stand side by side.</summary>
    /// <inheritdoc/>
    public override Variable Apply(Tape tape, Variable x) => Encode(tape, x).Join(tape);
}
