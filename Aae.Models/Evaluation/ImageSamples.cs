using Aae.Core.Data;
using Aae.Core.Tensors;

namespace Aae.Models.Evaluation;

/// <summary>Images of a data set, as if they were samples.</summary>
internal sealed class ImageSamples(string name, ImageSet images) : SampleSource(name, images.Count, images.Pixels)
{
    /// <inheritdoc/>
    public override Tensor Read(long first, int rows) => images.Gather((int)first, rows);
}
