using System.IO.Enumeration;
using Aae.Benchmarks.Gemm;
using Aae.Core;

namespace Aae.Benchmarks.Roofline;

/// <summary>The products that a run measures.</summary>
internal static class RooflineSelection
{
    /// <summary>All that a run without a filter measures.</summary>
    public static IReadOnlyList<LayerProduct> All { get; } =
    [
        .. LayerProduct.OfLayers(100), .. LayerProduct.OfLayers(200), .. LayerProduct.OfOneImage, .. LayerProduct.Fused(100),
        LayerProduct.Square(1024), LayerProduct.Square(2048), LayerProduct.Square(4096),
    ];

    /// <summary>The products that any of the filters names; all if there is no filter.</summary>
    /// <param name="filters">Parts of the products' names, or patterns of the whole with * and ?; x may stand for ×.</param>
    /// <exception cref="UnmatchedFilterException">A filter names none.</exception>
    public static IReadOnlyList<LayerProduct> Of(IReadOnlyList<string> filters)
    {
        if (filters.FirstOrDefault(filter => !All.Any(product => Matches(product, filter))) is { } unmatched)
        {
            throw new UnmatchedFilterException(unmatched);
        }

        return filters.Count == 0 ? All : [.. All.Where(product => filters.Any(filter => Matches(product, filter)))];
    }

    private static bool Matches(LayerProduct product, string filter)
    {
        string text = Plain(product.ToString()), wanted = Plain(filter);
        return wanted.AsSpan().ContainsAny('*', '?')
            ? FileSystemName.MatchesSimpleExpression(wanted, text)
            : text.Contains(wanted, StringComparison.OrdinalIgnoreCase);
    }

    private static string Plain(string text) => text.Replace('×', 'x').Trim();
}

/// <summary>A filter that names no product.</summary>
/// <param name="filter">What was typed.</param>
internal sealed class UnmatchedFilterException(string filter) : AaeException(
    $"--filter '{filter}' names no product: they are called like 'dx 100×784×1000', with the forms {string.Join(", ", RooflineSelection.All.Select(product => product.Name).Distinct())}");
