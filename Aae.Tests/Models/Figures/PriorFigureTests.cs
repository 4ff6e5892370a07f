using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Formats;
using Aae.Core.Tensors;
using Aae.Models;
using Aae.Models.Figures;
using Aae.Models.Networks;
using Aae.Models.Recipes;
using Aae.Models.Training;
using Aae.Tests.Core.Formats;

namespace Aae.Tests.Models.Figures;

/// <summary>Pictures of the prior, of codes on it and of walks.</summary>
[Category("Unit")]
internal sealed class PriorFigureTests
{
    private static TrainedModel Model(params string[] overrides)
    {
        Recipe recipe = SmallRun.Recipe(overrides);
        return new TrainedModel(recipe, recipe.Create(new ImageShape(SmallRun.Height, SmallRun.Width, 1)));
    }

    [Test]
    public void The_samples_of_a_prior_with_classes_have_their_colours()
    {
        using var folder = new TemporaryFolder();
        ModelFigures.PriorScatter(folder.File("roll.png"), Model("code.z.prior={\"kind\":\"swiss-roll\",\"classes\":3}"));
        ModelFigures.PriorScatter(folder.File("box.png"), Model("code.z.prior={\"kind\":\"uniform\"}"));

        // The legend's dots are opaque; a prior without classes has none.
        for (int of = 0; of < 4; of++)
        {
            Assert.That(Shows(folder.File("roll.png"), Palette.Of(of)), Is.EqualTo(of < 3), $"class {of}");
            Assert.That(Shows(folder.File("box.png"), Palette.Of(of)), Is.False, $"class {of}");
        }
    }

    [Test]
    public void A_scatter_shows_codes_that_are_drawn_where_the_posterior_is_random()
    {
        using var folder = new TemporaryFolder();
        TrainedModel model = Model("code.z.posterior={\"kind\":\"gaussian\"}");
        ImageSet images = SmallRun.Data().Test;
        byte[] Plot(Tensor codes)
        {
            ScatterPlot.Write(folder.File("expected.png"), codes, images.Labels, priorDeviation: 2, $"codes of {images.Name}", room: model.Prior.Sample(5000, model.Recipe.Seed));
            return File.ReadAllBytes(folder.File("expected.png"));
        }

        ModelFigures.Scatter(folder.File("scatter.png"), model, images);
        byte[] shown = File.ReadAllBytes(folder.File("scatter.png"));

        Assert.That(shown, Is.EqualTo(Plot(model.EncodeSamples(images, model.Recipe.Seed))));
        Assert.That(shown, Is.Not.EqualTo(Plot(model.Encode(images))));
    }

    [Test]
    public void The_prior_has_the_axes_of_the_codes_beside_which_it_is_held()
    {
        using var folder = new TemporaryFolder();
        TrainedModel model = Model("code.z.prior={\"kind\":\"uniform\"}", "decoder.initializer={\"kind\":\"normal\",\"deviation\":3}", "encoder.initializer={\"kind\":\"normal\",\"deviation\":3}");
        ImageSet images = SmallRun.Data().Test;
        Tensor codes = model.Encode(images), samples = model.Prior.Sample(5000, model.Recipe.Seed);
        ModelFigures.PriorScatter(folder.File("prior.png"), model, images);
        ScatterPlot.Write(folder.File("expected.png"), samples, title: "samples of the prior", room: codes);

        PlotFrame ofCodes = ScatterPlot.Plot(codes, [], null, null, room: samples), ofPrior = ScatterPlot.Plot(samples, [], null, null, room: codes);
        Assert.That((ofPrior.X, ofPrior.Y), Is.EqualTo((ofCodes.X, ofCodes.Y)));
        Assert.That(ofPrior.X.Max, Is.GreaterThan(ScatterPlot.Plot(samples, [], null, null).X.Max), "no code lies beyond the prior");
        Assert.That(File.ReadAllBytes(folder.File("prior.png")), Is.EqualTo(File.ReadAllBytes(folder.File("expected.png"))));
    }

    [Test]
    public void Walks_have_a_row_for_each_class()
    {
        using var folder = new TemporaryFolder();
        TrainedModel model = Model("code.z.prior={\"kind\":\"mixture\",\"classes\":3}");
        ModelFigures.Walks(folder.File("walks.png"), model, 5);

        PngImage picture = Png.Read(folder.File("walks.png"));
        Assert.That((picture.Width, picture.Height), Is.EqualTo((5 * (14 * SmallRun.Width + 2) - 2, 3 * (14 * SmallRun.Height + 2) - 2)));
    }

    [Test]
    public void A_prior_that_cannot_be_drawn_is_named()
    {
        TrainedModel three = Model("code.z.size=3");
        Assert.That(
            () => ModelFigures.PriorScatter("never-written.png", three),
            Throws.TypeOf<AaeException>().With.Message.EqualTo("a scatter is a picture of a 2-dimensional prior; this model's has 3"));
        Assert.That(
            () => ModelFigures.Walks("never-written.png", three, 10),
            Throws.TypeOf<AaeException>().With.Message.EqualTo("a walk needs a prior with a component for each class, which GaussianPrior is not"));
        Assert.That(
            () => ModelFigures.Walks("never-written.png", Model("code.z.prior={\"kind\":\"mixture\"}"), 1),
            Throws.TypeOf<AaeException>().With.Message.EqualTo("a walk has 2 to 10000 steps, not 1"));
    }

    [TestCase("{\"kind\":\"mixture\"}", "samples, neighbours, reconstructions, scatter, prior, walks")]
    [TestCase("{\"kind\":\"uniform\"}", "samples, neighbours, reconstructions, manifold, scatter, prior")]
    public void A_run_has_the_pictures_that_its_prior_allows(string prior, string names)
    {
        using var folder = new TemporaryFolder();
        TrainedModel model = Model($"code.z.prior={prior}");
        var run = new RunFolder(folder.File("run"));

        Assert.That(
            string.Join(", ", RunFigures.Write(run, model, SmallRun.Data()).Select(Path.GetFileNameWithoutExtension)), Is.EqualTo(names));
    }

    [Test]
    public void Points_of_the_prior_need_a_decoder_that_reads_nothing_else()
    {
        using var folder = new TemporaryFolder();
        Recipe recipe = SmallRun.Supervised("code.z.prior={\"kind\":\"mixture\"}");
        var model = new TrainedModel(recipe, recipe.Create(new ImageShape(SmallRun.Height, SmallRun.Width, 1)));
        const string message = "points of the prior alone make no images: the decoder reads a label of 3 classes beside them";

        Assert.That(() => ModelFigures.Walks("never-written.png", model, 3), Throws.TypeOf<AaeException>().With.Message.EqualTo(message));
        Assert.That(() => ModelFigures.Manifold("never-written.png", model, 3), Throws.TypeOf<AaeException>().With.Message.EqualTo(message));
        Assert.That(
            RunFigures.Write(new RunFolder(folder.File("run")), model, SmallRun.Data()).Select(Path.GetFileName), Has.No.Member("walks.png").And.No.Member("manifold.png"));
    }

    private static bool Shows(string path, Rgb color)
    {
        PngImage picture = Png.Read(path);
        return Enumerable.Range(0, picture.Width * picture.Height).Any(i => picture.Pixels.AsSpan(3 * i, 3).SequenceEqual([color.R, color.G, color.B]));
    }
}
