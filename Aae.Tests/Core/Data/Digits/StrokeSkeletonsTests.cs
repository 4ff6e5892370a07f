using Aae.Core.Data.Digits;

namespace Aae.Tests.Core.Data.Digits;

[Category("Unit")]
internal sealed class StrokeSkeletonsTests
{
    [Test]
    public void Weights_are_percentages_and_choose_every_way([Range(0, 9)] int digit)
    {
        Skeleton[] ways = [.. StrokeSkeletons.Of(digit)];
        int[] chosen = [.. Enumerable.Range(0, 100).CountBy(percent => StrokeSkeletons.Choose(digit, percent)).Select(pair => pair.Value)];

        Assert.That(ways, Has.Length.GreaterThanOrEqualTo(3));
        Assert.That(chosen, Is.EqualTo(ways.Select(way => way.Weight)));
    }

    [Test]
    public void Points_lie_in_the_box_and_fill_its_height([Range(0, 9)] int digit)
    {
        foreach (Skeleton way in StrokeSkeletons.Of(digit).ToArray())
        {
            Assert.That(way.Points.SelectMany(point => new[] { point.X, point.Y }), Is.All.InRange(0f, 10f));
            Assert.That(way.Points.Max(point => point.Y) - way.Points.Min(point => point.Y), Is.GreaterThan(8.5f));
        }
    }

    [Test]
    public void Every_stroke_begins_with_the_pen_lifted_and_paths_fit_their_room([Range(0, 9)] int digit)
    {
        var path = new PenPoint[Handwriting.MaxPathLength];
        foreach (Skeleton way in StrokeSkeletons.Of(digit).ToArray())
        {
            var draws = new DrawSequence(default, 0);
            int length = Handwriting.Write(ref draws, way, carelessness: 0f, path);

            Assert.That(path.Take(length).Count(point => !point.Joined), Is.EqualTo(way.StrokeEnds.Length));
            Assert.That(path.Take(length).Max(point => point.Pressure), Is.LessThanOrEqualTo(Handwriting.MaxPressure));
            foreach ((float x, float y) in way.Points)
            {
                // Without carelessness the curve runs through the points.
                Assert.That(path.Take(length).Min(point => Math.Abs(point.X - x) + Math.Abs(point.Y - y)), Is.LessThan(1e-5f));
            }
        }
    }
}
