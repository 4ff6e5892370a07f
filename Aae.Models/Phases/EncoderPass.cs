using Aae.Autograd.Tapes;
using Aae.Core.Memory;
using Aae.Core.Tensors;
using Aae.Models.Networks;

namespace Aae.Models.Phases;

/// <summary>
/// A minibatch's codes, computed once for all discriminators' phases and the generator's: the encoder has not moved in between,
/// so another forward pass would give the same numbers. A minibatch in pieces is encoded anew for each phase, piece by piece in the
/// same memory.
/// </summary>
/// <param name="encoder">q(z|x).</param>
/// <param name="name">The name of its tape.</param>
/// <param name="parts">The parts of the code that are wanted.</param>
internal sealed class EncoderPass(Encoder encoder, string name, IReadOnlyList<Part> parts)
{
    private readonly Dictionary<TrainingStep, Pass> _passes = [];
    private readonly Arena _memory = new(); // of every pass
    private Pass? _last; // whose values it holds

    /// <summary>
    /// The codes of the step's minibatch under the encoder as it is now, until those of another are asked for. Always the same
    /// variables for a step object.
    /// </summary>
    public Code Codes(TrainingStep step)
    {
        if (!_passes.TryGetValue(step, out Pass? pass))
        {
            var tape = new Tape(encoder.Parameters, training: true, name, step.Seed, step.Team) { Arena = new Arena(_memory), Step = step.Draw, Profile = step.Profile };
            Code code = encoder.Encode(tape, tape.Constant(step.Images), parts);
            pass = new Pass(tape, code, code.Join(tape)) { Number = step.Number, Version = Version() };
            _passes.Add(step, pass);
        }
        else if (pass != _last || pass.Number != step.Number || pass.Version != Version())
        {
            pass.Tape.Step = step.Draw;
            pass.Number = step.Number;
            pass.Tape.Forward();
            pass.Version = Version();
        }

        _last = pass;
        return pass.Code;
    }

    /// <summary>Carries the loss's gradient by the codes back to the encoder's parameters.</summary>
    /// <param name="step">The minibatch whose codes were asked for last.</param>
    /// <param name="codes">For each part, in order, a variable of another tape whose gradient is the loss's by that part.</param>
    /// <param name="mover">What moves parameters on the way; null for nothing.</param>
    /// <returns>The parameters that it reached.</returns>
    public IReadOnlyCollection<Parameter> Backward(TrainingStep step, Variable[] codes, IMover? mover)
    {
        Pass pass = _passes[step];
        int first = 0;
        for (int part = 0; part < codes.Length; part++)
        {
            Tensor gradient = codes[part].Gradient!;
            for (int row = 0; row < step.BatchSize; row++)
            {
                gradient.Row(row).CopyTo(pass.Gradient.Row(row)[first..]);
            }

            first += gradient.Shape[1];
        }

        pass.Tape.Backward(pass.Joined, pass.Gradient, mover);
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

    private sealed record Pass(Tape Tape, Code Code, Variable Joined)
    {
        public Tensor Gradient { get; } = new(Joined.Shape);

        public ulong Number { get; set; }

        public long Version { get; set; }
    }
}
