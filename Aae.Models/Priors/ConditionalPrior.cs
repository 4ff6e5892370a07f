using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;

namespace Aae.Models.Priors;

/// <summary>A prior with a component for each class, so that labels can say where on it a code belongs (paper §2.3).</summary>
public abstract class ConditionalPrior : Prior
{
    /// <summary>The most classes that a prior can have: a label is a byte.</summary>
    public const int MostClasses = 256;

    private const int MostSteps = 10_000;

    /// <summary>Creates the prior.</summary>
    /// <param name="size">The number of dimensions of z.</param>
    /// <param name="classes">The number of classes, 1 to <see cref="MostClasses"/>.</param>
    /// <exception cref="AaeException">The number of classes is another.</exception>
    protected ConditionalPrior(int size, int classes)
        : base(size) => Classes = classes is >= 1 and <= MostClasses
            ? classes
            : throw new AaeException($"a prior with a component for each class has 1 to {MostClasses} classes, not {classes}");

    /// <summary>The number of classes K.</summary>
    public int Classes { get; }

    /// <inheritdoc/>
    public sealed override void Sample(RandomStream stream, ulong step, Tensor samples)
    {
        RequireSize(samples);
        Fill(stream, step, [], samples);
    }

    /// <summary>Draws samples, each from the component of its class: a function of the stream, the step, the row and the class alone.</summary>
    /// <param name="stream">The random stream.</param>
    /// <param name="step">The step of the stream.</param>
    /// <param name="classes">For each sample its class, from 0; −1 for the whole prior.</param>
    /// <param name="samples">[n, size], overwritten.</param>
    /// <exception cref="AaeException">There are not as many classes as samples, or one is neither −1 nor a class; or the samples' size is not the prior's.</exception>
    public void Sample(RandomStream stream, ulong step, ReadOnlySpan<int> classes, Tensor samples)
    {
        RequireSize(samples);
        if (classes.Length != samples.Shape.Rows)
        {
            throw new AaeException($"samples {samples.Shape} need {samples.Shape.Rows} classes, not {classes.Length}");
        }

        foreach (int of in classes)
        {
            if (of < -1 || of >= Classes)
            {
                throw new AaeException($"a class of this prior is 0 to {Classes - 1}, or -1 for the whole prior, not {of}");
            }
        }

        Fill(stream, step, classes, samples);
    }

    /// <summary>The class whose component is nearest to a code.</summary>
    /// <param name="z">A code of the prior's size.</param>
    /// <exception cref="AaeException">The code's size is not the prior's.</exception>
    public int NearestClass(ReadOnlySpan<float> z) =>
        z.Length == Size ? Nearest(z) : throw new AaeException($"a code of this prior has {Size} dimensions, not {z.Length}");

    /// <summary>A walk along the component of a class, its main axis or its arc, at equal steps.</summary>
    /// <param name="of">The class.</param>
    /// <param name="steps">Points on the walk, 2 or more.</param>
    /// <returns>[steps, size], in order.</returns>
    /// <exception cref="AaeException">There is no such class, or the number of steps is not 2 to 10 000.</exception>
    public Tensor Walk(int of, int steps)
    {
        if (of < 0 || of >= Classes)
        {
            throw new AaeException($"a class of this prior is 0 to {Classes - 1}, not {of}");
        }

        if (steps is < 2 or > MostSteps)
        {
            throw new AaeException($"a walk has 2 to {MostSteps} steps, not {steps}");
        }

        var walk = new Tensor(new Shape(steps, Size));
        for (int i = 0; i < steps; i++)
        {
            Along(of, i / (steps - 1.0), walk.Row(i));
        }

        return walk;
    }

    /// <summary>Draws samples.</summary>
    /// <param name="stream">The random stream.</param>
    /// <param name="step">The step of the stream.</param>
    /// <param name="classes">For each sample its class, or −1; none at all where all samples are of the whole prior.</param>
    /// <param name="samples">[n, size], overwritten.</param>
    protected abstract void Fill(RandomStream stream, ulong step, ReadOnlySpan<int> classes, Tensor samples);

    /// <summary>The class whose component is nearest.</summary>
    /// <param name="z">A code of the prior's size.</param>
    protected abstract int Nearest(ReadOnlySpan<float> z);

    /// <summary>A point on the walk of a class.</summary>
    /// <param name="of">The class.</param>
    /// <param name="t">0 for the beginning, 1 for the end.</param>
    /// <param name="z">Where it goes.</param>
    protected abstract void Along(int of, double t, Span<float> z);

    private void RequireSize(Tensor samples)
    {
        if (samples.Shape.Columns != Size)
        {
            throw new AaeException($"samples {samples.Shape} do not fit: those of this prior are [n, {Size}]");
        }
    }
}
