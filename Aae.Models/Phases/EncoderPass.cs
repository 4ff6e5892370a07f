using Aae.Autograd.Tapes;
using Aae.Core.Tensors;
using Aae.Models.Networks;

namespace Aae.Models.Phases;

/// <summary>
/// A minibatch's codes, computed once for the discriminator's phase and the generator's: the encoder has not moved in between,
/// so its second forward pass would give the same numbers.
/// </summary>
/// <param name="encoder">q(z|x).</param>
/// <param name="name">The name of its tape.</param>
internal sealed class EncoderPass(Encoder encoder, string name)
{
    private readonly Dictionary<TrainingStep, Pass> _passes = [];

    /// <summary>The codes of the step's minibatch under the encoder as it is now. Always the same variables for a step object.</summary>
    public Code Codes(TrainingStep step)
    {
        if (!_passes.TryGetValue(step, out Pass? pass))
        {
            var tape = new Tape(encoder.Parameters, training: true, name, step.Seed, step.Team) { Step = step.Number, Profile = step.Profile };
            pass = new Pass(tape, encoder.Encode(tape, tape.Constant(step.Images))) { Number = step.Number, Version = Version() };
            _passes.Add(step, pass);
        }
        else if (pass.Number != step.Number || pass.Version != Version())
        {
            pass.Tape.Step = pass.Number = step.Number;
            pass.Tape.Forward();
            pass.Version = Version();
        }

        return pass.Code;
    }

    /// <summary>Carries the loss's gradient by one part of the codes back to the encoder's parameters.</summary>
    /// <returns>The parameters that it reached.</returns>
    public IReadOnlyCollection<Parameter> Backward(TrainingStep step, Part part, Tensor gradient)
    {
        Pass pass = _passes[step];
        pass.Tape.Backward(pass.Code[part], gradient);
        return pass.Tape.Reached;
    }

    /// <summary>A number that changes whenever a parameter of the encoder moves.</summary>
    private long Version()
    {
        long sum = 0;
        for (int i = 0; i < encoder.Parameters.Count; i++)
        {
            sum += encoder.Parameters[i].Version;
        }

        return sum;
    }

    private sealed record Pass(Tape Tape, Code Code)
    {
        public ulong Number { get; set; }

        public long Version { get; set; }
    }
}
