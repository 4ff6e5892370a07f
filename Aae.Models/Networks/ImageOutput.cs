using Aae.Autograd.Modules;
using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;

namespace Aae.Models.Networks;

/// <summary>
/// The last layer of a decoder with convolutions: its image in a row, as data sets have it.
/// x [batch, places · filters], filters last → [batch, channels · height · width]
/// </summary>
internal sealed class ImageOutput : AffineLayer
{
    private readonly TransposedConvolution _layer;

    public ImageOutput(TransposedConvolution layer)
        : base(layer.Name) => _layer = Register(layer);

    public override Variable Apply(Tape tape, Variable x) => InRow(tape, _layer.Apply(tape, x));

    public override Variable Logits(Tape tape, Variable x) => InRow(tape, _layer.Logits(tape, x));

    private static Variable InRow(Tape tape, Variable image) => tape.Flatten(image.Shape[3] > 1 ? tape.ChannelsFirst(image) : image);
}
