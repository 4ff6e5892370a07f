using System.Globalization;
using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Tensors;

namespace Aae.Models.Figures;

/// <summary>
/// Clusters and what is in them (paper §6): each row begins with the cluster's head, the decoded one-hot y with z = 0, and goes on
/// with ten images of those that fall into it, taken at equal distances in the order of the data set: not the best ones, so
/// that a cluster's mistakes are seen as often as they occur. A row with fewer has no more.
/// </summary>
public static class ClusterGrid
{
    private const int Members = 10;

    /// <summary>Draws the grid.</summary>
    /// <param name="path">The PNG file.</param>
    /// <param name="model">A model whose code has a part y.</param>
    /// <param name="images">The images, held-out ones as a rule.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="AaeException">The code has no part y, the images do not fit, or the file cannot be written.</exception>
    public static void Write(string path, TrainedModel model, ImageSet images, CancellationToken cancellation = default) =>
        Draw(model, images, cancellation).Save(path);

    internal static Canvas Draw(TrainedModel model, ImageSet images, CancellationToken cancellation)
    {
        int[] clusters = model.Classify(images, cancellation);
        Tensor heads = model.Decode(new ClassCodes(model).InAllClasses(code: null), cancellation);
        GridRow[] rows = [.. Enumerable.Range(0, heads.Shape.Rows).Select(k => Row(k, heads.Rows(k, 1), Drawn(clusters, k), images))];
        return LabelledGrid.Draw(
            rows, ["head", .. Enumerable.Repeat("", Members)], new ImageSize(model.Image.Height, model.Image.Width, model.Image.Channels));
    }

    /// <summary>The places of up to ten images of a cluster, at equal distances among all of it.</summary>
    internal static int[] Drawn(int[] clusters, int cluster)
    {
        int[] members = [.. Enumerable.Range(0, clusters.Length).Where(i => clusters[i] == cluster)];
        int count = Math.Min(Members, members.Length);
        return [.. Enumerable.Range(0, count).Select(j => members[(int)((2L * j + 1) * members.Length / (2 * count))])];
    }

    private static GridRow Row(int cluster, Tensor head, int[] members, ImageSet images)
    {
        var row = new Tensor(new Shape(1 + members.Length, images.Pixels));
        head.Row(0).CopyTo(row.Row(0));
        images.Gather(members, row.Rows(1, members.Length));
        return new GridRow(cluster.ToString(CultureInfo.InvariantCulture), row);
    }
}
