using System.Globalization;
using Aae.Core;
using Aae.Models.Evaluation;

namespace Aae.Models.Reproduction;

/// <summary>
/// The experiments of the paper ("Adversarial Autoencoders", arXiv 1511.05644v2) with its numbers, and what belongs beside them. A
/// number that the paper does not give is not here.
/// </summary>
public static class ExperimentCatalog
{
    /// <summary>The name that stands for every experiment but those that are run only by their name.</summary>
    public const string All = "all";

    private const string s_houseNumbers = "svhn";

    private const string s_mixture = "code.z.prior={\"kind\":\"mixture\"}";

    private static readonly string[] s_eight = ["code.z.size=8"];

    private const string s_warp = "{\"shift\":2,\"rotation\":10,\"scale\":0.1,\"shear\":0.15}";

    private const string s_convolution = "encoder.convolutions=[{\"filters\":8,\"kernel\":4,\"stride\":2}]";

    private static readonly string[] s_warped = [$"encoder.inputWarp={s_warp}", "encoder.batchNorm=true", "average={\"decay\":0.99}"];

    private static readonly string[] s_consistent =
        [$"consistency={s_warp}", "phases.consistency={\"kind\":\"adam\",\"rate\":0.001}", "encoder.batchNorm=true", "average={\"decay\":0.99}"];

    private static readonly string[] s_noLabels = ["data.labels=null", "data.labelledBatch=null", "phases.classification=null", "code.y.classes=20"];

    private static readonly string[] s_tenDimensions = ["code.z.size=10", "code.heads={\"kind\":\"fixed\",\"scale\":10}", "phases.heads=null"];

    private static readonly double[] s_lambdas = [0.5, 5, 50];

    private static readonly ExperimentPicture s_scatter = new("scatter.png", "codes of the test images, coloured by label");
    private static readonly ExperimentPicture s_prior = new("prior.png", "samples of the prior");
    private static readonly ExperimentPicture s_walks = new("walks.png", "a row for each class: a walk along its component, decoded");
    private static readonly ExperimentPicture s_heads = new("scatter.png", "test images, coloured by label, and the heads");
    private static readonly ExperimentPicture s_styles = new("styles.png", "a row for each test image: its z decoded with every label");
    private static readonly ExperimentPicture s_manifold = new("manifold.png", "images decoded at the percentiles of the prior");
    private static readonly ExperimentPicture s_samples = new("samples.png", "samples of the prior, decoded");
    private static readonly ExperimentPicture s_neighbours = new("neighbours.png", "samples above the training images nearest to them");
    private static readonly ExperimentPicture s_reconstructions = new("reconstructions.png", "test images and their reconstructions");

    private static readonly ExperimentPicture s_clusters = new("clusters.png", "a row for each cluster: its head, then test images in it");
    private static readonly ExperimentPicture s_clusterConfusion = new("confusion.png", "test images by label and cluster");
    private static readonly IReadOnlyList<ExperimentPicture> s_classes =
    [
        s_styles,
        new("confusion.png", "test images by label and by the class they are given"),
        new("errors.png", "error on the validation images after each epoch"),
    ];

    private static readonly IReadOnlyList<MeasureInPaper> s_components = [new(Measure.ComponentShare), .. Measure.PriorMatch.Select(measure => new MeasureInPaper(measure))];
    private static readonly IReadOnlyList<MeasureInPaper> s_clustering = [new(Measure.MajorityError), new(Measure.MutualInformation), new(Measure.RandIndex)];
    private static readonly IReadOnlyList<MeasureInPaper> s_match = [new(Measure.Reconstruction), .. Measure.PriorMatch.Select(measure => new MeasureInPaper(measure))];

