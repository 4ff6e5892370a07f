using Aae.Core.Threading;
using Aae.Kernels.Convolution;
using Aae.Kernels.Elementwise;
using Aae.Tests.Kernels.Simd;

namespace Aae.Tests.Kernels.Convolution;

[Category("Unit")]
internal sealed unsafe class ConvolutionTests
{
    private static readonly WorkerTeam s_team = new(3);

    /// <summary>Kernels, strides and paddings, each along the other axis with another one, on images that are not square.</summary>
    private static IEnumerable<ConvolutionShape> Small
    {
        get
        {
            int[] kernels = [1, 3, 4, 5];
            for (int k = 0; k < 4; k++)
            {
                for (int stride = 1; stride <= 3; stride++)
                {
                    for (int padding = 0; padding <= 2; padding++)
                    {
                        var rows = new ConvolutionAxis(7, kernels[k], stride, padding, padding);
                        var columns = new ConvolutionAxis(
                            10, kernels[(k + padding) % 4], 1 + (stride + k) % 3, padding, (padding + stride) % 3);
                        yield return new(3, rows, columns, 1, 5);
                        yield return new(2, rows, columns, 3, 1);
                        yield return new(1, rows, columns, 17, 9);
                    }
                }
            }
        }
    }

    /// <summary>Shapes that reach every way in which the work is cut.</summary>
    private static IEnumerable<ConvolutionShape> Cut =>
    [
        new(0, new(5, 3), new(5, 3), 2, 4), // nothing
        new(20, new(6, 3, 1, 1, 1), new(6, 3, 1, 1, 1), 4, 8), // groups of images
        new(1, new(64, 5, 2, 2, 2), new(40, 5, 2, 2, 2), 3, 6), // bands of one image
        new(2, new(50, 3, 3), new(31, 4, 2, 3, 0), 8, 7), // bands with strides that do not divide
        new(1, new(40, 3, 5), new(40, 2, 7), 2, 3), // holes between positions
        new(3, new(9, 3, 1, 4, 5), new(9, 3, 1, 6, 3), 2, 3), // positions in the padding alone
        new(40, new(12, 4, 2, 1, 1), new(12, 4, 2, 1, 1), 1, 8), // slices of positions for few weights
        new(4, new(7, 7), new(5, 5), 20, 12), // a kernel as large as the image
        new(5, new(6, 1), new(7, 1), 20, 12), // pointwise
        new(5, new(6, 1, 2), new(7, 1, 1), 20, 12), // pointwise with a stride
        new(2, new(6, 1, 1, 1, 1), new(7, 1, 1, 0, 2), 20, 12), // pointwise with padding, which has outputs of its own
        new(9, new(8, 3, 1, 1, 1), new(8, 3, 1, 1, 1), 130, 10), // pieces of the weights, each over more than one block of positions
    ];

    [Test]
    public void Small_shapes_give_the_reference()
    {
        foreach (ConvolutionShape shape in Small)
        {
            Check(shape);
        }
    }

    [Test]
    public void However_the_work_is_cut_it_gives_the_reference([ValueSource(nameof(Cut))] ConvolutionShape shape) => Check(shape);

    [Test]
    public void A_worked_example_comes_out()
    {
        // The 3 × 3 image 1 … 9 under the kernel (1 2 / 3 4).
        using var example = new ConvolutionCase(new(1, new(3, 2), new(3, 2), 1, 1));
        ((float[])[1, 2, 3, 4, 5, 6, 7, 8, 9]).CopyTo(example.XSpan);
        ((float[])[1, 2, 3, 4]).CopyTo(example.WSpan);
        ((float[])[1, 10, 100, 1000]).CopyTo(example.DySpan);
        Assert.That(example.Forward(WorkerTeam.Single), Is.EqualTo((float[])[37, 47, 67, 77]));
        Assert.That(example.InputGradient(WorkerTeam.Single), Is.EqualTo((float[])[1, 12, 20, 103, 1234, 2040, 300, 3400, 4000]));
        Assert.That(example.WeightGradient(WorkerTeam.Single), Is.EqualTo((float[])[5421, 6532, 8754, 9865]));
    }

    [Test]
    public void Any_number_of_threads_gives_the_same_bits([Values(2, 3, 4, 7)] int threads)
    {
        var team = new WorkerTeam(threads);
        foreach (ConvolutionShape shape in Cut)
        {
            using var convolution = new ConvolutionCase(shape);
            Assert.That(convolution.Forward(team), Is.EqualTo(convolution.Forward(WorkerTeam.Single)), $"{shape}");
            Assert.That(convolution.InputGradient(team), Is.EqualTo(convolution.InputGradient(WorkerTeam.Single)), $"dx of {shape}");
            Assert.That(convolution.WeightGradient(team), Is.EqualTo(convolution.WeightGradient(WorkerTeam.Single)), $"dw of {shape}");
            Assert.That(convolution.BiasGradient(team), Is.EqualTo(convolution.BiasGradient(WorkerTeam.Single)), $"db of {shape}");
            Assert.That(
                convolution.Transposed(team, new float[shape.Channels], Activation.Tanh),
                Is.EqualTo(convolution.Transposed(WorkerTeam.Single, new float[shape.Channels], Activation.Tanh)),
                $"transposed {shape}");
        }
    }

    [FsCheck.NUnit.Property(MaxTest = 60)]
    public bool The_gradients_are_the_adjoints_of_the_convolution(int seed)
    {
        using var convolution = new ConvolutionCase(AnyShape(seed), seed);
        double product = Dot(convolution.Forward(s_team), convolution.DySpan);
        double byInput = Dot(convolution.InputGradient(s_team), convolution.XSpan);
        double byWeights = Dot(convolution.WeightGradient(s_team), convolution.WSpan);
        double tolerance = 1e-6 * (10 + convolution.YCount) * Math.Sqrt(convolution.Shape.PatchSize);
        return Math.Abs(product - byInput) < tolerance && Math.Abs(product - byWeights) < tolerance;
    }

