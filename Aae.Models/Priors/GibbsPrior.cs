using Aae.Autograd.Tapes;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Models.Networks;

namespace Aae.Models.Priors;

/// <summary>
/// p(z) of the hidden units of a restricted Boltzmann machine, by Gibbs sampling: v ~ p(v|z), then z ~ p(z|v). In a deep belief
/// network the machine is the topmost (Hinton, Osindero, Teh 2006).
/// </summary>
/// <param name="machine">The machine.</param>
/// <param name="schedule">How samples are taken.</param>
public sealed class GibbsPrior(BoltzmannMachine machine, ChainSchedule schedule) : ChainPrior(machine.Hidden, machine.Hidden, schedule)
{
    private protected override (Variable Next, Variable Z) Record(Tape tape, Variable state)
    {
        Variable z = machine.DrawHidden(tape, machine.DrawVisible(tape, state));
        return (z, z);
    }

    // No unit at work, where chains that persist in training begin too. From noise, half of all units at work, they fall to where no
    // data are, which neither the data nor those chains have raised, and do not leave it.
    private protected override void Start(Tensor state, RandomStream stream, ulong step) => state.Span.Clear();
}