    /// <summary>Every experiment, in the order of the paper.</summary>
    public static IReadOnlyList<Experiment> Experiments { get; } =
    [
        new(
            "figure-2", "§2.1", "2-dimensional codes of MNIST",
            "Codes of the held-out images: of an adversarial and of a variational autoencoder with the same networks, under N(0, 5²I) and under a mixture of ten 2-dimensional Gaussians; and the images that a grid at the prior's percentiles decodes to. Where codes leave holes in the prior, samples of it decode to no digit. The measures compare held-out codes with the prior.")
        {
            Rows =
            [
                new("AAE, N(0, 5²I)", "mnist-2d", "digits-2d") { Measures = s_match, Pictures = [s_scatter, s_manifold] },
                new("AAE, mixture", "mnist-2d-mixture", "digits-2d") { TwinChanges = [s_mixture], Measures = s_match, Pictures = [s_scatter, s_prior] },
                new("VAE, N(0, 5²I)", "mnist-2d-vae", "digits-2d-vae") { Measures = s_match, Pictures = [s_scatter, s_manifold] },
                new("VAE, mixture", "mnist-2d-vae-mixture", "digits-2d-vae") { TwinChanges = [s_mixture], Measures = s_match, Pictures = [s_scatter] },
            ],
        },
        new(
            "posteriors", "§2", "Three posteriors",
            "q(z|x) as a function of the image, as a Gaussian around one, and as a function of the image and of noise (a universal approximator), under the same prior N(0, 5²I). The paper names all three and shows results of the first; there is no figure of it to compare with.")
        {
            Rows =
            [
                new("deterministic", "mnist-2d", "digits-2d") { Measures = s_match, Pictures = [s_scatter] },
                new("Gaussian", "mnist-2d-gaussian-posterior", "digits-2d-gaussian-posterior") { Measures = s_match, Pictures = [s_scatter] },
                new("universal approximator", "mnist-2d-universal", "digits-2d-universal") { Measures = s_match, Pictures = [s_scatter] },
            ],
        },
        new(
            "figure-4", "§2.3", "Labels in the regularizer",
            "The discriminator sees the label of those images that have one, so that each class is pulled onto its own component of the prior: a Gaussian of a mixture of ten, or a tenth of the swiss roll. Codes of the held-out images, and walks along each component, decoded.")
        {
            Rows =
            [
                new("mixture, all labels", "mnist-label-regularized-mixture-all", "digits-label-regularized-mixture")
                {
                    TwinChanges = ["data.labels=null"], Measures = s_components, Pictures = [s_prior, s_scatter, s_walks],
                },
                new("mixture, 10 000 labels", "mnist-label-regularized-mixture", "digits-label-regularized-mixture")
                {
                    TwinChanges = ["data.labels=400"], TwinLabel = "mixture, 400 labels", Measures = s_components, Pictures = [s_scatter, s_walks],
                },
                new("swiss roll, all labels", "mnist-label-regularized-swiss-roll-all", "digits-label-regularized-swiss-roll")
                {
                    TwinChanges = ["data.labels=null"], Measures = s_components, Pictures = [s_prior, s_scatter, s_walks],
                },
                new("swiss roll, 10 000 labels", "mnist-label-regularized-swiss-roll", "digits-label-regularized-swiss-roll")
                {
                    TwinChanges = ["data.labels=400"], TwinLabel = "swiss roll, 400 labels", Measures = s_components, Pictures = [s_scatter, s_walks],
                },
            ],
            Notes = ["10 000 labels: 10 000 of the 50 000 training images with their label and 40 000 without, as in the paper."],
        },
        new(
            "table-1", "§3", "Log-likelihoods of MNIST",
            "The mean log-likelihood of the test images in nats, by a Parzen window over samples of each model; its σ is the one of ten from 0.1 to 1 under which 1000 validation images are likeliest. Behind ± stands the standard error over the test images where there is one seed, and over seeds where there are more. The rows of the paper's table beside an AAE with convolutions, a VAE of the networks of the AAE, and samples that no model made.")
        {
            Rows =
            [
                Scored("AAE", "mnist-8d", "digits-2d", new(340, 2), new(427)) with { TwinChanges = s_eight },
                Scored("AAE, Gaussian posterior", "mnist-8d-gaussian-posterior", "digits-2d-gaussian-posterior") with { TwinChanges = s_eight },
                Scored("AAE, settings of our own", "mnist-8d-own", "digits-8d-own"),
                Scored("GAN", "mnist-gan", "digits-gan", new(225, 2), new(386)),
                Scored("GMMN + AE", "mnist-gmmn", "digits-gmmn", new(282, 2)),
                Scored("DBN", "mnist-dbn", "digits-dbn", new(138, 2)),
                Scored("stacked CAE", "mnist-stacked-cae", "digits-stacked-cae", new(121, 1.6)),
                Scored("deep GSN", "mnist-gsn", "digits-gsn", new(214, 1.1)),
                Scored("VAE", "mnist-8d-vae", "digits-2d-vae") with { TwinChanges = s_eight },
            ],
            References = [Measure.LogLikelihood, .. Measure.OfQuality],
            Notes =
            [
                LikelihoodReport.Caveat,
                "Beside it, 10 000 samples against the test images on the features of a classifier that is trained here, which the paper does not have. " + SampleQualityReport.Caveat,
                "Ten million samples are scored where the paper's table has a number of them, and only when they are asked for (--ten-million).",
            ],
        },
        new(
            "table-1-faces", "beside §3", "Log-likelihoods of faces",
            "The paper's table has a column of the Toronto Face Dataset, which is not public. In its place stand faces of FER-2013, of the same size, measured in the same way: other images, whose numbers do not compare with the paper's.")
        {
            Rows = [Scored("AAE", "faces-15d", "digits-2d") with { TwinChanges = s_eight }],
            References = [Measure.LogLikelihood, .. Measure.OfQuality],
            Notes = [LikelihoodReport.Caveat, SampleQualityReport.Caveat],
            PaperData = "tfd",
            IsOnlyByName = true,
        },
        new(
            "figure-5", "§3", "Samples of MNIST",
            "Samples of an 8-dimensional N(0, 5²I), decoded: the model of the paper's likelihoods.")
        {
            Rows =
            [
                new("AAE, 8-D", "mnist-8d", "digits-2d") { TwinChanges = s_eight, Measures = s_match, Pictures = [s_samples, s_reconstructions] },
            ],
        },
        new(
            "figure-7", "§4", "Style and content",
            "The decoder is given the label beside a 15-dimensional z, which then holds the style: each row decodes the z of one test image with every label. Where the two are apart a linear classifier finds the label in z hardly better than chance.")
        {
            Rows =
            [
                new("AAE, 15-D", "mnist-supervised", "digits-supervised")
                {
                    TwinLabel = "AAE, 2-D", Measures = [new(Measure.LinearProbe), new(Measure.LinearProbeChance), new(Measure.Reconstruction)], Pictures = [s_styles, s_reconstructions],
                },
            ],
        },
        new(
            "figure-7-svhn", "§4", "Style and content of house numbers",
            "Figure 7 for the Street View House Numbers, in colour: each row decodes the 20-dimensional z of one test image with every label.")
        {
            Rows =
            [
                new("AAE, 20-D", "svhn-supervised", "digits-supervised")
                {
                    TwinLabel = "AAE, 2-D", Measures = [new(Measure.LinearProbe), new(Measure.LinearProbeChance), new(Measure.Reconstruction)], Pictures = [s_styles, s_reconstructions],
                },
            ],
            PaperData = s_houseNumbers,
            IsOnlyByName = true,
        },
        new(
            "table-2", "§5", "Semi-supervised classification of MNIST",
            "Error on the test images after the last epoch. The labelled images are drawn by the seed, as many of each class as of another; all others come without their label.")
        {
            Rows =
            [
                new("100 labels", "mnist-semi-supervised-100", "digits-semi-supervised") { Labels = "100", Measures = TestError(1.90, 0.10), Pictures = s_classes },
                new("1000 labels", "mnist-semi-supervised-1000", "digits-semi-supervised")
                {
                    TwinChanges = ["data.labels=1000"], Labels = "1000", Measures = TestError(1.60, 0.08), Pictures = s_classes,
                },
                new("all labels", "mnist-semi-supervised-all", "digits-semi-supervised")
                {
                    TwinChanges = ["data.labels=null"], Labels = "all", Measures = TestError(0.85, 0.02), Pictures = s_classes,
                },
            ],
            Notes =
            [
                "The paper trains for 5000 epochs. It gives the mean and the standard error over runs that differ in the network's seed and in the labels drawn, and so do we.",
                "The other systems of the paper's table, in % for 100, 1000 and all labels: NN baseline 25.80, 8.73, 1.25; VAE (M1) + TSVM 11.82, 4.24, –; VAE (M2) 11.97, 3.60, –; VAE (M1 + M2) 3.33, 2.40, 0.96; CatGAN 1.91, 1.73, 0.91; ladder network 1.06, 0.84, 0.57; ADGM 0.96, –, –.",
            ],
        },
        new(
            "table-2-svhn", "§5", "Semi-supervised classification of house numbers",
            "Table 2 for the Street View House Numbers, in colour: error on the test images after the last epoch, with the labels of 1000 images, as many of each class as of another.")
        {
            Rows = [new("1000 labels", "svhn-semi-supervised-1000", "digits-semi-supervised") { TwinChanges = ["data.labels=1000"], Labels = "1000", Measures = TestError(17.70, 0.30), Pictures = s_classes }],
            Notes =
            [
                "The paper trains for 1000 epochs, and may have learned from the data set's extra images too, which are not used here.",
                "The other systems of the paper's table, in %: NN baseline 47.50; VAE (M1) + TSVM 55.33; VAE (M1 + M2) 36.02; ADGM 16.61.",
            ],
            PaperData = s_houseNumbers,
            IsOnlyByName = true,
        },
        new(
            "table-2-own", "beyond the paper", "Semi-supervised classification of MNIST by other settings",
            "The task of table 2. The encoder has convolutions and batch norm. With 100 and 1000 labels an image that is moved, turned, scaled and sheared at random is to keep its class, and discriminators are slow; with all labels the encoder sees such images, and all but the classification is slow. Adam, and averaged weights. The paper's numbers are of its own settings, without any deformation.")
        {
            Rows =
            [
                OwnClasses("100") with { TwinChanges = [.. s_consistent, s_convolution], Measures = TestError(1.90, 0.10) },
                OwnClasses("1000") with { TwinChanges = [.. s_consistent, s_convolution, "data.labels=1000"], Measures = TestError(1.60, 0.08) },
                OwnClasses("all") with { TwinChanges = [.. s_warped, s_convolution, "data.labels=null"], Measures = TestError(0.85, 0.02) },
            ],
        },
        new(
            "figure-9", "§6", "Clusters of MNIST",
            "Sixteen clusters found without any label: a row for each, first its head (the cluster decoded with z = 0), then test images in it.")
        {
            Rows = [Clusters(16) with { Measures = [new(Measure.ClusteringError)], Pictures = [s_clusters] }],
        },
        new(
            "table-3", "§6", "Unsupervised clustering of MNIST",
            "No label is seen in training. For the error each cluster takes the label of the validation image with the largest q(y|x) in it, as in the paper; the error by majority vote is another protocol, and stands apart.")
        {
            Rows =
            [
                Clusters(16) with { Measures = [new(Measure.ClusteringError, new PaperValue(9.55, 2.05)), .. s_clustering], Pictures = [s_clusterConfusion] },
                Clusters(30) with { Measures = [new(Measure.ClusteringError, new PaperValue(4.10, 1.13)), .. s_clustering], Pictures = [s_clusters, s_clusterConfusion] },
            ],
            Notes = ["The paper's table also has CatGAN with 20 clusters, 9.70 %."],
        },
        new(
            "table-3-own", "beyond the paper", "Unsupervised clustering of MNIST by other settings",
            "The task of table 3, where images that are moved, turned, scaled and sheared at random are to stay in their clusters; with convolutions and smaller networks, no dropout, Adam, slow discriminators, and averaged weights. The paper's numbers are of its own settings, without any deformation.")
        {
            Rows =
            [
                OwnClusters(16) with { Measures = [new(Measure.ClusteringError, new PaperValue(9.55, 2.05)), .. s_clustering] },
                OwnClusters(30) with { Measures = [new(Measure.ClusteringError, new PaperValue(4.10, 1.13)), .. s_clustering] },
            ],
        },
        new(
            "figure-11", "§7", "Dimensionality reduction of MNIST",
            "Representations y·W_C + z of the test images with the heads W_C: in two dimensions, and in ten, shown in two by the linear map that takes the heads onto a circle. Without labels each head takes the label of the validation image that is surest of it.")
        {
            Rows =
            [
                new("2-D, 1000 labels", "mnist-reduction-2d-1000", "digits-reduction")
                {
                    TwinChanges = ["data.labels=1000"], Labels = "1000", Measures = Recalled(Measure.TestError, 4.20), Pictures = [s_heads],
                },
                new("2-D, 100 labels", "mnist-reduction-2d-100", "digits-reduction") { Labels = "100", Measures = Recalled(Measure.TestError, 6.08), Pictures = [s_heads] },
                new("2-D, no labels, 20 heads", "mnist-reduction-2d-none", "digits-reduction")
                {
                    TwinChanges = s_noLabels,
                    Labels = "none",
                    Measures = [.. Recalled(Measure.ClusteringError, 13.95), new(Measure.MajorityError)],
                    Pictures = [s_heads, s_clusters],
                },
                new("10-D, 100 labels", "mnist-reduction-10d-100", "digits-reduction")
                {
                    TwinChanges = s_tenDimensions,
                    Labels = "100",
                    Measures = Recalled(Measure.TestError, 3.90),
                    Pictures = [s_heads],
                },
            ],
        },
        new(
            "figure-11-own", "beyond the paper", "Dimensionality reduction of MNIST by other settings",
            "The representations of figure 11 by other settings. With labels the encoder sees each image moved, turned, scaled and sheared at random; without labels such an image is to keep its class, the encoder has convolutions, and discriminators are slow. A slow reconstruction, batch norm in the encoder, Adam, and averaged weights. The paper's numbers are of its own settings, without any deformation.")
        {
            Rows =
            [
                OwnReduction("2-D, 1000 labels", "2d-1000", "1000", 4.20, [.. s_warped, "data.labels=1000"]),
                OwnReduction("2-D, 100 labels", "2d-100", "100", 6.08, s_warped),
                new("2-D, no labels, 20 heads", "mnist-reduction-2d-none-own", "digits-reduction")
                {
                    TwinChanges = [.. s_noLabels, .. s_consistent, s_convolution],
                    Labels = "none",
                    Measures = [.. Recalled(Measure.ClusteringError, 13.95), new(Measure.MajorityError)],
                    Pictures = [s_heads, s_clusters],
                },
                OwnReduction("10-D, 100 labels", "10d-100", "100", 3.90, [.. s_warped, .. s_tenDimensions]),
            ],
        },
        new(
            "wae", "beyond the paper", "One objective with a weight: Wasserstein autoencoders",
            "Reconstruction and match with the prior in one objective, the match weighted by λ, with an adversary (WAE-GAN) or the maximum mean discrepancy (WAE-MMD), as in Tolstikhin et al. 2018. Their λ = 10 beside a reconstruction error twice ours is our 5.")
        {
            Rows =
            [
                .. s_lambdas.Select(lambda => Wae("WAE-GAN", "mnist-8d-wae-gan", lambda) with
                {
                    TwinChanges =
                    [
                        "match={\"kind\":\"joint\",\"lambda\":5}", "discriminator={\"hidden\":[128,128]}",
                        "phases.discriminator={\"kind\":\"adam\",\"rate\":0.0005,\"beta1\":0.5}",
                    ],
                }),
                .. s_lambdas.Select(lambda => Wae("WAE-MMD", "mnist-8d-wae-mmd", lambda)),
            ],
            Charts =
            [
                new("wae-reconstruction.png", "lambda", Measure.Reconstruction, "reconstruction error", "Reconstruction error against λ."),
                new("wae-match.png", "lambda", Measure.SlicedWasserstein, "sliced Wasserstein distance of codes and prior", "Match with the prior against λ: the sliced Wasserstein distance."),
            ],
        },
    ];

