using System.Globalization;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Models.Priors;

namespace Aae.Models.Evaluation;

/// <summary>
/// Samples of a model's prior, decoded a block at a time over the same memory. Block i is drawn from step i of a stream of its own,
/// so any block can be had without those before it.
/// </summary>
internal sealed class ModelSamples : SampleSource
{
    private readonly Prior _prior;
    private readonly RandomStream _stream;
    private readonly RecordedPass _pass;
    private readonly ulong _digest;

    public ModelSamples(TrainedModel model, long count, ulong seed)
        : base(model.Recipe.Name, count, model.Image.Pixels)
    {
        _prior = model.DecoderPrior;
        _stream = RandomStream.Named(seed, "likelihood/samples");
        _pass = model.DecoderPass(BlockRows);
        _digest = model.Digest();
    }

    /// <inheritdoc/>
    public override string Identity => string.Create(CultureInfo.InvariantCulture, $"model {_digest:x16}, seed {_stream.Seed}");

    /// <inheritdoc/>
    public override double OperationsPerSample => (double)_pass.Operations / BlockRows;

    /// <inheritdoc/>
    public override Tensor Read(long first, int rows)
    {
        // The last block is drawn whole, so that its samples do not depend on where the source ends.
        _prior.Sample(_stream, (ulong)(first / BlockRows), _pass.Input);
        return _pass.Run().Rows(0, rows);
    }
}
