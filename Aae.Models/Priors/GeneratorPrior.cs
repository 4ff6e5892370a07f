using Aae.Autograd.Modules;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;

namespace Aae.Models.Priors;

/// <summary>
/// p(z) as what a network makes of noise that is uniform on [−1, 1]ʰ (Li, Swersky, Zemel 2015, section 3).
/// </summary>
/// <remarks>A sample is a function of the stream, the step, its number and the network, whatever number of samples is drawn with it.</remarks>
/// <param name="noise">h, 1 or more.</param>
/// <param name="network">noise [n, h] → z [n, size]</param>
/// <param name="size">The number of dimensions of z.</param>
public sealed class GeneratorPrior(int noise, Module network, int size) : LearnedPrior(size)
{
    /// <summary>Where the network begins.</summary>
    public UniformPrior Noise { get; } = new(noise, -1, 1);

    /// <summary>The generator.</summary>
    public Module Network { get; } = network;

    /// <inheritdoc/>
    public override void Sample(RandomStream stream, ulong step, Tensor samples)
    {
        int count = samples.Shape.Rows;
        var drawn = new Tensor(new Shape(count, Noise.Size));
        Noise.Sample(stream, step, drawn);

        // The last batch is as long as all others, since the bits of a product may depend on its rows.
        var pass = new RecordedPass(Network, PassPool.BatchSize, Noise.Size, Team ?? WorkerTeam.Default);
        for (int first = 0; first < count; first += PassPool.BatchSize)
        {
            int rows = Math.Min(PassPool.BatchSize, count - first);
            pass.Input.Rows(0, rows).CopyFrom(drawn.Rows(first, rows));
            samples.Rows(first, rows).CopyFrom(pass.Run().Rows(0, rows));
        }
    }
}
