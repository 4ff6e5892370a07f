using Aae.Autograd.Modules;
using Aae.Autograd.Ops;
using Aae.Autograd.Optimizers;
using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;

namespace Aae.Tests.Autograd.Tapes;

[Category("Unit")]
internal sealed class TapeTests
{
    [Test]
    public void A_replay_computes_what_a_new_tape_would()
    {
        Linear layer = Layer();
        Tensor x = OpInput(0.5f);
        var tape = new Tape();
        Variable loss = Loss(tape, layer, x);
        tape.Backward(loss);

        OpInput(-1.5f).Span.CopyTo(x.Span);
        tape.Forward();
        tape.Backward(loss);
        float[] replayed = [loss.Scalar, .. layer.Weight.Gradient!.Span];

        var fresh = new Tape();
        Variable again = Loss(fresh, layer, x);
        fresh.Backward(again);
        Assert.That(replayed, Is.EqualTo(new[] { again.Scalar }.Concat(layer.Weight.Gradient!.Span.ToArray())));
    }

    [Test]
    public void A_replay_allocates_nothing()
    {
        Linear layer = Layer();
        var tape = new Tape(team: WorkerTeam.Single);
        Variable loss = Loss(tape, layer, OpInput(0.5f));
        var optimizer = new Sgd(layer.Parameters, 0.9f);
        void Step()
        {
            tape.Step++;
            tape.Forward();
            tape.Backward(loss);
            GradientNorm.Of(layer.Parameters, tape.Team);
            optimizer.Update(0.01f, tape.Team);
        }

        Step();
        Assert.That(Allocations.OfTen(Step), Is.Zero);
    }

    [Test]
    public void A_parameter_used_twice_gets_the_sum_of_both_gradients()
    {
        Linear layer = Layer();
        Tensor x = OpInput(1);
        var tape = new Tape();
        Variable loss = tape.Add(Loss(tape, layer, x), Loss(tape, layer, x));
        tape.Backward(loss);
        float[] both = layer.Weight.Gradient!.Span.ToArray();

        tape = new Tape();
        tape.Backward(Loss(tape, layer, x));

        Assert.That(both, Is.EqualTo(layer.Weight.Gradient!.Span.ToArray().Select(g => 2 * g)).Within(1e-6f));
    }

    [Test]
    public void A_way_back_in_two_tapes_gives_the_gradient_of_one()
    {
        Linear first = Layer("first");
        var second = new Linear("second", 3, 2, Activation.Tanh, Initializer.He);
        second.Initialize(2);
        var whole = new Tape();
        whole.Backward(Loss(whole, second, first.Apply(whole, whole.Constant(OpInput(1)))));
        float[] expected = first.Weight.Gradient!.Span.ToArray();

        var lower = new Tape();
        Variable z = first.Apply(lower, lower.Constant(OpInput(1)));
        var upper = new Tape();
        Variable input = upper.Input(z.Value);
        upper.Backward(Loss(upper, second, input));
        lower.Backward(z, input.Gradient!);

        Assert.That(first.Weight.Gradient!.Span.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void Only_the_parameters_that_a_tape_moves_are_differentiated()
    {
        Linear first = Layer("first");
        var second = new Linear("second", 3, 2, Activation.Identity, Initializer.He);
        second.Initialize(1);
        var tape = new Tape(moves: first.Parameters);

        tape.Backward(Loss(tape, second, first.Apply(tape, tape.Constant(OpInput(1)))));

        Assert.That(tape.Reached, Is.EquivalentTo(first.Parameters));
        Assert.That(second.Weight.Gradient, Is.Null);
    }

    [Test]
    public void A_frozen_parameter_gets_no_gradient_and_does_not_move()
    {
        Linear layer = Layer();
        layer.Weight.Frozen = true;
        float[] before = layer.Weight.Value.Span.ToArray();
        var tape = new Tape();

        tape.Backward(Loss(tape, layer, OpInput(1)));
        new Sgd(layer.Parameters, 0).Update(0.1f, WorkerTeam.Single);

        Assert.That(tape.Reached, Is.EqualTo(new[] { layer.Bias }));
        Assert.That(layer.Weight.Value.Span.ToArray(), Is.EqualTo(before));
    }

    [Test]
    public void Nothing_is_differentiated_through_ops_recorded_without_gradient()
    {
        Linear first = Layer("first");
        var second = new Linear("second", 3, 2, Activation.Identity, Initializer.He);
        second.Initialize(1);
        var tape = new Tape();
        Variable z;
        using (tape.WithoutGradient())
        {
            z = first.Apply(tape, tape.Constant(OpInput(1)));
        }

        tape.Backward(Loss(tape, second, z));

        Assert.That(tape.Reached, Is.EquivalentTo(second.Parameters));
    }

    [Test]
    public void What_cannot_be_differentiated_is_refused_with_the_reason()
    {
        Linear layer = Layer();
        var tape = new Tape(moves: []);
        Variable y = layer.Apply(tape, tape.Constant(OpInput(1)));

        Assert.That(() => tape.Backward(y), Throws.TypeOf<AaeException>().With.Message.Contains("[2, 3]"));
        Assert.That(() => tape.Backward(Loss(tape, layer, OpInput(1))), Throws.TypeOf<AaeException>().With.Message.Contains("nothing"));
    }

    [Test]
    public void Shapes_that_do_not_fit_are_named()
    {
        var tape = new Tape();
        Linear layer = Layer();

        Assert.That(
            () => layer.Apply(tape, tape.Constant(new Tensor(new Shape(2, 5)))),
            Throws.TypeOf<AaeException>().With.Message.Contains("[2, 5]").And.Message.Contains("[4, 3]"));
    }

    [Test]
    public void Streams_differ_by_tape_by_name_and_by_order_of_asking()
    {
        var a = new Tape(name: "a", seed: 1);
        var b = new Tape(name: "b", seed: 1);

        Assert.That(new[] { a.Stream("x"), a.Stream("x"), a.Stream("y"), b.Stream("x") }, Is.Unique);
        Assert.That(new Tape(name: "a", seed: 1).Stream("x"), Is.EqualTo(RandomStream.Named(1, "a/x/1")));
    }

    private static Linear Layer(string name = "layer")
    {
        var layer = new Linear(name, 4, 3, Activation.Tanh, Initializer.He);
        layer.Initialize(1);
        return layer;
    }

    private static Tensor OpInput(float scale) => new(new Shape(2, 4), [scale, 2, -scale, 0.5f, 1, scale, 3, -1]);

    private static Variable Loss(Tape tape, Linear layer, Tensor x) => Loss(tape, layer, tape.Constant(x));

    private static Variable Loss(Tape tape, Linear layer, Variable x)
    {
        Variable y = layer.Apply(tape, x);
        return tape.HalfSquaredError(y, tape.Constant(new Tensor(y.Shape)));
    }
}
