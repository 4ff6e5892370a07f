using Aae.Core;
using Aae.Core.Tensors;

namespace Aae.Models.Evaluation;

/// <summary>Samples that lie in memory [n, d].</summary>
internal sealed class TensorSamples(string name, Tensor samples) : SampleSource(name, samples.Shape.Rows, Columns(name, samples))
{
    /// <inheritdoc/>
    public override Tensor Read(long first, int rows) => samples.Rows((int)first, rows);

    private static int Columns(string name, Tensor samples) => samples.Shape.Rank == 2
        ? samples.Shape.Columns
        : throw new AaeException($"{name}: samples are a matrix [n, d], not {samples.Shape}");
}
