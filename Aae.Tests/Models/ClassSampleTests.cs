using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Models;
using Aae.Models.Priors;
using Aae.Models.Training;

namespace Aae.Tests.Models;

[Category("Unit")]
internal sealed class ClassSampleTests
{
    private static readonly int[] s_classes = [2, 0, 1, 2];

    [TestCase("semi-supervised")]
    [TestCase("clustering")]
    [TestCase("supervised")]
    [TestCase("dimensionality-reduction")]
    public void Y_is_the_class_and_z_is_what_the_seed_gives_without_classes(string variant)
    {
        TrainedModel model = Train(variant);
        Tensor codes = model.DecoderPrior.Sample(s_classes.Length, 7);
        int size = variant == "clustering" ? 4 : 3;
        for (int i = 0; i < s_classes.Length; i++)
        {
            Span<float> y = codes.Row(i)[..size];
            y.Clear();
            y[s_classes[i]] = 1;
        }

        Assert.That(model.SampledClasses, Is.EqualTo(size));
        Assert.That(model.Sample(s_classes, 7).Span.ToArray(), Is.EqualTo(model.Decode(codes).Span.ToArray()));
    }

    [Test]
    public void Without_y_z_is_from_the_component_of_the_class()
    {
        TrainedModel model = Train("label-regularized");
        var z = new Tensor(new Shape(s_classes.Length, 2));
        ((ConditionalPrior)model.Prior).Sample(RandomStream.Named(7, "prior/samples"), 0, s_classes, z);
        Assert.That(model.SampledClasses, Is.EqualTo(3));
        Assert.That(model.Sample(s_classes, 7).Span.ToArray(), Is.EqualTo(model.Decode(z).Span.ToArray()));
    }

    [Test]
    public void A_class_that_is_not_there_is_refused()
    {
        Assert.That(() => Train("semi-supervised").Sample([0, 3], 7), Throws.TypeOf<AaeException>().With.Message.EqualTo("there is no class 3: the model has the classes 0 to 2"));
        Assert.That(() => Train("label-regularized").Sample([-1], 7), Throws.TypeOf<AaeException>());
        Assert.That(() => Train("basic").Sample([0], 7), Throws.TypeOf<AaeException>().With.Message.StartsWith("the model has no classes to sample from"));
    }

    private static TrainedModel Train(string variant) => new Trainer(SmallRun.Of(variant), SmallRun.Data(), new TrainingOptions { Steps = 1 }).Run();
}
