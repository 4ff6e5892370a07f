using System.Text;
using Aae.Core.Formats;

namespace Aae.Tests.Fuzz;

internal sealed class CsvFuzzTests : FuzzTests
{
    private static readonly string[] _words =
        [",", "\"", "\"\"", "\n", "\r\n", "\r", "1e39", "-0", "NaN", "Infinity", "1e-50", "0x1", " ", ";", "label", "\u2028", "é", "\uFEFF", "+", "-", ".", "1.", ".5", "e5", "1_0", "١"];

    protected override string Extension => ".csv";

    protected override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. ((string[])
        [
            "x0,x1,label\n0.5,-1e-3,0\n7,8.25,1\n",
            "\"a \"\"b\"\"\",\"c,d\"\r\n\"1\",2\r\n3,\"4e2\"",
            "x\n1\n2\n3\n",
            string.Join(',', Enumerable.Range(0, 40).Select(i => $"c{i}")) + "\n" + string.Concat(Enumerable.Repeat(string.Join(',', Enumerable.Repeat("0.25", 40)) + "\n", 10)),
        ]).Select(Encoding.UTF8.GetBytes),
    ];

    protected override int LeastAnswers => 8;

    protected override void Read(string path) => Csv.Read(path);

    protected override bool IsDocumented(Exception failure) => failure is InvalidFileException;

    // A field of one character becomes a float in memory that doubles as it grows, and again in the tensor; a name becomes a text.
    protected override long Allowance(byte[] file) => (1 << 15) + 64L * file.Length;

    protected override byte[] Mutate(byte[] seed, byte[] other, Dice dice)
    {
        if (dice.OneIn(2))
        {
            return ByteMutator.Mutate(seed, other, dice);
        }

        string text = Encoding.UTF8.GetString(seed);
        int at = dice.Below(text.Length);
        int end = Math.Min(text.Length, at + dice.Below(4));
        return Encoding.UTF8.GetBytes(string.Concat(text.AsSpan(0, at), dice.Pick(_words), text.AsSpan(end)));
    }
}
