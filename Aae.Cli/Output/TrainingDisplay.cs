using Aae.Models;
using Aae.Models.Training;

namespace Aae.Cli.Output;

/// <summary>Trains and shows how it goes: a moving display on a terminal, else a line an epoch.</summary>
/// <param name="terminal">Where it is shown.</param>
internal sealed class TrainingDisplay(Terminal terminal)
{
    private Action<string> _remark = terminal.Messages.WriteLine;

    /// <summary>Says something meanwhile; it stands above the display.</summary>
    public void Remark(string line) => _remark(line);

    /// <summary>Trains to the end.</summary>
    public TrainedModel Run(Trainer trainer) => terminal.RichMessages
        ? LiveTrainingDisplay.Run(display => Run(trainer, display), terminal.Cancellation)
        : trainer.Run(new PlainTrainingDisplay(terminal.Messages), terminal.Cancellation);

    private TrainedModel Run(Trainer trainer, LiveTrainingDisplay display)
    {
        Action<string> remark = _remark;
        _remark = display.Remark;
        try
        {
            return trainer.Run(display, terminal.Cancellation);
        }
        finally
        {
            _remark = remark;
        }
    }
}
