using System.Globalization;
using System.IO.Enumeration;

namespace Aae.Benchmarks.Roofline;

/// <summary>The products of a dense layer x [m, k], w [k, n] → y [m, n].</summary>
internal enum ProductForm
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
internal sealed record RooflineCase(string Name, ProductForm Form, int M, int K, int N)
{
    private static readonly (int K, int N)[] _layers = [(784, 1000), (1000, 1000), (1000, 784), (8, 1000), (1000, 8), (1000, 1), (3000, 3000)];

    /// <summary>All that a run without a filter measures.</summary>
    public static IReadOnlyList<RooflineCase> All { get; } =
    [
        .. Layers("y", ProductForm.Output, 100), .. Layers("y", ProductForm.Output, 200),
        .. Layers("dx", ProductForm.InputGradient, 100), .. Layers("dx", ProductForm.InputGradient, 200),
        .. Layers("dw", ProductForm.WeightGradient, 100), .. Layers("dw", ProductForm.WeightGradient, 200),
        new("y", ProductForm.Output, 1, 784, 1000), new("y", ProductForm.Output, 1, 1000, 1000),
        .. Layers("y+bias+relu", ProductForm.FusedLayer, 100)[..4],
        new("square", ProductForm.Output, 1024, 1024, 1024),
        new("square", ProductForm.Output, 2048, 2048, 2048),
        new("square", ProductForm.Output, 4096, 4096, 4096),
    ];

    /// <summary>Floating-point operations of one call; a multiply-add counts two, bias and activation none.</summary>
    public double Operations => 2.0 * M * K * N;

    /// <summary>The cases that any of the filters names; all if there is no filter.</summary>
    /// <param name="filters">Parts of the cases' texts, or patterns of the whole with * and ?; x may stand for ×.</param>
    /// <exception cref="UnmatchedFilterException">A filter names none.</exception>
    public static IReadOnlyList<RooflineCase> Select(IReadOnlyList<string> filters)
    {
        if (filters.FirstOrDefault(filter => !All.Any(product => product.Matches(filter))) is { } unmatched)
        {
            throw new UnmatchedFilterException(unmatched);
        }

        return filters.Count == 0 ? All : [.. All.Where(product => filters.Any(product.Matches))];
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {M}×{K}×{N}");

    private static RooflineCase[] Layers(string name, ProductForm form, int batch) =>
        [.. _layers.Select(layer => new RooflineCase(name, form, batch, layer.K, layer.N))];

    private bool Matches(string filter)
    {
        string text = Plain(ToString()), wanted = Plain(filter);
        return wanted.AsSpan().ContainsAny('*', '?')
            ? FileSystemName.MatchesSimpleExpression(wanted, text)
            : text.Contains(wanted, StringComparison.OrdinalIgnoreCase);
    }

    private static string Plain(string text) => text.Replace('×', 'x').Trim();
}

/// <summary>A filter that names no product.</summary>
/// <param name="filter">What was typed.</param>
internal sealed class UnmatchedFilterException(string filter) : Aae.Core.AaeException(
    $"--filter '{filter}' names no product: they are called like 'dx 100×784×1000', with the forms {string.Join(", ", RooflineCase.All.Select(product => product.Name).Distinct())}");
