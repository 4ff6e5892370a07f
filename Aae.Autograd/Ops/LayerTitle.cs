using Aae.Autograd.Tapes;
using Aae.Kernels.Elementwise;

namespace Aae.Autograd.Ops;

/// <summary>The words in the title of an op that a layer is: each with a space before it, or nothing.</summary>
internal static class LayerTitle
{
    /// <summary>The layer whose weights these are, as in " encoder.hidden1".</summary>
    public static string Name(Variable w) => w is Parameter parameter ? $" {parameter.Name[..Math.Max(parameter.Name.LastIndexOf('.'), 0)]}" : "";

    /// <summary>Its activation function, as in " relu".</summary>
    public static string Function(Activation f) => f.Kind == ActivationKind.Identity ? "" : $" {f.Kind.ToString().ToLowerInvariant()}";
}
