using Aae.Core.Data;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Models.Phases;
using Aae.Models.Recipes;

namespace Aae.Models.Training;

/// <summary>
/// The labelled minibatches of a semi-supervised run. They go round and round through a subset of the training images, in another
/// order each time, at a pace of their own: a round has nothing to do with an epoch. What a step sees is a pure function of its
/// number, so a run that goes on needs no memory of it.
/// </summary>
internal sealed class LabelledStream
{
    private readonly ImageSet _images;
    private readonly int[] _subset;
    private readonly Minibatches _rounds; // one "batch" is a whole round
    private readonly WorkerTeam _team;
    private readonly ImageShift? _shift;
    private readonly int[] _examples;
    private readonly int[] _classes;

    /// <summary>Draws the subset.</summary>
    /// <param name="images">The training images; those that are not drawn keep their labels to themselves.</param>
    /// <param name="recipe">A recipe of the semi-supervised variant.</param>
    /// <param name="team">The threads to work with.</param>
    /// <exception cref="Core.AaeException">The images have no labels, other classes, or too few of a class.</exception>
    public LabelledStream(ImageSet images, Recipe recipe, WorkerTeam team)
    {
        _images = images;
        _team = team;
        _subset = LabelSubset.Draw(images, recipe, recipe.Code.Y!.Classes, "code.y.classes");
        _shift = recipe.Data.Shift is { } shift ? new ImageShift(shift, images, RandomStream.Named(recipe.Seed, "data/labels/shift")) : null;
        int batch = Math.Min(recipe.Data.LabelledBatch ?? recipe.Data.Batch, _subset.Length);
        _rounds = new Minibatches(_subset.Length, _subset.Length, RandomStream.Named(recipe.Seed, "data/labels/order"));
        _examples = new int[batch];
        _classes = new int[batch];
        Batch = new LabelledBatch(new Tensor(new Shape(batch, images.Pixels)), new Tensor(new Shape(batch, images.Classes)));
    }

    /// <summary>The places of the labelled images among the training images, in increasing order.</summary>
    public IReadOnlyList<int> Subset => _subset;

    /// <summary>The minibatch that <see cref="Fill"/> writes.</summary>
    public LabelledBatch Batch { get; }

    /// <summary>Writes the labelled minibatch of a step. Allocates nothing.</summary>
    /// <param name="step">The number of steps before this one in the run.</param>
    public unsafe void Fill(ulong step)
    {
        for (int filled = 0; filled < _examples.Length;)
        {
            (ulong round, ulong place) = Math.DivRem(step * (ulong)_examples.Length + (ulong)filled, (ulong)_subset.Length);
            ReadOnlySpan<int> rest = _rounds.Batch((long)round, 0)[(int)place..];
            int taken = Math.Min(rest.Length, _examples.Length - filled);
            for (int i = 0; i < taken; i++)
            {
                _examples[filled + i] = _subset[rest[i]];
                _classes[filled + i] = _images.Label(_subset[rest[i]]);
            }

            filled += taken;
        }

        _images.Gather(_examples, Batch.Images);
        _shift?.Apply(Batch.Images, step);
        fixed (int* classes = _classes)
        {
            OneHot.Encode(classes, _classes.Length, _images.Classes, Batch.Labels.Pointer, _team);
        }
    }
}
