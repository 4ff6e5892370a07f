using System.IO.Enumeration;
using Aae.Benchmarks.Gemm;
using Aae.Cli;

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
    /// <exception cref="UsageException">A filter names none.</exception>
    public static IReadOnlyList<LayerProduct> Of(IReadOnlyList<string> filters)
    {
        if (filters.FirstOrDefault(filter => !All.Any(product => Matches(product, filter))) is { } unmatched)
        {
            throw new UsageException(
                $"--filter '{unmatched}' names no product: they are called like 'dx 100×784×1000', with the forms {string.Join(", ", All.Select(product => product.Name).Distinct())}");
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
