using Aae.Core;
using Aae.Core.Threading;
using Aae.Kernels.Convolution;
using Aae.Kernels.Elementwise;

namespace Aae.Tests.Kernels.Convolution;

[Category("Unit")]
internal sealed unsafe class ConvolutionShapeTests
{
    [TestCase(28, 4, 2, 1, 1, 14)]
    [TestCase(7, 3, 2, 0, 0, 3)]
    [TestCase(8, 3, 3, 0, 1, 3)]
    [TestCase(5, 5, 1, 0, 0, 1)]
    [TestCase(1, 4, 1, 2, 2, 2)]
    public void The_output_has_as_many_places_as_the_kernel_fits(int size, int kernel, int stride, int before, int after, int output) =>
        Assert.That(new ConvolutionAxis(size, kernel, stride, before, after).Output, Is.EqualTo(output));

    [Test]
    public void A_transposed_convolution_has_gradients_that_match_it()
    {
        // y = Pᵀ(x·wᵀ) is linear in x and in w: ⟨y, dy⟩ = ⟨x, dx⟩ = ⟨w, dw⟩.
        var shape = new ConvolutionShape(
            3, new ConvolutionAxis(8, 4, 2, 1, 1), new ConvolutionAxis(10, 3, 3, 0, 1), channels: 5, filters: 6);
        using var convolution = new ConvolutionCase(shape);
        float[] y = convolution.Transposed(WorkerTeam.Single); // of x = Dy
        float[] dx = new float[convolution.YCount];
        float[] dw = new float[convolution.WCount];
        fixed (float* input = dx, weights = dw)
        {
            TransposedConvolution2D.InputGradient(shape, convolution.X, convolution.W, input, WorkerTeam.Single); // dy = X
            TransposedConvolution2D.WeightGradient(shape, convolution.Dy, convolution.X, weights, WorkerTeam.Single);
        }

        double product = Dot(y, convolution.XSpan);
        Assert.That(Dot(dx, convolution.DySpan), Is.EqualTo(product).Within(1e-4));
        Assert.That(Dot(dw, convolution.WSpan), Is.EqualTo(product).Within(1e-4));
        Assert.That(Math.Abs(product), Is.GreaterThan(0.1));
    }

    [Test]
    public void What_is_no_convolution_is_refused_in_one_line()
    {
        Require(() => new ConvolutionAxis(5, 8, 1, 1, 1), "a kernel of 8 does not fit an axis of 5 padded by 1 and 1: 1 to 7 do");
        Require(() => new ConvolutionAxis(5, 0), "a kernel of 0 does not fit an axis of 5 padded by 0 and 0: 1 to 5 do");
        Require(() => new ConvolutionAxis(5, 3, 0), "a convolution's stride is 1 or more, not 0");
        Require(() => new ConvolutionAxis(0, 1, 1, 1, 1), "a convolution's axis of 0 padded by 1 and 1");
        Require(() => new ConvolutionAxis(5, 1, 1, -1), "padded by -1 and 0");
        Require(() => new ConvolutionAxis(int.MaxValue, 1, 1, 1), "below 2³¹");
        Require(() => new ConvolutionShape(-1, new(5, 3), new(5, 3), 1, 1), "a convolution of -1 images from 1 channels to 1 filters");
        Require(() => new ConvolutionShape(1, new(5, 3), new(5, 3), 0, 1), "from 0 channels");
        Require(
            () => new ConvolutionShape(1 << 20, new(64, 3), new(64, 3), 1, 1),
            "a convolution's input [1048576, 64, 64, 1] has more than 2147483591 elements");
        Require(() => new ConvolutionShape(1 << 20, new(8, 3), new(8, 3), 1, 1 << 10), "a convolution's output [1048576, 6, 6, 1024]");
        Require(() => new ConvolutionShape(1, new(8, 8), new(8, 8), 1 << 15, 1 << 15), "a convolution's kernel [8, 8, 32768, 32768]");
        Assert.That(() => new ConvolutionShape(1, default, new(5, 3), 1, 1), Throws.ArgumentException);
    }

    [Test]
    public void An_empty_batch_has_zero_gradients_and_touches_no_output()
    {
        var shape = new ConvolutionShape(0, new(5, 3), new(5, 3), 2, 4);
        float[] dw = new float[shape.PatchSize * shape.Filters];
        Array.Fill(dw, float.NaN);
        fixed (float* weights = dw)
        {
            Convolution2D.Forward(shape, null, null, null, Activation.Identity, null, WorkerTeam.Single);
            Convolution2D.InputGradient(shape, null, null, null, WorkerTeam.Single);
            Convolution2D.WeightGradient(shape, null, null, weights, WorkerTeam.Single);
        }

        Assert.That(dw, Is.All.Zero);
    }

    private static void Require(Func<object> make, string message) =>
        Assert.That(() => make(), Throws.TypeOf<AaeException>().With.Message.Contains(message).And.Message.Not.Contains("\n"));

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }
}
