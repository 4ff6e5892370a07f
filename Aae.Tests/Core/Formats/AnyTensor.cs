using Aae.Core.Tensors;
using FsCheck;
using FsCheck.Fluent;

namespace Aae.Tests.Core.Formats;

/// <summary>Random tensors of any rank, with zero sizes among the axes and every kind of float among the elements.</summary>
internal static class AnyTensor
{
    private static readonly float[] _special =
        [0f, -0f, 1f, -1f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, float.MaxValue, BitConverter.UInt32BitsToSingle(0xFFA12345)];

    public static Gen<Tensor> Generator { get; } =
        from rank in Gen.Choose(0, Shape.MaxRank)
        from sizes in Gen.ArrayOf(Gen.Choose(0, 5), rank)
        let shape = new Shape(sizes)
        from elements in Gen.ArrayOf(Gen.OneOf(Gen.Elements(_special), Gen.Choose(int.MinValue, int.MaxValue).Select(BitConverter.Int32BitsToSingle)), shape.Count)
        select new Tensor(shape, elements);

    public static Arbitrary<Tensor> Arbitrary { get; } = Generator.ToArbitrary();

    /// <summary>The elements' bits, in which NaN equals itself and −0 differs from 0.</summary>
    public static uint[] Bits(Tensor tensor) => [.. tensor.Span.ToArray().Select(BitConverter.SingleToUInt32Bits)];

    public static bool Same(Tensor left, Tensor right) => left.Shape == right.Shape && Bits(left).SequenceEqual(Bits(right));
}
