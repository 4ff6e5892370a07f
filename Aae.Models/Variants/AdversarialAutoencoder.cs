using Aae.Autograd.Modules;
using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Priors;

namespace Aae.Models.Variants;

/// <summary>
/// An adversarial autoencoder, or a relative of it, put together from its pieces: an encoder, a decoder, and the phases that train
/// them. Phases run in the order in which they were added. A baseline that only makes images has no encoder.
/// </summary>
/// <remarks>Makhzani, Shlens, Jaitly, Goodfellow, Frey: Adversarial Autoencoders (2015).</remarks>
public sealed class AdversarialAutoencoder
{
    private readonly Encoder? _encoder;
    private readonly List<Phase> _phases = [];
    private readonly List<Module> _networks;
    private readonly Dictionary<Part, Prior> _priors = [];

    /// <summary>Starts from the two networks, without any phase.</summary>
    /// <param name="encoder">q(z|x); null where nothing encodes images.</param>
    /// <param name="decoder">p(x|z).</param>
    public AdversarialAutoencoder(Encoder? encoder, Decoder decoder)
    {
        _encoder = encoder;
        Decoder = decoder;
        _networks = encoder is null ? [decoder] : [encoder, decoder];
        Labels = decoder.Given is { } given ? new LabelCode(given.Size, HasUnknown: false) : null;
    }

    /// <summary>Whether there is an encoder.</summary>
    public bool HasEncoder => _encoder is not null;

    /// <summary>q(z|x).</summary>
    /// <exception cref="AaeException">There is none.</exception>
    public Encoder Encoder => _encoder ?? throw new AaeException("the model has no encoder: it makes images and reads none");

    /// <summary>p(x|z).</summary>
    public Decoder Decoder { get; }

    /// <summary>The parts of the code that have a prior: all but the one that is given.</summary>
    public IReadOnlyList<Part> Parts => _encoder?.Parts ?? Decoder.Parts;

    /// <summary>The phases of a training step, in order.</summary>
    public IReadOnlyList<Phase> Phases => _phases;

    /// <summary>All parameters: encoder, decoder, discriminators, a generator of codes.</summary>
    public IReadOnlyList<Parameter> Parameters => [.. _networks.SelectMany(network => network.Parameters)];

    /// <summary>The networks that are used once training is over: all but discriminators.</summary>
    internal IEnumerable<Module> Lasting => _networks.Where(network => network is not Discriminator);

    /// <summary>All that the model is, by name: its parameters, and the buffers that networks keep beside them.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> Tensors => TensorsOf([.. _networks]);

    /// <summary>The prior of each regularized part.</summary>
    public IReadOnlyDictionary<Part, Prior> Priors => _priors;

    /// <summary>The prior of the whole code: that of its only part, or those of its parts side by side.</summary>
    public Prior Prior => Parts.Count == 1 ? Priors[Parts[0]] : new ProductPrior([.. Parts.Select(part => Priors[part])]);

    /// <summary>The part that learns from labels; null where none does.</summary>
    public Part? Classified { get; private set; }

    /// <summary>The form of the labels that phases read beside the images; null where none does.</summary>
    public LabelCode? Labels { get; private set; }

    /// <summary>The prior of which each class is to have a component to itself (paper §2.3); null where no discriminator reads labels.</summary>
    public ConditionalPrior? Components { get; private set; }

    /// <summary>Adds the reconstruction phase.</summary>
    /// <param name="descent">How it descends.</param>
    /// <param name="active">The epochs in which it runs; null for all.</param>
    public AdversarialAutoencoder Reconstruct(Descent descent, EpochRange? active = null)
    {
        _phases.Add(new ReconstructionPhase(Encoder, Decoder, descent) { Active = active ?? EpochRange.All });
        return this;
    }

