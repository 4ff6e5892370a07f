using Aae.Core;

namespace Aae.Models.Evaluation;

/// <summary>How many images of each label were given each class, or each cluster: counts [labels, classes].</summary>
public sealed class ConfusionMatrix
{
    private readonly int[][] _counts;

    private ConfusionMatrix(int[][] counts, int total)
    {
        _counts = counts;
        Total = total;
    }

    /// <summary>The number of labels: rows.</summary>
    public int Labels => _counts.Length;

    /// <summary>The number of classes or clusters: columns.</summary>
    public int Classes => _counts[0].Length;

    /// <summary>The number of images.</summary>
    public int Total { get; }

    /// <summary>The images of a label that were given a class.</summary>
    public int this[int label, int @class] => _counts[label][@class];

    /// <summary>
    /// The share of images whose class is not their label: 1 − Σ_i n_ii / n. Only where classes have the numbers of labels; of
    /// clusters see <see cref="ErrorOf"/>.
    /// </summary>
    public double Error => ErrorOf([.. Enumerable.Range(0, Classes)]);

    /// <summary>Counts.</summary>
    /// <param name="labels">The label of each image, below <paramref name="labelCount"/>.</param>
    /// <param name="classes">The class or cluster that each image was given, 0 to <paramref name="classCount"/> − 1.</param>
    /// <param name="labelCount">Rows, 1 or more.</param>
    /// <param name="classCount">Columns, 1 or more.</param>
    /// <exception cref="AaeException">There is no image, the two differ in number, or one of their elements is out of range.</exception>
    public static ConfusionMatrix Count(ReadOnlySpan<byte> labels, ReadOnlySpan<int> classes, int labelCount, int classCount)
    {
        if (labels.Length != classes.Length || labels.IsEmpty)
        {
            throw new AaeException($"{labels.Length} labels and {classes.Length} classes: a confusion matrix needs equally many, 1 or more");
        }

        int[][] counts = [.. Enumerable.Range(0, labelCount).Select(_ => new int[classCount])];
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] >= labelCount || (uint)classes[i] >= (uint)classCount)
            {
                throw new AaeException(
                    $"image {i} has the label {labels[i]} and the class {classes[i]}; labels go from 0 to {labelCount - 1}, classes from 0 to {classCount - 1}");
            }

            counts[labels[i]][classes[i]]++;
        }

        return new ConfusionMatrix(counts, labels.Length);
    }

    /// <summary>The share of images whose class does not stand for their label.</summary>
    /// <param name="labelOfClass">The label that each class or cluster stands for; one that no image has makes all of the class errors.</param>
    public double ErrorOf(IReadOnlyList<int> labelOfClass)
    {
        int right = 0;
        for (int k = 0; k < Classes; k++)
        {
            right += labelOfClass[k] < Labels ? _counts[labelOfClass[k]][k] : 0;
        }

        return (double)(Total - right) / Total;
    }

    /// <summary>The images of each label.</summary>
    public int[] LabelSums() => [.. _counts.Select(row => row.Sum())];

    /// <summary>The images of each class.</summary>
    public int[] ClassSums() => [.. Enumerable.Range(0, Classes).Select(k => _counts.Sum(row => row[k]))];

    /// <summary>The counts, a row a label.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Rows => _counts;
}
