using Aae.Autograd.Tapes;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Variants;

namespace Aae.Tests.Models.Phases;

/// <summary>A step of a <see cref="SmallRun"/> that a test gives to single phases, and looks at what they do.</summary>
internal static class SmallStep
{
    /// <summary>The size of its images.</summary>
    public static ImageShape Image { get; } = new(SmallRun.Height, SmallRun.Width, 1);

    /// <summary>Images, and 4 others with the labels 0, 1, 2, 1.</summary>
    public static TrainingStep Step(int images = 8, ImageLabels? labels = null)
    {
        var labelled = new LabelledBatch(Uniform(4, stream: 5), new Tensor(new Shape(4, 3), [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0]));
        return new TrainingStep(Uniform(images, stream: 4), seed: 1, WorkerTeam.Single, labelled) { Labels = labels };
    }

    /// <summary>The same with a label, or −1, for each image, where phases of the model read them beside the images.</summary>
    public static TrainingStep Step(AdversarialAutoencoder model, params int[] labels)
    {
        ImageLabels? beside = model.Labels is { } code ? new ImageLabels(code, labels.Length) : null;
        for (int i = 0; i < labels.Length; i++)
        {
            beside?.Set(i, labels[i]);
        }

        return Step(labels.Length, beside);
    }

    public static Phase PhaseOf(AdversarialAutoencoder model, string name) => model.Phases.Single(phase => phase.Name == name);

    /// <summary>Copies of all tensors of a model, by name.</summary>
    public static Dictionary<string, float[]> Values(AdversarialAutoencoder model) =>
        model.Tensors.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.Span.ToArray());

    /// <summary>Copies of what a phase's optimizer remembers, by name.</summary>
    public static Dictionary<string, float[]> State(Phase phase) =>
        phase.Optimizer.State.ToDictionary(state => state.Key, state => state.Value.Span.ToArray());

    /// <summary>The squared length of the way that a parameter went.</summary>
    public static double Squared(Parameter parameter, float[] before) =>
        parameter.Value.Span.ToArray().Zip(before, (now, then) => Math.Pow(now - then, 2)).Sum();

    private static Tensor Uniform(int images, uint stream)
    {
        var pixels = new Tensor(new Shape(images, Image.Pixels));
        new RandomStream(4, stream).FillUniform(pixels.Span, step: 0);
        return pixels;
    }
}