    /// <summary>
    /// Adds the regularization phase: the half of each discriminator, then one half of the generator, which is pulled by all of
    /// them at once. The encoder passes forward once for all.
    /// </summary>
    /// <param name="adversaries">For each part that is regularized its prior and its discriminator.</param>
    /// <param name="discriminate">How each discriminator descends, by an optimizer of its own.</param>
    /// <param name="generate">How the encoder descends, as the generator.</param>
    public AdversarialAutoencoder Regularize(IReadOnlyList<Adversary> adversaries, Descent discriminate, Descent generate)
    {
        string suffix = SuffixOf(adversaries);
        EncoderPass codes = Discriminate(adversaries, discriminate);
        _phases.Add(new GeneratorPhase($"generator{suffix}", Encoder, adversaries, codes, generate));
        return this;
    }

    /// <summary>
    /// Adds a discriminator's phase, and one in which encoder and decoder descend ½‖x − x̂‖² + λ·(−mean log D(z)) together, in place
    /// of the reconstruction phase and the generator's.
    /// </summary>
    /// <param name="adversary">The prior and the discriminator of a part.</param>
    /// <param name="weight">λ.</param>
    /// <param name="discriminate">How the discriminator descends.</param>
    /// <param name="descent">How encoder and decoder descend.</param>
    public AdversarialAutoencoder MatchByAdversary(Adversary adversary, float weight, Descent discriminate, Descent descent)
    {
        Discriminate([adversary], discriminate);
        _phases.Add(new JointPhase(Encoder, Decoder, new AdversarialMatch(adversary), weight, descent));
        return this;
    }

    /// <summary>Adds the phase in which encoder and decoder descend ½‖x − x̂‖² + λ·MMD²(q(z), p(z)) together, without an adversary.</summary>
    /// <param name="part">The part of the code that is matched.</param>
    /// <param name="prior">Its prior.</param>
    /// <param name="weight">λ.</param>
    /// <param name="descent">How encoder and decoder descend.</param>
    public AdversarialAutoencoder MatchByDiscrepancy(Part part, Prior prior, float weight, Descent descent)
    {
        _phases.Add(new JointPhase(Encoder, Decoder, new DiscrepancyMatch(part, prior), weight, descent));
        _priors.Add(part, prior);
        return this;
    }

    /// <summary>Adds the phase in which a generator learns the law of the codes, which is the prior from then on. Encoder and decoder rest.</summary>
    /// <param name="prior">The generator.</param>
    /// <param name="deviations">σ of each Gaussian kernel by which samples and codes are compared.</param>
    /// <param name="descent">How the generator descends.</param>
    /// <param name="active">The epochs in which it learns.</param>
    public AdversarialAutoencoder MatchMoments(GeneratorPrior prior, IReadOnlyList<float> deviations, Descent descent, EpochRange active)
    {
        _phases.Add(new MomentMatchingPhase(Encoder, prior, deviations, descent) { Active = active });
        _priors.Add(Encoder.Parts[0], prior);
        _networks.Add(prior.Network);
        return this;
    }

    /// <summary>Adds the phase of a variational autoencoder: encoder and decoder descend the negative evidence lower bound.</summary>
    /// <param name="prior">The prior of the code, of a known density.</param>
    /// <param name="likelihood">How images scatter about what the decoder makes.</param>
    /// <param name="descent">How encoder and decoder descend.</param>
    public AdversarialAutoencoder BoundEvidence(Prior prior, Likelihood likelihood, Descent descent)
    {
        _phases.Add(new EvidencePhase(Encoder, Decoder, prior, likelihood, descent));
        _priors.Add(Encoder.Parts[0], prior);
        return this;
    }

