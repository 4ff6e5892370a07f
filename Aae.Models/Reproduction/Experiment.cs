namespace Aae.Models.Reproduction;

/// <summary>A table or a figure of the paper: what is trained for it, measured and shown.</summary>
/// <param name="Name">As in "table-2".</param>
/// <param name="Section">The paper's section, as in "§5", or that it is none of the paper's.</param>
/// <param name="Title">What it is about, in a few words.</param>
/// <param name="Caption">What it shows and how it is measured, in a sentence or more.</param>
public sealed record Experiment(string Name, string Section, string Title, string Caption)
{
    /// <summary>The models that it compares.</summary>
    public required IReadOnlyList<ExperimentRow> Rows { get; init; }

    /// <summary>What is measured of samples that no model made, too: of training images and of their centroids.</summary>
    public IReadOnlyList<Measure> References { get; init; } = [];

    /// <summary>The data set of the paper's numbers, whatever ours are of.</summary>
    public string PaperData { get; init; } = "mnist";

    /// <summary>Whether it is run only when it is named: "all" needs no images but MNIST's.</summary>
    public bool IsOnlyByName { get; init; }

    /// <summary>Measures drawn against the number in which models differ.</summary>
    public IReadOnlyList<ExperimentChart> Charts { get; init; } = [];

    /// <summary>What a reader should know besides, a paragraph each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A model of an experiment.</summary>
/// <param name="Label">What tells it from the others.</param>
/// <param name="Recipe">The built-in recipe that trains it.</param>
/// <param name="Twin">A built-in recipe on the built-in digits that stands for it in a quick run.</param>
public sealed record ExperimentRow(string Label, string Recipe, string Twin)
{
    private const string MainData = "mnist-";

    /// <summary>Assignments "path=value" to both recipes.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>Assignments to the twin alone, where it is the twin of several recipes.</summary>
    public IReadOnlyList<string> TwinChanges { get; init; } = [];

    /// <summary>What tells the twin from the others, where <see cref="Label"/> is not true of it; null where it is.</summary>
    public string? TwinLabel { get; init; }

    /// <summary>The number of labels that it sees, where that is what tells it from the others: "100", "1000", "all" or "none".</summary>
    public string? Labels { get; init; }

    /// <summary>Its place in the experiment's charts, where there are any.</summary>
    public ChartPoint? Point { get; init; }

    /// <summary>What is measured, and the paper's numbers.</summary>
    public IReadOnlyList<MeasureInPaper> Measures { get; init; } = [];

    /// <summary>What is shown.</summary>
    public IReadOnlyList<ExperimentPicture> Pictures { get; init; } = [];

    /// <summary>The name of its runs.</summary>
    /// <param name="quick">Whether the twin is meant.</param>
    public string RunName(bool quick)
    {
        string name = !quick ? Recipe : $"digits-{(Recipe.StartsWith(MainData, StringComparison.Ordinal) ? Recipe[MainData.Length..] : Recipe)}";
        return string.Join('-', [name, .. Changes.Select(Short)]);
    }

    // As in "lambda-0.1": the key without its path, and the value.
    private static string Short(string change)
    {
        string[] sides = change.Split('=', 2);
        return $"{sides[0][(sides[0].LastIndexOf('.') + 1)..]}-{sides[1]}";
    }
}

/// <summary>A picture of a run.</summary>
/// <param name="File">The file among the run's figures, as in "scatter.png".</param>
/// <param name="Caption">What it shows.</param>
public sealed record ExperimentPicture(string File, string Caption);

/// <summary>Where a model stands in its experiment's charts.</summary>
/// <param name="Series">The curve to which it belongs, in ASCII.</param>
/// <param name="Number">The number in which it differs from the others, above 0.</param>
public sealed record ChartPoint(string Series, double Number);

/// <summary>A measure drawn against the number in which models differ.</summary>
/// <param name="File">The file's name, as in "wae-reconstruction.png".</param>
/// <param name="Number">What the number is called, in ASCII.</param>
/// <param name="Measure">The measure.</param>
/// <param name="Title">The line above it, in ASCII.</param>
/// <param name="Caption">What it shows.</param>
public sealed record ExperimentChart(string File, string Number, Measure Measure, string Title, string Caption);
