using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Models.Networks;

namespace Aae.Models.Phases;

/// <summary>As many samples of a part's prior as a minibatch has images, drawn anew for each step into the same memory.</summary>
/// <param name="part">The part.</param>
/// <param name="sample">Draws them.</param>
internal sealed class PriorSamples(Part part, Action<TrainingStep, RandomStream, Tensor> sample)
{
    private readonly Dictionary<TrainingStep, (RandomStream Stream, Tensor Samples)> _drawn = [];

    /// <summary>The samples of the last draw [batch, size].</summary>
    public Tensor this[TrainingStep step] => _drawn[step].Samples;

    /// <summary>Draws the samples of the step at hand.</summary>
    public void Draw(TrainingStep step)
    {
        if (!_drawn.TryGetValue(step, out (RandomStream Stream, Tensor Samples) drawn))
        {
            drawn = (RandomStream.Named(step.Seed, $"prior/{part.Name}"), new Tensor(new Shape(step.BatchSize, part.Size)));
            _drawn.Add(step, drawn);
        }

        using (step.Profile?.Part("sample the prior"))
        {
            sample(step, drawn.Stream, drawn.Samples);
        }
    }
}
