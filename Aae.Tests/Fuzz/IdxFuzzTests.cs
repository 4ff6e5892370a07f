using Aae.Core.Formats;
using Aae.Tests.Core.Data;

namespace Aae.Tests.Fuzz;

internal sealed class IdxFuzzTests : FuzzTests
{
    // What deflate packs into one byte at most.
    private const int MostGrowth = 1032;

    private static readonly byte[][] _plain =
    [
        [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 10, 20, 30, 40, 50, 60],
        [0, 0, 8, 1, 0, 0, 0, 4, 0, 1, 2, 9],
        [0, 0, 0x0B, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8],
        [0, 0, 0x0E, 8, .. Enumerable.Repeat<byte[]>([0, 0, 0, 1], 8).SelectMany(size => size), 0x3F, 0xF8, 0, 0, 0, 0, 0, 0],
        [0, 0, 8, 3, 0, 0, 0, 10, 0, 0, 0, 28, 0, 0, 0, 28, .. Enumerable.Range(0, 7840).Select(i => (byte)(i * i >> 7))],
        [0, 0, 0x0D, 2, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0],
    ];

    protected override IReadOnlyList<byte[]> Seeds { get; } = [.. _plain, .. _plain.Select(TestFolder.Zip)];

    protected override int LeastAnswers => 40;

    protected override void Read(string path) => Idx.Read(path);

    protected override bool IsDocumented(Exception failure) => failure is InvalidFileException;

    // The elements once, and the buffers of the file and of the unzipping.
    protected override long Allowance(byte[] file) => (1 << 18) + (file is [0x1F, 0x8B, ..] ? MostGrowth : 1) * (long)file.Length;

    // A damaged gzip file rarely passes its checksum: once in three times the damage is done before zipping.
    protected override byte[] Mutate(byte[] seed, byte[] other, Dice dice) =>
        dice.OneIn(3) ? TestFolder.Zip(ByteMutator.Mutate(dice.Pick(_plain), dice.Pick(_plain), dice)) : ByteMutator.Mutate(seed, other, dice);
}
