using Aae.Autograd.Tapes;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Priors;

namespace Aae.Models.Variants;

/// <summary>
/// An adversarial autoencoder put together from its pieces: an encoder, a decoder, and the phases that train them. Phases run
/// in the order in which they were added.
/// </summary>
/// <remarks>Makhzani, Shlens, Jaitly, Goodfellow, Frey: Adversarial Autoencoders (2015).</remarks>
public sealed class AdversarialAutoencoder
{
    private readonly List<Phase> _phases = [];
    private readonly List<Parameter> _parameters;
    private readonly List<Action<ulong>> _initialize;
    private readonly Dictionary<Part, Prior> _priors = [];

    /// <summary>Starts from the two networks, without any phase.</summary>
    /// <param name="encoder">q(z|x).</param>
    /// <param name="decoder">p(x|z).</param>
    public AdversarialAutoencoder(Encoder encoder, Decoder decoder)
    {
        Encoder = encoder;
        Decoder = decoder;
        _parameters = [.. encoder.Parameters, .. decoder.Parameters];
        _initialize = [encoder.Initialize, decoder.Initialize];
    }

    /// <summary>q(z|x).</summary>
    public Encoder Encoder { get; }

    /// <summary>p(x|z).</summary>
    public Decoder Decoder { get; }

    /// <summary>The phases of a training step, in order.</summary>
    public IReadOnlyList<Phase> Phases => _phases;

    /// <summary>All parameters: encoder, decoder, discriminators.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>The prior of each regularized part.</summary>
    public IReadOnlyDictionary<Part, Prior> Priors => _priors;

    /// <summary>Adds the reconstruction phase.</summary>
    /// <param name="descent">How it descends.</param>
    public AdversarialAutoencoder Reconstruct(Descent descent)
    {
        _phases.Add(new ReconstructionPhase(Encoder, Decoder, descent));
        return this;
    }

    /// <summary>Adds the regularization phase of one part: its discriminator's half, then its generator's.</summary>
    /// <param name="part">A part of the encoder's code.</param>
    /// <param name="prior">What its codes are pulled onto; of the part's size.</param>
    /// <param name="discriminator">The part's adversary.</param>
    /// <param name="discriminate">How the discriminator descends.</param>
    /// <param name="generate">How the encoder descends, as the generator.</param>
    public AdversarialAutoencoder Regularize(Part part, Prior prior, Discriminator discriminator, Descent discriminate, Descent generate)
    {
        if (prior.Size != part.Size)
        {
            throw new ArgumentException($"the prior of part {part.Name} has {prior.Size} dimensions, the part {part.Size}", nameof(prior));
        }

        var codes = new EncoderPass(Encoder, $"regularization.{part.Name}");
        _phases.Add(new DiscriminatorPhase(part, discriminator, prior, codes, discriminate));
        _phases.Add(new GeneratorPhase(part, Encoder, discriminator, codes, generate));
        _priors.Add(part, prior);
        _parameters.AddRange(discriminator.Parameters);
        _initialize.Add(discriminator.Initialize);
        return this;
    }

    /// <summary>Gives every parameter its starting value.</summary>
    /// <param name="seed">The run's seed.</param>
    public void Initialize(ulong seed) => _initialize.ForEach(initialize => initialize(seed));
}
