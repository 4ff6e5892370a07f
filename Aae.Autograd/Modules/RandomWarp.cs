using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;

namespace Aae.Autograd.Modules;

/// <summary>Deforms images at random while training; passes them on as they are at evaluation. [batch, channels · height · width] → the same</summary>
/// <param name="name">Its full name; its draws depend on it.</param>
/// <param name="channels">Channels of an image.</param>
/// <param name="height">Rows of pixels.</param>
/// <param name="width">Columns of pixels.</param>
/// <param name="range">How far.</param>
public sealed class RandomWarp(string name, int channels, int height, int width, WarpRange range) : Module(name)
{
    /// <inheritdoc/>
    public override Variable Apply(Tape tape, Variable x) =>
        tape.Training ? tape.WarpImages(x, channels, height, width, range, tape.Stream(Name)) : x;
}
