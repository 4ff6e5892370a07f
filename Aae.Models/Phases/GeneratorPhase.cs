using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core.Tensors;
using Aae.Models.Networks;

namespace Aae.Models.Phases;

/// <summary>
/// The encoder, as the generator, ascends mean log D(z_code): its codes are to pass for samples of the prior (paper §2, second
/// half of the regularization phase, in the non-saturating form). A code of several parts has a discriminator for each; the
/// encoder ascends the sum, in which a pull that grows over the first epochs has a weight, the same for all steps of an epoch.
/// The discriminators stay.
/// </summary>
internal sealed class GeneratorPhase(string name, Encoder encoder, IReadOnlyList<Adversary> adversaries, EncoderPass codes, Descent descent)
    : Phase(name, encoder.ParametersOf(adversaries.Select(adversary => adversary.Part)), descent)
{
    private readonly Dictionary<TrainingStep, Variable[]> _codes = [];
    private readonly Tensor[] _weights = [.. adversaries.Select(_ => new Tensor(new Shape()))]; // read by every pass of a recording
    private IReadOnlyCollection<Parameter> _reached = [];

    protected override void Prepare(TrainingStep step)
    {
        codes.Codes(step);
        for (int i = 0; i < adversaries.Count; i++)
        {
            _weights[i].Span[0] = adversaries[i].WeightAt(step.Epoch);
        }
    }

    protected override Variable Record(Tape tape, TrainingStep step)
    {
        Variable? labels = step.LabelsOn(tape);
        Variable[] z = _codes[step] = [.. adversaries.Select(adversary => tape.Input(codes.Codes(step)[adversary.Part].Value))];
        return adversaries
            .Select((adversary, i) =>
            {
                Variable loss = adversary.Discriminator.Deception(tape, z[i], labels);
                return adversary.Ramp > 0 ? tape.Scale(loss, _weights[i]) : loss;
            })
            .Aggregate(tape.Add);
    }

    private protected override void ContinueBackward(TrainingStep step, IMover? mover) => _reached = codes.Backward(step, _codes[step], mover);

    protected override IReadOnlyCollection<Parameter> Reached(Tape tape, TrainingStep step) => _reached;
}
