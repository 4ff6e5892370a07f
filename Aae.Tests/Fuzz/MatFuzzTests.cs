using Aae.Core.Formats;
using static Aae.Tests.Core.Formats.MatBytes;

namespace Aae.Tests.Fuzz;

internal sealed class MatFuzzTests : FuzzTests
{
    private static readonly byte[][] _variables =
    [
        Variable(false, "images", MatClass.UInt8, [5, 4, 4], [.. Enumerable.Range(0, 80).Select(i => (double)(i * i % 251))]),
        Variable(false, "n", MatClass.Double, [1, 1], [7], MatType.UInt8),
        Variable(false, "single", MatClass.Single, [3, 2], [0, 1, -1, 0.5, 1e30, 1e-30]),
        Variable(false, "long_name", MatClass.Int64, [1, 2], [-1, 1e15]),
        Variable(false, "empty", MatClass.UInt16, [0, 3], []),
        Matrix(false, "text", MatClass.Char, [1, 3], Element(false, MatType.UInt16, "a\0b\0c\0"u8.ToArray())),
        Matrix(false, "cell", MatClass.Cell, [1, 1], Variable(false, "", MatClass.Double, [1, 1], [1])),
    ];

    protected override IReadOnlyList<byte[]> Seeds { get; } =
    [
        MatFile(false, _variables),
        MatFile(false, _variables.Select(variable => Compress(false, variable))),
        MatFile(true, Variable(true, "folds", MatClass.Double, [4, 5], [.. Enumerable.Range(0, 20).Select(i => (double)(i % 4))], MatType.UInt8)),
        MatFile(true, Compress(true, Variable(true, "int", MatClass.Int32, [2, 2, 2], [1, 2, 3, 4, 5, 6, 7, -8]))),
    ];

    protected override int LeastAnswers => 25;

    // As a caller who believes the sizes would: memory for all numbers of a variable at once.
    protected override void Read(string path)
    {
        using MatReader reader = MatReader.Open(path);
        while (reader.Next())
        {
            if (reader.IsNumeric)
            {
                double[] numbers = new double[reader.Sizes.ToArray().Aggregate(1, (product, size) => product * size)];
                reader.Read(numbers);
            }
        }
    }

    protected override bool IsDocumented(Exception failure) => failure is InvalidFileException;

    // A number of a byte becomes one of eight, once for each variable, and deflate packs 1032 bytes into one; the buffers of file and unzipping.
    protected override long Allowance(byte[] file) => (1 << 18) + 8 * 1032 * (long)file.Length;

    // A damaged zlib stream rarely passes its checksum: once in three times the damage is done before zipping.
    protected override byte[] Mutate(byte[] seed, byte[] other, Dice dice) => dice.OneIn(3)
        ? MatFile(false, Compress(false, ByteMutator.Mutate(dice.Pick(_variables), dice.Pick(_variables), dice)))
        : ByteMutator.Mutate(seed, other, dice);
}
