using System.Globalization;
using Aae.Benchmarks.Reporting;

namespace Aae.Benchmarks.Gemm;

/// <summary>The products of a dense layer x [m, k], w [k, n] → y [m, n].</summary>
public enum ProductForm
{
    /// <summary>Y = X·W.</summary>
    Output,

    /// <summary>dX = dY·Wᵀ.</summary>
    InputGradient,

    /// <summary>dW = Xᵀ·dY.</summary>
    WeightGradient,

    /// <summary>Y = max(X·W + b, 0).</summary>
    FusedLayer,
}

/// <summary>One product to measure. M, K and N name the layer, whichever of its products it is.</summary>
/// <param name="Name">What the reports call the form.</param>
/// <param name="Form">The product.</param>
/// <param name="M">Rows of x and y: the batch.</param>
/// <param name="K">Columns of x, rows of w: inputs.</param>
/// <param name="N">Columns of w and y: outputs.</param>
public sealed record LayerProduct(string Name, ProductForm Form, int M, int K, int N) : IFloatingPointWork, IMemoryWork
{
    // The layers of 784-1000-1000-8, 8-1000-1000-784 and of the discriminator 8-1000-1000-1; the wide ones of larger images.
    private static readonly (int K, int N)[] _layers = [(784, 1000), (1000, 1000), (1000, 784), (8, 1000), (1000, 8), (1000, 1), (3000, 3000)];

    /// <summary>The three products of the layers at one batch size.</summary>
    public static IEnumerable<LayerProduct> OfLayers(int batch) =>
    [
        .. Layers("y", ProductForm.Output, batch), .. Layers("dx", ProductForm.InputGradient, batch), .. Layers("dw", ProductForm.WeightGradient, batch),
    ];

    /// <summary>One image through a layer.</summary>
    public static IEnumerable<LayerProduct> OfOneImage => [new("y", ProductForm.Output, 1, 784, 1000), new("y", ProductForm.Output, 1, 1000, 1000)];

    /// <summary>Layers with bias and activation.</summary>
    public static IEnumerable<LayerProduct> Fused(int batch) => Layers("y+bias+relu", ProductForm.FusedLayer, batch)[..4];

    /// <summary>A square product.</summary>
    public static LayerProduct Square(int size) => new("square", ProductForm.Output, size, size, size);

    /// <inheritdoc/>
    /// <remarks>Bias and activation count nothing.</remarks>
    public double Operations => 2.0 * M * K * N;

    /// <inheritdoc/>
    /// <remarks>Each matrix once.</remarks>
    public double Bytes => sizeof(float) * ((double)M * K + (double)K * N + (double)M * N);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {M}×{K}×{N}");

    private static LayerProduct[] Layers(string name, ProductForm form, int batch) =>
        [.. _layers.Select(layer => new LayerProduct(name, form, batch, layer.K, layer.N))];
}
