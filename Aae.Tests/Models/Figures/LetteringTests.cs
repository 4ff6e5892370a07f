using Aae.Models.Figures;

namespace Aae.Tests.Models.Figures;

[Category("Unit")]
internal sealed class LetteringTests
{
    private static readonly Rgb Black = new(0, 0, 0);

    private static IEnumerable<char> Printable => Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code);

    [Test]
    public void Every_printable_character_has_a_shape_of_its_own()
    {
        // A capital O is a zero.
        string[] shapes = [.. Printable.Where(c => c != 'O').Select(c => string.Join(";", Font.Of(c).Dots.Order()))];
        Assert.That(shapes, Is.Unique);
        Assert.That(Printable.Where(c => Font.Of(c).Dots.Count == 0), Is.EqualTo(new[] { ' ' }));
    }

    [Test]
    public void Capitals_and_digits_stand_on_the_base_line_at_full_height()
    {
        foreach (char c in "ABCDEFGHIJKLMNOPRSTUVWXYZ0123456789")
        {
            Assert.That(Font.Of(c).Dots.Min(dot => dot.Row), Is.Zero, $"{c}");
            Assert.That(Font.Of(c).Dots.Max(dot => dot.Row), Is.EqualTo(Font.CapHeight - 1), $"{c}");
        }
    }

    [TestCase('é')]
    [TestCase('\n')]
    [TestCase('\uffff')]
    public void A_character_that_is_not_there_is_shown_as_a_question_mark(char c) =>
        Assert.That(Font.Of(c), Is.SameAs(Font.Of('?')));

    [TestCase(1f)]
    [TestCase(1.8f)]
    [TestCase(4f)]
    public void Text_fills_the_width_that_is_measured(float size)
    {
        const string text = "Hp(x|z) 0.5 MH";
        var canvas = new Canvas(600, 80);
        canvas.Text(20, 40, text, Black, size: size);
        int[] inked = [.. Enumerable.Range(0, 600).Where(x => Enumerable.Range(0, 80).Any(y => canvas[x, y].R < 200))];
        Assert.That(inked.Min(), Is.EqualTo(20).Within(1));
        Assert.That(inked.Max() + 1, Is.EqualTo(20 + Lettering.Measure(text, size)).Within(1.5));
    }

    [Test]
    public void Alignment_says_which_point_x_is()
    {
        float width = Lettering.Measure("mean");
        Assert.That(Draw(30, Align.Centre), Is.EqualTo(Draw(30 - width / 2, Align.Left)).Within(1));
        Assert.That(Draw(70, Align.Right), Is.EqualTo(Draw(70 - width, Align.Left)).Within(1));

        static int Draw(float x, Align align)
        {
            var canvas = new Canvas(100, 30);
            canvas.Text(x, 15, "mean", Black, align);
            return Enumerable.Range(0, 100).First(column => Enumerable.Range(0, 30).Any(y => canvas[column, y].R < 128));
        }
    }
}
