using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core.Tensors;
using Aae.Models.Networks;

namespace Aae.Models.Phases;

/// <summary>
/// The encoder, as the generator, ascends mean log D(z_code): its codes are to pass for samples of the prior (paper §2, second
/// half of the regularization phase, in the non-saturating form). The discriminator stays.
/// </summary>
internal sealed class GeneratorPhase(Part part, Encoder encoder, Discriminator discriminator, EncoderPass codes, Descent descent)
    : Phase($"generator.{part.Name}", encoder.ParametersOf(part), descent)
{
    private readonly Dictionary<TrainingStep, Variable> _codes = [];
    private IReadOnlyCollection<Parameter> _reached = [];

    protected override void Prepare(TrainingStep step) => codes.Codes(step);

    protected override Variable Record(Tape tape, TrainingStep step)
    {
        var fromPrior = new Tensor(new Shape(step.BatchSize, 1));
        fromPrior.Span.Fill(1);

        Variable z = _codes[step] = tape.Input(codes.Codes(step)[part].Value);
        return tape.BinaryCrossEntropy(discriminator.Apply(tape, z), tape.Constant(fromPrior));
    }

    protected override void ContinueBackward(TrainingStep step) => _reached = codes.Backward(step, part, _codes[step].Gradient!);

    protected override IReadOnlyCollection<Parameter> Reached(Tape tape, TrainingStep step) => _reached;
}
