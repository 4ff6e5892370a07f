using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core.Tensors;
using Aae.Models.Networks;

namespace Aae.Models.Phases;

/// <summary>
/// The encoder, as the generator, ascends mean log D(z_code): its codes are to pass for samples of the prior (paper §2, second
/// half of the regularization phase, in the non-saturating form). A code of several parts has a discriminator for each; the
/// encoder ascends the sum. The discriminators stay.
/// </summary>
internal sealed class GeneratorPhase(string name, Encoder encoder, IReadOnlyList<Adversary> adversaries, EncoderPass codes, Descent descent)
    : Phase(name, encoder.ParametersOf(adversaries.Select(adversary => adversary.Part)), descent)
{
    private readonly Dictionary<TrainingStep, Variable[]> _codes = [];
    private IReadOnlyCollection<Parameter> _reached = [];

    protected override void Prepare(TrainingStep step) => codes.Codes(step);

    protected override Variable Record(Tape tape, TrainingStep step)
    {
        var fromPrior = new Tensor(new Shape(step.BatchSize, 1));
        fromPrior.Span.Fill(1);

        Variable? labels = step.LabelsOn(tape);
        Variable[] z = _codes[step] = [.. adversaries.Select(adversary => tape.Input(codes.Codes(step)[adversary.Part].Value))];
        return adversaries
            .Select((adversary, i) => tape.BinaryCrossEntropy(adversary.Discriminator.Judge(tape, z[i], labels), tape.Constant(fromPrior)))
            .Aggregate(tape.Add);
    }

    private protected override void ContinueBackward(TrainingStep step, IMover? mover) => _reached = codes.Backward(step, _codes[step], mover);

    protected override IReadOnlyCollection<Parameter> Reached(Tape tape, TrainingStep step) => _reached;
}
