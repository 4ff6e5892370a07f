using Aae.Core.Data;
using Aae.Core.Random;
using Aae.Models.Recipes;

namespace Aae.Tests.Models;

/// <summary>A recipe and a data set that train in milliseconds: 4 × 4 images, layers of a dozen units.</summary>
internal static class SmallRun
{
    public const int Height = 4;
    public const int Width = 4;

    private const string Json =
        """
        {
          "name": "small",
          "data": { "name": "small", "batch": 8 },
          "code": { "z": { "size": 2, "prior": { "kind": "gaussian", "deviation": 2 } } },
          "encoder": { "hidden": [12, 10], "initializer": { "kind": "he" } },
          "decoder": { "hidden": [10, 12], "initializer": { "kind": "he" } },
          "discriminator": { "hidden": [9, 7], "initializer": { "kind": "he" } },
          "phases": {
            "reconstruction": { "kind": "sgd", "rate": 0.01, "momentum": 0.9 },
            "discriminator": { "kind": "sgd", "rate": 0.1, "momentum": 0.1 },
            "generator": { "kind": "sgd", "rate": 0.1, "momentum": 0.1 }
          },
          "epochs": 3,
          "seed": 1
        }
        """;

    private static readonly string[] s_consistency =
    [
        "consistency={\"shift\":1,\"rotation\":20,\"scale\":0.1,\"shear\":0.1}",
        "phases.consistency={\"kind\":\"sgd\",\"rate\":0.1,\"momentum\":0.5}",
    ];

    /// <summary>The recipe, with overrides "path=value".</summary>
    public static Recipe Recipe(params string[] overrides) => RecipeJson.Read(Json, "small", overrides);

    /// <summary>
    /// The same with a part y of three classes, 7 labelled images in minibatches of 4 (a round of labels is no whole number of them),
    /// and noise on the encoder's input.
    /// </summary>
    public static Recipe SemiSupervised(params string[] overrides) => Recipe(
    [
        "variant=semi-supervised", "code.y={\"classes\":3}", "data.labels=7", "data.labelledBatch=4", "encoder.inputNoise=0.2",
        "phases.classification={\"kind\":\"sgd\",\"rate\":0.1,\"momentum\":0.9}", .. overrides,
    ]);

    /// <summary>The same with a part y of four clusters, batch norm in the encoder and dropout on its input.</summary>
    public static Recipe Clustering(params string[] overrides) => Recipe(
        ["variant=clustering", "code.y={\"classes\":4}", "encoder.batchNorm=true", "encoder.inputDropout=0.2", .. overrides]);

    /// <summary>The same with two convolutions below the layers of the encoder, and two behind those of the decoder.</summary>
    public static Recipe Convolutional(params string[] overrides) => Clustering(
    [
        "encoder.convolutions=[{\"filters\":3,\"kernel\":3,\"stride\":2},{\"filters\":5,\"kernel\":2}]",
        "decoder.convolutions=[{\"filters\":4,\"kernel\":2},{\"filters\":3,\"kernel\":4,\"stride\":2}]", .. overrides,
    ]);

    /// <summary>The same pulled onto a mixture of three Gaussians by 7 labels.</summary>
    public static Recipe LabelRegularized(params string[] overrides) => Recipe(
        ["variant=label-regularized", "code.z.prior={\"kind\":\"mixture\",\"classes\":3}", "data.labels=7", .. overrides]);

    /// <summary>The same with the label, one of three classes, given to the decoder.</summary>
    public static Recipe Supervised(params string[] overrides) => Recipe(["variant=supervised", "code.y={\"classes\":3}", .. overrides]);

    /// <summary>The semi-supervised one with three learned cluster heads in two dimensions.</summary>
    public static Recipe Reduction(params string[] overrides) => SemiSupervised(
    [
        "variant=dimensionality-reduction", "code.heads={\"kind\":\"learned\",\"separation\":4}",
        "phases.heads={\"kind\":\"sgd\",\"rate\":0.1}", .. overrides,
    ]);

