using Aae.Core.Tensors;
using Aae.Models.Phases;
using Aae.Models.Variants;
using static Aae.Tests.Models.Phases.SmallStep;

namespace Aae.Tests.Models.Phases;

/// <summary>What every phase of every variant may touch: its own tensors, its own optimizer's state, and no memory of the collector's.</summary>
[Category("Unit")]
internal sealed class PhaseScopeTests
{
    [TestCase("basic", "reconstruction", "encoder.", "decoder.")]
    [TestCase("basic", "discriminator.z", "discriminator.z.")]
    [TestCase("basic", "generator.z", "encoder.")]
    [TestCase("semi-supervised", "reconstruction", "encoder.", "decoder.")]
    [TestCase("semi-supervised", "discriminator.y", "discriminator.y.")]
    [TestCase("semi-supervised", "discriminator.z", "discriminator.z.")]
    [TestCase("semi-supervised", "generator", "encoder.")]
    [TestCase("semi-supervised", "classification", "encoder.hidden", "encoder.y.")]
    [TestCase("clustering", "reconstruction", "encoder.", "decoder.")]
    [TestCase("clustering", "discriminator.y", "discriminator.y.")]
    [TestCase("clustering", "discriminator.z", "discriminator.z.")]
    [TestCase("clustering", "generator", "encoder.")]
    [TestCase("clustering-convolutional", "reconstruction", "encoder.", "decoder.")]
    [TestCase("clustering-convolutional", "generator", "encoder.")]
    [TestCase("label-regularized", "reconstruction", "encoder.", "decoder.")]
    [TestCase("label-regularized", "discriminator.z", "discriminator.z.")]
    [TestCase("label-regularized", "generator.z", "encoder.")]
    [TestCase("supervised", "reconstruction", "encoder.", "decoder.")]
    [TestCase("supervised", "discriminator.z", "discriminator.z.")]
    [TestCase("supervised", "generator.z", "encoder.")]
    [TestCase("dimensionality-reduction", "reconstruction", "encoder.", "decoder.")]
    [TestCase("dimensionality-reduction", "discriminator.y", "discriminator.y.")]
    [TestCase("dimensionality-reduction", "discriminator.z", "discriminator.z.")]
    [TestCase("dimensionality-reduction", "generator", "encoder.")]
    [TestCase("dimensionality-reduction", "classification", "encoder.hidden", "encoder.y.")]
    [TestCase("dimensionality-reduction", "heads", "decoder.heads.")]
    [TestCase("gaussian", "reconstruction", "encoder.", "decoder.")]
    [TestCase("gaussian", "discriminator.z", "discriminator.z.")]
    [TestCase("gaussian", "generator.z", "encoder.")]
    [TestCase("universal", "generator.z", "encoder.")]
    [TestCase("semi-supervised-random", "generator", "encoder.")]
    [TestCase("semi-supervised-random", "classification", "encoder.hidden", "encoder.y.")]
    [TestCase("semi-supervised-consistent", "consistency", "encoder.hidden", "encoder.y.")]
    [TestCase("clustering-consistent", "consistency", "encoder.hidden", "encoder.y.")]
    [TestCase("dimensionality-reduction-consistent", "consistency", "encoder.hidden", "encoder.y.")]
    [TestCase("vae", "evidence", "encoder.", "decoder.")]
    [TestCase("vae-mixture", "evidence", "encoder.", "decoder.")]
    [TestCase("joint", "discriminator.z", "discriminator.z.")]
    [TestCase("joint", "joint", "encoder.", "decoder.")]
    [TestCase("mmd", "joint", "encoder.", "decoder.")]
    [TestCase("gan", "discriminator.x", "discriminator.x.")]
    [TestCase("gan", "generator", "decoder.")]
    [TestCase("gan-convolutional", "discriminator.x", "discriminator.x.")]
    [TestCase("gan-convolutional", "generator", "decoder.")]
    [TestCase("dbn", "layer1", "encoder.hidden1.", "decoder.output.")]
    [TestCase("dbn", "layer2", "encoder.z.", "decoder.hidden1.")]
    [TestCase("stacked-cae", "layer1", "encoder.hidden1.", "decoder.output.")]
    [TestCase("stacked-cae", "layer2", "encoder.z.", "decoder.hidden1.")]
    [TestCase("gsn", "walkback", "encoder.", "decoder.")]
    [TestCase("gmmn", "reconstruction", "encoder.", "decoder.")]
    [TestCase("gmmn", "generator", "generator.")]
    public void A_phase_moves_its_own_tensors_and_no_others(string variant, string phase, params string[] own)
    {
        AdversarialAutoencoder model = SmallRun.Of(variant).Create(Image);
        Dictionary<string, float[]> before = Values(model);
        Dictionary<string, float[]>[] states = [.. model.Phases.Select(State)];

        PhaseOf(model, phase).Run(Step(model, 0, 1, 2, 0, 1, 2, 0, 1));

        Assert.Multiple(() =>
        {
            foreach ((string name, Tensor tensor) in model.Tensors)
            {
                bool moved = !tensor.Span.SequenceEqual(before[name]);
                bool mine = own.Any(start => name.StartsWith(start, StringComparison.Ordinal));
                bool running = name.EndsWith("norm.mean", StringComparison.Ordinal) || name.EndsWith("norm.variance", StringComparison.Ordinal);
                if (mine && variant is "clustering" or "clustering-convolutional" or "clustering-consistent" or "gan" or "gan-convolutional" or "gmmn" && name.StartsWith(variant is "gan" or "gan-convolutional" or "gmmn" ? own[0] : "encoder.", StringComparison.Ordinal) && name.EndsWith(".bias", StringComparison.Ordinal))
                {
                    continue; // batch norm takes the bias before it away: what is left of its gradient is rounding
                }

                Assert.That(moved, Is.EqualTo(mine && (!running || phase == "reconstruction" || variant is "gan" or "gan-convolutional" or "gmmn")), name);
            }

            for (int i = 0; i < states.Length; i++)
            {
                Phase other = model.Phases[i];
                bool same = State(other).All(state => state.Value.SequenceEqual(states[i][state.Key]));
                Assert.That(same, Is.EqualTo(other.Name != phase || states[i].Count == 0), $"the momentum of {other.Name}");
            }
        });
    }

    [TestCase("basic")]
    [TestCase("semi-supervised")]
    [TestCase("clustering")]
    [TestCase("clustering-convolutional")]
    [TestCase("label-regularized")]
    [TestCase("supervised")]
    [TestCase("dimensionality-reduction")]
    [TestCase("semi-supervised-random")]
    [TestCase("semi-supervised-consistent")]
    [TestCase("vae")]
    [TestCase("vae-mixture")]
    [TestCase("joint")]
    [TestCase("mmd")]
    [TestCase("gan")]
    [TestCase("gan-convolutional")]
    [TestCase("dbn")]
    [TestCase("stacked-cae")]
    [TestCase("gsn")]
    [TestCase("gmmn")]
    public void A_step_allocates_nothing_after_the_first(string variant)
    {
        AdversarialAutoencoder model = SmallRun.Of(variant).Create(Image);
        TrainingStep step = Step(model, 0, 1, 2, 0);
        void All()
        {
            step.Number++;
            for (int i = 0; i < model.Phases.Count; i++)
            {
                model.Phases[i].Run(step);
            }
        }

        All();
        Assert.That(Allocations.OfTen(All), Is.Zero);
    }
}