    [FsCheck.NUnit.Property(MaxTest = 60)]
    public bool The_convolution_of_a_sum_is_the_sum_of_the_convolutions(int seed)
    {
        using var convolution = new ConvolutionCase(AnyShape(seed), seed);
        float[] first = convolution.Forward(s_team);
        float[] x = convolution.XSpan.ToArray();
        Kernel.Fill(convolution.XSpan, seed + 7, -1, 1);
        float[] second = convolution.Forward(s_team);
        for (int i = 0; i < x.Length; i++)
        {
            convolution.X[i] = 3 * x[i] - 2 * convolution.X[i];
        }

        float[] sum = convolution.Forward(s_team);
        float tolerance = 3e-6f * (2 + convolution.Shape.PatchSize);
        return !sum.Where((value, i) => MathF.Abs(value - (3 * first[i] - 2 * second[i])) > tolerance).Any();
    }

    [Test]
    public void A_NaN_reaches_what_its_place_reaches_and_nothing_else()
    {
        foreach (ConvolutionShape shape in Small.Concat(Cut).Where(shape => shape.Batch > 0 && shape.PatchSize < 500))
        {
            using var convolution = new ConvolutionCase(shape);
            var random = new System.Random(shape.PatchSize);
            int x = random.Next(convolution.XCount);
            float good = convolution.X[x];
            convolution.X[x] = float.NaN;
            RequireSameNaNs(shape, convolution.ReferenceForward(), convolution.Forward(s_team));
            RequireSameNaNs(shape, convolution.ReferenceWeightGradient(), convolution.WeightGradient(s_team));
            convolution.X[x] = good;
            convolution.Dy[random.Next(convolution.YCount)] = float.NaN;
            RequireSameNaNs(shape, convolution.ReferenceInputGradient(), convolution.InputGradient(s_team));
        }
    }

    [Test]
    public void Nothing_is_allocated()
    {
        foreach (ConvolutionShape shape in Cut)
        {
            using var convolution = new ConvolutionCase(shape);
            using var x = new Guarded(convolution.XCount);
            using var w = new Guarded(convolution.WCount);
            using var y = new Guarded(convolution.YCount);
            Run();
            Assert.That(Allocations.OfTen(Run), Is.Zero, $"{shape}");

            void Run()
            {
                Convolution2D.Forward(shape, convolution.X, convolution.W, null, Activation.Relu, y.Pointer, WorkerTeam.Single);
                Convolution2D.InputGradient(shape, convolution.Dy, convolution.W, x.Pointer, WorkerTeam.Single);
                Convolution2D.WeightGradient(shape, convolution.X, convolution.Dy, w.Pointer, WorkerTeam.Single);
            }
        }
    }

    private static void Check(ConvolutionShape shape)
    {
        using var convolution = new ConvolutionCase(shape);
        float[] bias = new float[shape.Filters];
        Kernel.Fill(bias, 9, -1, 1);
        int patch = shape.PatchSize;
        convolution.RequireNear("y", convolution.ReferenceForward(), convolution.Forward(s_team), patch);
        convolution.RequireNear(
            "relu(y + bias)",
            convolution.ReferenceForward(bias, Activation.Relu),
            convolution.Forward(s_team, bias, Activation.Relu),
            patch);
        convolution.RequireNear("dw", convolution.ReferenceWeightGradient(), convolution.WeightGradient(s_team), shape.Positions);

        float[] filterSums = new float[shape.Filters];
        for (int i = 0; i < convolution.YCount; i++)
        {
            filterSums[i % shape.Filters] += convolution.Dy[i];
        }

        convolution.RequireNear("db", filterSums, convolution.BiasGradient(s_team), shape.Positions);
        float[] channelSums = new float[shape.Channels];
        for (int i = 0; i < convolution.XCount; i++)
        {
            channelSums[i % shape.Channels] += convolution.X[i];
        }

        convolution.RequireNear("transposed db", channelSums, convolution.TransposedBiasGradient(s_team), convolution.XCount / shape.Channels);

        int taps = shape.Rows.Kernel * shape.Columns.Kernel * shape.Filters;
        float[] channelBias = new float[shape.Channels];
        Kernel.Fill(channelBias, 10, -1, 1);
        convolution.RequireNear("dx", convolution.ReferenceInputGradient(), convolution.InputGradient(s_team), taps);
        convolution.RequireNear(
            "transposed, tanh(y + bias)",
            convolution.ReferenceInputGradient(channelBias, Activation.Tanh),
            convolution.Transposed(s_team, channelBias, Activation.Tanh),
            taps);
    }

    private static ConvolutionShape AnyShape(int seed)
    {
        var random = new System.Random(seed);
        return new(random.Next(1, 12), Axis(), Axis(), random.Next(1, 20), random.Next(1, 20));

        ConvolutionAxis Axis()
        {
            int size = random.Next(1, 20), before = random.Next(3), after = random.Next(3);
            return new(size, random.Next(1, Math.Min(6, size + before + after) + 1), random.Next(1, 4), before, after);
        }
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }

    private static void RequireSameNaNs(ConvolutionShape shape, float[] expected, float[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (float.IsNaN(expected[i]) != float.IsNaN(actual[i]))
            {
                Assert.Fail($"{shape}: [{i}] is {actual[i]}, not {expected[i]}");
            }
        }
    }
}
