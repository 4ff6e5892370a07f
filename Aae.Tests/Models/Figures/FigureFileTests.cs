using Aae.Core.Formats;
using Aae.Core.Tensors;
using Aae.Models.Evaluation;
using Aae.Models.Figures;

namespace Aae.Tests.Models.Figures;

/// <summary>What the figures put on disk.</summary>
[Category("Unit")]
internal sealed class FigureFileTests
{
    private string _folder = "";

    [SetUp]
    public void Create() => _folder = Directory.CreateTempSubdirectory("aae-figures").FullName;

    [TearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    private static readonly Tensor Values = new(new Shape(3, 2), [0.5f, 0.25f, 1, 0, 0.75f, float.NaN]);

    private static IEnumerable<TestCaseData> Figures =>
    [
        Figure("grid", path => ImageGrid.Write(path, Values, 1, 2, 1, columns: 2)),
        Figure("pairs", path => ImageGrid.Pairs(path, Values, Values, 1, 2, 1, columns: 2)),
        Figure("scatter", path => ScatterPlot.Write(path, Values, priorDeviation: 1, title: "codes")),
        Figure("scatter with labels", path => ScatterPlot.Write(path, Values, [1, 2, 3])),
        Figure("scatter with heads", path => ScatterPlot.Write(path, Values, heads: Values)),
        Figure("confusion", path => ConfusionFigure.Write(path, ConfusionMatrix.Count([0, 1], [1, 1], 2, 2), title: "digits")),
        Figure("curves", path => LearningCurves.Write(path, [Curve.PerEpoch("loss", [3, 2, 1])], title: "loss")),
    ];

    private static TestCaseData Figure(string name, Action<string> write) => new TestCaseData(write).SetArgDisplayNames(name);

    [TestCaseSource(nameof(Figures))]
    public void The_same_figure_has_the_same_bytes(Action<string> write)
    {
        write(Path.Combine(_folder, "a.png"));
        write(Path.Combine(_folder, "b.png"));
        Assert.That(File.ReadAllBytes(Path.Combine(_folder, "b.png")), Is.EqualTo(File.ReadAllBytes(Path.Combine(_folder, "a.png"))));
    }

    [Test]
    public void A_file_holds_the_pixels_that_were_drawn()
    {
        string path = Path.Combine(_folder, "grid.png");
        ImageGrid.Write(path, Values, 1, 2, 1, columns: 2, scale: 3, gap: 2);
        PngImage file = Png.Read(path);
        Canvas drawn = ImageGrid.Draw(Values, new ImageSize(1, 2, 1), columns: 2, scale: 3, gap: 2);
        Assert.That((file.Width, file.Height, file.Channels), Is.EqualTo((14, 8, 3)));
        for (int i = 0; i < 14 * 8; i++)
        {
            Rgb pixel = drawn[i % 14, i / 14];
            Assert.That(file.Pixels.AsSpan(3 * i, 3).ToArray(), Is.EqualTo(new[] { pixel.R, pixel.G, pixel.B }));
        }
    }
}
