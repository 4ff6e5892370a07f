using Aae.Core;
using Aae.Core.Tensors;
using Aae.Models.Evaluation;

namespace Aae.Tests.Models.Evaluation;

[Category("Unit")]
internal sealed class ReconstructionErrorTests
{
    [Test]
    public void Half_the_squared_error_is_summed_over_pixels_and_averaged_over_images()
    {
        var images = new Tensor(new Shape(2, 3), [0, 1, 0, 1, 1, 1]);
        var reconstructions = new Tensor(new Shape(2, 3), [0, 0, 0.5f, 1, 1, 0]);
        ReconstructionError error = ReconstructionError.Between(images, reconstructions);

        // squared errors: 1.25 and 1
        Assert.That(error.HalfSquared, Is.EqualTo(2.25 / 2 / 2));
        Assert.That(error.MeanSquared, Is.EqualTo(2.25 / 6));
    }

    [Test]
    public void Equal_images_have_no_error()
    {
        Tensor images = GaussianSample.Draw(5, 7, 1);
        Assert.That(ReconstructionError.Between(images, images), Is.EqualTo(new ReconstructionError(0, 0)));
    }

    [Test]
    public void Shapes_that_differ_are_an_error() => Assert.That(
        () => ReconstructionError.Between(new Tensor(new Shape(2, 3)), new Tensor(new Shape(2, 4))),
        Throws.InstanceOf<AaeException>().With.Message.EqualTo("images [2, 3] and reconstructions [2, 4] differ in shape"));

    [Test]
    public void No_image_is_an_error() => Assert.That(
        () => ReconstructionError.Between(new Tensor(new Shape(0, 3)), new Tensor(new Shape(0, 3))),
        Throws.InstanceOf<AaeException>().With.Message.EqualTo("images [0, 3]: one image or more is needed"));

    [Test]
    public void A_pixel_that_is_no_number_is_an_error() => Assert.That(
        () => ReconstructionError.Between(new Tensor(new Shape(2, 2)), new Tensor(new Shape(2, 2), [0, 0, 0, float.NaN])),
        Throws.InstanceOf<AaeException>().With.Message.EqualTo("reconstructions [2, 2]: row 1, column 1 is NaN; finite numbers are needed"));
}
