using Aae.Core.Tensors;

namespace Aae.Models.Phases;

/// <summary>A minibatch of images whose classes are known.</summary>
/// <param name="Images">[batch, pixels]; the loop writes the next ones into the same memory.</param>
/// <param name="Labels">[batch, classes], row by row the one-hot class of the image; likewise.</param>
public sealed record LabelledBatch(Tensor Images, Tensor Labels);