    /// <summary>
    /// Adds the two phases of a generative adversarial network: the discriminator tells the images from what the decoder makes of
    /// samples of the prior, and the decoder learns to pass them off for images.
    /// </summary>
    /// <param name="prior">The prior of the code.</param>
    /// <param name="discriminator">D(x), of whole images.</param>
    /// <param name="discriminate">How the discriminator descends.</param>
    /// <param name="generate">How the decoder descends, as the generator.</param>
    public AdversarialAutoencoder Imitate(Prior prior, Discriminator discriminator, Descent discriminate, Descent generate)
    {
        Part z = Parts[0];
        var samples = new PriorSamples(z, (step, stream, drawn) => prior.Sample(stream, step.Draw, drawn));
        _phases.Add(new ImageDiscriminatorPhase(discriminator, Decoder, samples, discriminate));
        _phases.Add(new ImageGeneratorPhase(discriminator, Decoder, samples, generate));
        _priors.Add(z, prior);
        _networks.Add(discriminator);
        return this;
    }

    /// <summary>Adds the semi-supervised classification phase.</summary>
    /// <param name="part">The categorical part that learns the labels.</param>
    /// <param name="descent">How it descends.</param>
    public AdversarialAutoencoder Classify(Part part, Descent descent)
    {
        _phases.Add(new ClassificationPhase(part, Encoder, descent));
        Classified = part;
        return this;
    }

    /// <summary>Adds the phase in which a categorical part is to stay what it is where images are deformed.</summary>
    /// <param name="part">The part.</param>
    /// <param name="range">How far images are deformed.</param>
    /// <param name="descent">How the encoder descends.</param>
    public AdversarialAutoencoder KeepConsistent(Part part, WarpRange range, Descent descent)
    {
        _phases.Add(new ConsistencyPhase(part, Encoder, range, descent));
        return this;
    }

    /// <summary>Adds a phase of a baseline, which has phases of its own.</summary>
    /// <param name="phase">The phase; it moves parameters of encoder and decoder.</param>
    public AdversarialAutoencoder Descend(Phase phase)
    {
        _phases.Add(phase);
        return this;
    }

    /// <summary>Says from where samples of the code come in a model in which no phase matches codes with a prior.</summary>
    /// <param name="prior">The law of the code, which has one part.</param>
    public AdversarialAutoencoder DrawFrom(Prior prior)
    {
        _priors.Add(Encoder.Parts[0], prior);
        return this;
    }

    /// <summary>Adds the phase that keeps the decoder's cluster heads apart.</summary>
    /// <param name="separation">The distance η below which two heads repel each other.</param>
    /// <param name="descent">How it descends.</param>
    public AdversarialAutoencoder Separate(float separation, Descent descent)
    {
        _phases.Add(new HeadSeparationPhase(Decoder.Heads!, separation, descent));
        return this;
    }

    // The discriminators' phases and the codes that they read.
    private EncoderPass Discriminate(IReadOnlyList<Adversary> adversaries, Descent descent)
    {
        var codes = new EncoderPass(Encoder, $"regularization{SuffixOf(adversaries)}", [.. adversaries.Select(adversary => adversary.Part)]);
        foreach (Adversary adversary in adversaries)
        {
            _phases.Add(new DiscriminatorPhase(adversary, codes, descent));
            _priors.Add(adversary.Part, adversary.Prior);
            _networks.Add(adversary.Discriminator);
            if (adversary.Discriminator.Labels is { } labels)
            {
                Labels = labels;
                Components = (ConditionalPrior)adversary.Prior;
            }
        }

        return codes;
    }

    // A phase of one part alone has its name.
    private static string SuffixOf(IReadOnlyList<Adversary> adversaries) => adversaries.Count == 1 ? $".{adversaries[0].Part.Name}" : "";

    /// <summary>The parameters and buffers of networks, by name.</summary>
    internal static IReadOnlyList<KeyValuePair<string, Tensor>> TensorsOf(params Module[] networks) =>
    [
        .. networks.SelectMany(network => network.Parameters).Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)),
        .. networks.SelectMany(network => network.Buffers),
    ];

    /// <summary>Gives every parameter its starting value.</summary>
    /// <param name="seed">The run's seed.</param>
    public void Initialize(ulong seed) => _networks.ForEach(network => network.Initialize(seed));
}
