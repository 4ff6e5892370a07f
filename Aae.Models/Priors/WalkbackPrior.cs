using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Models.Networks;

namespace Aae.Models.Priors;

/// <summary>
/// p(z) of a generative stochastic network, by the chain with which it was trained: its state is the corrupted image beside the layers
/// above z.
/// </summary>
/// <param name="layers">The layers.</param>
/// <param name="schedule">How samples are taken.</param>
public sealed class WalkbackPrior(StochasticLayers layers, ChainSchedule schedule)
    : ChainPrior(layers.Widths.Z, layers.Widths.Image + layers.WidthsAbove.Sum(), schedule)
{
    // At a black image under silent layers: training began at images under silent layers, and knows the way from there.
    private protected override void Start(Tensor state, RandomStream stream, ulong step) => state.Span.Clear();

    private protected override (Variable Next, Variable Z) Record(Tape tape, Variable state)
    {
        int first = layers.Widths.Image;
        Variable image = tape.TakeColumns(state, 0, first);
        var above = new List<Variable>();
        foreach (int width in layers.WidthsAbove)
        {
            above.Add(tape.TakeColumns(state, first, width));
            first += width;
        }

        (Variable z, Variable logits, Variable[] next) = layers.Step(tape, image, above);
        return (next.Aggregate(layers.NextImage(tape, logits), tape.JoinColumns), z);
    }
}
