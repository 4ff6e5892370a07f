using Aae.Autograd.Ops;
using Aae.Autograd.Optimizers;
using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;
using Aae.Core.Threading;

namespace Aae.Tests.Autograd.Optimizers;

[Category("Unit")]
internal sealed class OptimizerTests
{
    [Test]
    public void Sgd_follows_its_formula()
    {
        Parameter w = Parameter(1, -2);
        var optimizer = new Sgd([w], momentum: 0.5f);

        Descend(w, optimizer, rate: 0.1f); // g = w: v = w, w ← 0.9 w
        Descend(w, optimizer, rate: 0.1f); // v = 0.5 + 0.9 = 1.4, w ← 0.9 − 0.14

        Assert.That(w.Value.Span.ToArray(), Is.EqualTo(new[] { 0.76f, -1.52f }).Within(1e-6f));
        Assert.That(optimizer.State.Single().Key, Is.EqualTo("momentum/w"));
    }

    [Test]
    public void Adam_follows_its_formula()
    {
        Parameter w = Parameter(1, -2);
        var optimizer = new Adam([w], 0.9f, 0.999f, 1e-8f);
        double[] expected = [1, -2];
        double[] m = [0, 0];
        double[] v = [0, 0];
        for (int t = 1; t <= 5; t++)
        {
            Descend(w, optimizer, rate: 0.1f);
            for (int i = 0; i < 2; i++)
            {
                double g = expected[i];
                m[i] = 0.9 * m[i] + 0.1 * g;
                v[i] = 0.999 * v[i] + 0.001 * g * g;
                expected[i] -= 0.1 * (m[i] / (1 - Math.Pow(0.9, t))) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.999, t))) + 1e-8);
            }
        }

        Assert.That(w.Value.Span.ToArray(), Is.EqualTo(expected).Within(1e-5));
        Assert.That(optimizer.Updates, Is.EqualTo(5));
        Assert.That(optimizer.State.Select(state => state.Key), Is.EqualTo(new[] { "mean/w", "square/w" }));
    }

    [Test]
    public void Weight_decay_joins_the_gradient_of_Sgd_and_stands_beside_that_of_Adam()
    {
        Parameter a = Parameter(1, -2);
        Parameter b = Parameter(1, -2);

        Descend(a, new Sgd([a], momentum: 0, weightDecay: 0.5f), rate: 0.1f); // g + λw = 1.5 w
        Descend(b, new Adam([b], weightDecay: 0.5), rate: 0.1f); // a first step of size rate against the sign, and 0.05 w

        Assert.That(a.Value.Span.ToArray(), Is.EqualTo(new[] { 0.85f, -1.7f }).Within(1e-6f));
        Assert.That(b.Value.Span.ToArray(), Is.EqualTo(new[] { 0.85f, -1.8f }).Within(1e-6f));
    }

    [TestCase(-0.1f, "-0.1")]
    [TestCase(float.NaN, "NaN")]
    [TestCase(float.PositiveInfinity, "Infinity")]
    public void An_impossible_weight_decay_is_refused(float decay, string shown)
    {
        string message = $"a weight decay is 0 or more and finite, not {shown}";
        Assert.That(() => new Sgd([], 0, decay), Throws.TypeOf<AaeException>().With.Message.StartsWith(message));
        Assert.That(() => new Adam([], weightDecay: decay), Throws.TypeOf<AaeException>().With.Message.StartsWith(message));
    }

    [Test]
    public void The_norm_is_that_of_all_gradients_and_clipping_bounds_it()
    {
        Parameter a = Parameter(3, 0);
        Parameter b = Parameter(0, 4);
        Descend(a, new Sgd([a], 0), 1);
        Descend(b, new Sgd([b], 0), 1);

        double norm = GradientNorm.Of([a, b], WorkerTeam.Single);

        Assert.That(norm, Is.EqualTo(5).Within(1e-6));
        Assert.That(GradientNorm.ClipScale(norm, 2), Is.EqualTo(0.4f).Within(1e-6f));
        Assert.That(GradientNorm.ClipScale(norm, 6), Is.EqualTo(1));
    }

    private static Parameter Parameter(float x, float y)
    {
        var w = new Parameter("w", new Shape(1, 2));
        w.Value.Span[0] = x;
        w.Value.Span[1] = y;
        return w;
    }

    // One update on ½‖w‖², whose gradient is w.
    private static void Descend(Parameter w, Optimizer optimizer, float rate)
    {
        var tape = new Tape();
        tape.Backward(tape.HalfSquaredError(w, tape.Constant(new Tensor(w.Shape))));
        optimizer.Update(rate, WorkerTeam.Single);
    }
}