    /// <summary>The experiments of some names, each once, in the order of the names.</summary>
    /// <param name="names">Names of experiments, or <see cref="All"/>.</param>
    /// <param name="labels">Of models that differ in their number of labels only those with "100", "1000", "all" or "none"; null for every one.</param>
    /// <exception cref="AaeException">There is no such experiment, or none with so many labels among them.</exception>
    public static IReadOnlyList<Experiment> Select(IEnumerable<string> names, string? labels = null)
    {
        Experiment[] named = [.. names.SelectMany(Named).Distinct()];
        return labels is null || named.SelectMany(experiment => experiment.Rows).Any(row => row.Labels == labels)
            ? [.. named.Select(experiment => experiment with { Rows = [.. experiment.Rows.Where(row => labels is null || row.Labels is null || row.Labels == labels)] })]
            : throw new AaeException($"no model of {string.Join(", ", named.Select(experiment => experiment.Name))} is told from others by having {(labels == "none" ? "no" : labels)} labels");
    }

    private static IReadOnlyList<Experiment> Named(string name) =>
        name == All ? [.. Experiments.Where(experiment => !experiment.IsOnlyByName)]
        : Experiments.FirstOrDefault(experiment => experiment.Name == name) is { } known ? [known]
        : throw new AaeException($"there is no experiment '{name}'; allowed is {string.Join(", ", Experiments.Select(experiment => experiment.Name))} or {All}");

