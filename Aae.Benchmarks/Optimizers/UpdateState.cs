using Aae.Core.Memory;
using Aae.Core.Random;

namespace Aae.Benchmarks.Optimizers;

/// <summary>The arrays of an update.</summary>
internal static class UpdateState
{
    /// <summary>An array of positive numbers, as a second moment must be.</summary>
    public static AlignedBlock Fill(UpdateSize size, uint stream)
    {
        var block = new AlignedBlock(size.Parameters);
        new RandomStream(1, stream).FillUniform(block.Span, step: 0);
        return block;
    }
}
