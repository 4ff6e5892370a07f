using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;

namespace Aae.Autograd.Modules;

/// <summary>Lays the channels of a place side by side, as convolutions read them. [batch, channels · places] → [batch, places, channels]</summary>
/// <param name="name">Its full name.</param>
/// <param name="channels">Channels of an image.</param>
public sealed class ChannelsLast(string name, int channels) : Module(name)
{
    /// <inheritdoc/>
    public override Variable Apply(Tape tape, Variable x) => tape.ChannelsLast(x, channels);
}