    /// <summary>The same with a Gaussian posterior.</summary>
    public static Recipe GaussianPosterior(params string[] overrides) => Recipe(["code.z.posterior={\"kind\":\"gaussian\"}", .. overrides]);

    /// <summary>The same with noise beside the encoder's input.</summary>
    public static Recipe UniversalPosterior(params string[] overrides) =>
        Recipe(["encoder.noiseInputs={\"size\":3,\"law\":\"uniform\"}", .. overrides]);

    /// <summary>The semi-supervised one with both.</summary>
    public static Recipe RandomSemiSupervised(params string[] overrides) => SemiSupervised(
        ["code.z.posterior={\"kind\":\"gaussian\"}", "encoder.noiseInputs={\"size\":3}", .. overrides]);

    /// <summary>The semi-supervised one in which y is to stay where images are deformed.</summary>
    public static Recipe Consistent(params string[] overrides) => SemiSupervised([.. s_consistency, .. overrides]);

    /// <summary>A variational autoencoder of the same networks.</summary>
    public static Recipe Vae(params string[] overrides) => GaussianPosterior(
    [
        "variant=vae", "discriminator=null", "phases={\"evidence\":{\"kind\":\"sgd\",\"rate\":0.01,\"momentum\":0.9}}",
        "likelihood={\"kind\":\"gaussian\",\"variance\":0.5}", .. overrides,
    ]);

    /// <summary>A variational one of binary pixels with a mixture for its prior.</summary>
    public static Recipe VaeMixture(params string[] overrides) => Vae(
        ["code.z.prior={\"kind\":\"mixture\",\"classes\":3}", "likelihood={\"kind\":\"bernoulli\"}", .. overrides]);

    /// <summary>The same with reconstruction and adversarial match in one objective.</summary>
    public static Recipe Joint(params string[] overrides) => Recipe(
    [
        "match={\"kind\":\"joint\",\"lambda\":2}", "phases.joint={\"kind\":\"adam\",\"rate\":0.01}", "phases.reconstruction=null",
        "phases.generator=null", .. overrides,
    ]);

    /// <summary>The same with the maximum mean discrepancy in place of an adversary.</summary>
    public static Recipe Discrepancy(params string[] overrides) => Joint(
        ["match.kind=mmd", "discriminator=null", "phases.discriminator=null", .. overrides]);

    /// <summary>A generative adversarial network with a maxout discriminator, dropout, and batch norm on either side.</summary>
    public static Recipe Gan(params string[] overrides) => Recipe(
    [
        "variant=gan", "encoder=null", "phases.reconstruction=null", "decoder.batchNorm=true", "discriminator.batchNorm=true",
        "discriminator.activation=maxout", "discriminator.pieces=3", "discriminator.inputDropout=0.2", "discriminator.hiddenDropout=0.5", .. overrides,
    ]);

    /// <summary>The same with convolutions in both networks (Radford et al. 2016).</summary>
    public static Recipe ConvolutionalGan(params string[] overrides) => Gan(
    [
        "discriminator.activation=leaky-relu", "discriminator.pieces=null", "decoder.hidden=[12]", "discriminator.hidden=[9]",
        "decoder.convolutions=[{\"filters\":4,\"kernel\":4,\"stride\":2},{\"filters\":3,\"kernel\":3}]",
        "discriminator.convolutions=[{\"filters\":3,\"kernel\":4,\"stride\":2},{\"filters\":5,\"kernel\":2}]", .. overrides,
    ]);

    /// <summary>A deep belief network of two Boltzmann machines, the upper of which learns from the second epoch on.</summary>
    public static Recipe Belief(params string[] overrides) => Recipe(
    [
        "variant=dbn", "discriminator=null", "decoder=null",
        "code.z={\"size\":6,\"prior\":{\"kind\":\"chain\",\"chains\":4,\"burnIn\":3,\"thinning\":2}}",
        "encoder={\"hidden\":[10],\"activation\":\"sigmoid\",\"initializer\":{\"kind\":\"normal\",\"deviation\":0.3}}",
        "phases={\"layers\":[{\"epochs\":1,\"descent\":{\"kind\":\"sgd\",\"rate\":0.1,\"momentum\":0.5}},"
            + "{\"gibbsSteps\":2,\"descent\":{\"kind\":\"sgd\",\"rate\":0.1,\"momentum\":0.5}}]}",
        .. overrides,
    ]);

