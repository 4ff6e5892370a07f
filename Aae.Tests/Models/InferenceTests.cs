using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Models;
using Aae.Models.Networks;

namespace Aae.Tests.Models;

/// <summary>Encoding and decoding over recorded passes.</summary>
[Category("Unit")]
internal sealed class InferenceTests
{
    private static readonly ImageShape s_image = new(SmallRun.Height, SmallRun.Width, 1);

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(499)]
    [TestCase(500)]
    [TestCase(501)]
    [TestCase(1000)]
    public void A_pass_that_is_used_again_gives_the_bits_of_a_new_one(int count)
    {
        TrainedModel used = Model();
        Tensor others = Images(501, seed: 7), images = Images(count, seed: 8);
        used.Decode(used.Encode(others));

        Tensor codes = used.Encode(images);
        Assert.That(codes.Span.ToArray(), Is.EqualTo(Model().Encode(images).Span.ToArray()));
        Assert.That(used.Decode(codes).Span.ToArray(), Is.EqualTo(Model().Decode(codes).Span.ToArray()));
    }

    [Test]
    public void Threads_share_a_model()
    {
        TrainedModel model = Model();
        Tensor[] images = [.. Enumerable.Range(0, 8).Select(i => Images(i % 2 == 0 ? 1 : 500, (uint)i))];
        float[][] expected = [.. images.Select(some => Model().Encode(some).Span.ToArray())];
        Parallel.For(0, 400, i => Assert.That(model.Encode(images[i % 8]).Span.ToArray(), Is.EqualTo(expected[i % 8])));
    }

    [Test]
    public void One_image_allocates_nothing_but_its_result()
    {
        TrainedModel model = Model();
        float[] image = Images(1, 9).Span.ToArray(), code = new float[model.CodeSize];
        void Both()
        {
            model.Encode(image, code);
            model.Decode(code, image);
        }

        Both();
        Assert.That(Allocations.OfTen(Both), Is.Zero);
    }

    [Test]
    public void A_length_that_does_not_fit_is_named()
    {
        TrainedModel model = Model();
        Assert.That(() => model.Encode(new float[15]), Throws.TypeOf<AaeException>().With.Message.EqualTo("the model's image has 16 numbers, not 15"));
        Assert.That(
            () => model.Decode(new float[2], new float[17]), Throws.TypeOf<AaeException>().With.Message.EqualTo("the model's image has 16 numbers, not 17"));
    }

    [Test]
    public void A_cancelled_call_leaves_the_model_as_it_was()
    {
        TrainedModel model = Model();
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Tensor images = Images(600, 5);
        Assert.That(() => model.Encode(images, cancellation.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(model.Encode(images).Span.ToArray(), Is.EqualTo(Model().Encode(images).Span.ToArray()));
    }

    private static TrainedModel Model() => new(SmallRun.Recipe(), SmallRun.Recipe().Create(s_image));

    private static Tensor Images(int count, uint seed)
    {
        var images = new Tensor(new Shape(count, s_image.Pixels));
        new RandomStream(4, seed).FillUniform(images.Span, step: 0);
        return images;
    }
}