    private static IReadOnlyList<MeasureInPaper> TestError(double percent, double error) => [new(Measure.TestError, new PaperValue(percent, error))];

    private static IReadOnlyList<MeasureInPaper> Recalled(Measure measure, double percent) => [new(measure, new PaperValue(percent, IsConfirmed: false))];

    // A row of table 1.
    private static ExperimentRow Scored(string name, string recipe, string twin, PaperValue? paper = null, PaperValue? ofTenMillion = null) => new(name, recipe, twin)
    {
        Measures = [new(Measure.LogLikelihood, paper), .. ofTenMillion is null ? [] : new MeasureInPaper[] { new(Measure.LogLikelihoodOfTenMillion, ofTenMillion) }, .. Measure.OfQuality.Select(measure => new MeasureInPaper(measure))],
        Pictures = [s_samples, s_neighbours],
    };

    // The recipes' own λ needs no change, and so shares its run with whatever else trains the recipe.
    private static ExperimentRow Wae(string name, string recipe, double lambda) => new(string.Create(CultureInfo.InvariantCulture, $"{name}, λ = {lambda}"), recipe, "digits-wae-mmd")
    {
        Changes = lambda == 5 ? [] : [string.Create(CultureInfo.InvariantCulture, $"match.lambda={lambda}")],
        Point = new ChartPoint(name, lambda),
        Measures = s_match,
        Pictures = lambda == 5 ? [s_samples] : [],
    };

    private static ExperimentRow OwnClasses(string labels) =>
        new($"{labels} labels", $"mnist-semi-supervised-{labels}-own", "digits-semi-supervised") { Labels = labels, Pictures = s_classes };

    private static ExperimentRow OwnReduction(string name, string recipe, string labels, double paper, string[] changes) =>
        new(name, $"mnist-reduction-{recipe}-own", "digits-reduction")
        {
            TwinChanges = changes,
            Labels = labels,
            Measures = Recalled(Measure.TestError, paper),
            Pictures = [s_heads],
        };

    private static ExperimentRow Clusters(int number) =>
        new($"{number} clusters", $"mnist-clustering-{number}", "digits-clustering") { TwinChanges = [$"code.y.classes={number}"] };

    private static ExperimentRow OwnClusters(int number) => new($"{number} clusters", $"mnist-clustering-{number}-own", "digits-clustering")
    {
        TwinChanges = [.. s_consistent, s_convolution, $"code.y.classes={number}"],
        Pictures = [s_clusters, s_clusterConfusion],
    };
}