    /// <summary>Two contractive autoencoders on top of each other, in place of the machines.</summary>
    public static Recipe Contractive(params string[] overrides) => Belief(
    [
        "variant=stacked-cae", "code.z.prior.deviation=0.5", "phases.layers.0.contraction=0.1",
        "phases.layers.1={\"contraction\":0.2,\"descent\":{\"kind\":\"sgd\",\"rate\":0.1,\"momentum\":0.5}}", .. overrides,
    ]);

    /// <summary>A generative stochastic network with two layers above z.</summary>
    public static Recipe Stochastic(params string[] overrides) => Belief(
    [
        "variant=gsn", "encoder.hidden=[]", "encoder.activation=tanh", "walkback={\"hidden\":[7,5],\"steps\":3}",
        "phases={\"walkback\":{\"kind\":\"sgd\",\"rate\":0.1,\"momentum\":0.5}}", .. overrides,
    ]);

    /// <summary>A generator with batch norm that from the second epoch on learns the codes of an autoencoder with dropout.</summary>
    public static Recipe Moments(params string[] overrides) => Recipe(
    [
        "variant=gmmn", "discriminator=null", "phases.discriminator=null", "code.z={\"size\":3,\"prior\":{\"kind\":\"generator\",\"noise\":2}}",
        "encoder.hiddenDropout=0.2", "generator={\"hidden\":[6,9],\"batchNorm\":true,\"initializer\":{\"kind\":\"he\"}}",
        "moments={\"after\":1,\"deviations\":[0.2,1]}", .. overrides,
    ]);

    /// <summary>A small recipe of a variant.</summary>
    public static Recipe Of(string variant, params string[] overrides) => variant switch
    {
        "semi-supervised" => SemiSupervised(overrides),
        "clustering" => Clustering(overrides),
        "clustering-convolutional" => Convolutional(overrides),
        "label-regularized" => LabelRegularized(overrides),
        "supervised" => Supervised(overrides),
        "dimensionality-reduction" => Reduction(overrides),
        "gaussian" => GaussianPosterior(overrides),
        "universal" => UniversalPosterior(overrides),
        "semi-supervised-random" => RandomSemiSupervised(overrides),
        "semi-supervised-consistent" => Consistent(overrides),
        "clustering-consistent" => Clustering([.. s_consistency, .. overrides]),
        "dimensionality-reduction-consistent" => Reduction([.. s_consistency, .. overrides]),
        "vae" => Vae(overrides),
        "vae-mixture" => VaeMixture(overrides),
        "joint" => Joint(overrides),
        "mmd" => Discrepancy(overrides),
        "gan" => Gan(overrides),
        "gan-convolutional" => ConvolutionalGan(overrides),
        "dbn" => Belief(overrides),
        "stacked-cae" => Contractive(overrides),
        "gsn" => Stochastic(overrides),
        "gmmn" => Moments(overrides),
        _ => Recipe(overrides),
    };

    /// <summary>21 training images (two full batches of 8 and a short one of 5), 9 for validation, 10 for test.</summary>
    public static Dataset Data(int train = 21) => new("small", Images("train", train, 1), Images("validation", 9, 2), Images("test", 10, 3));

    private static ImageSet Images(string name, int count, uint stream)
    {
        var pixels = new byte[count * Height * Width];
        var labels = new byte[count];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)new RandomStream(9, stream).Block(0, (uint)i).R0;
        }

        for (int i = 0; i < count; i++)
        {
            labels[i] = (byte)(i % 3);
        }

        return new ImageSet(name, Height, Width, 1, pixels, labels, 3);
    }
}
