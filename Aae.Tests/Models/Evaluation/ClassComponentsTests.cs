using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Tensors;
using Aae.Models;
using Aae.Models.Evaluation;
using Aae.Models.Networks;
using Aae.Models.Priors;
using Aae.Models.Recipes;

namespace Aae.Tests.Models.Evaluation;

[Category("Unit")]
internal sealed class ClassComponentsTests
{
    private static readonly GaussianMixturePrior s_prior = new(
        [GaussianComponent.WithDeviations(1, [-1], [0.5f]), GaussianComponent.WithDeviations(1, [1], [0.5f])]);

    private static readonly Tensor s_codes = new(new Shape(4, 1), [-2, -0.1f, 0.1f, 5]);

    [Test]
    public void It_is_the_share_of_codes_on_the_component_of_their_label()
    {
        Assert.That(ClassComponents.Share(s_prior, s_codes, [0, 0, 1, 1]), Is.EqualTo(1));
        Assert.That(ClassComponents.Share(s_prior, s_codes, [1, 0, 1, 1]), Is.EqualTo(0.75));
        Assert.That(ClassComponents.Share(s_prior, s_codes, [1, 1, 0, 7]), Is.Zero);
    }

    [Test]
    public void Codes_and_labels_must_fit()
    {
        Assert.That(
            () => ClassComponents.Share(s_prior, s_codes, [0, 1]),
            Throws.TypeOf<AaeException>().With.Message.EqualTo("codes [4, 1] and 2 labels: a matrix [n, d] with n of 1 or more, and n labels are needed"));
        Assert.That(() => ClassComponents.Share(s_prior, new Tensor(new Shape(0, 1)), []), Throws.TypeOf<AaeException>());
        Assert.That(() => ClassComponents.Share(s_prior, new Tensor(new Shape(1, 2)), [0]), Throws.TypeOf<AaeException>().With.Message.Contains("1 dimensions, not 2"));
        Assert.That(() => ClassComponents.Share(s_prior, new Tensor(new Shape(1, 1), [float.NaN]), [0]), Throws.TypeOf<AaeException>().With.Message.Contains("NaN"));
    }

    [TestCase("{\"kind\":\"mixture\",\"classes\":3}", true)]
    [TestCase("{\"kind\":\"gaussian\"}", false)]
    public void An_evaluation_has_it_where_the_prior_has_components(string prior, bool has)
    {
        Recipe recipe = SmallRun.Recipe($"code.z.prior={prior}");
        var model = new TrainedModel(recipe, recipe.Create(new ImageShape(SmallRun.Height, SmallRun.Width, 1)));
        ImageSet images = SmallRun.Data().Test;

        double? expected = has ? ClassComponents.Share((ConditionalPrior)model.Prior, model.Encode(images), images.Labels) : null;
        Assert.That(ModelEvaluation.Run(model, images).ComponentShare, Is.EqualTo(expected));
    }
}
