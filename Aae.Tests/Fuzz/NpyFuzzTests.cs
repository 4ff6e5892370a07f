using System.Text;
using Aae.Core.Formats;
using Aae.Tests.Core.Formats;

namespace Aae.Tests.Fuzz;

internal sealed class NpyFuzzTests : FuzzTests
{
    private static readonly string[] _words =
    [
        "True", "False", "<f4", ">f8", "|u1", "<i8", "|O", "<U3", "<f2", "descr", "fortran_order", "shape", "(", ")", ",", "{", "}", ":", "'", "\"", "\\", " ", "L", "[",
        "0", "1", "2", "-1", "1.5", "2147483591", "2147483647", "2147483648", "4294967296", "99999999999999999999", "()", "(3)", "(2, 0)", "(0, 2147483591)", "(1, 1, 1, 1, 1)",
    ];

    protected override IReadOnlyList<byte[]> Seeds { get; } =
    [
        NpyTests.NpyFile("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", new byte[24]),
        NpyTests.NpyFile("{'descr': '>f8', 'fortran_order': True, 'shape': (2, 1, 3, 2), }", new byte[96]),
        NpyTests.NpyFile("{'descr': '|u1', 'fortran_order': True, 'shape': (100, 50), }", new byte[5000]),
        NpyTests.NpyFile("{\"shape\": (4L,), \"fortran_order\": False, \"descr\": \"<i4\"}", new byte[16]),
        NpyTests.NpyFile("{'descr': '<f2', 'fortran_order': False, 'shape': (), }", new byte[2]),
        NpyTests.NpyFile("{'descr': '|b1', 'fortran_order': False, 'shape': (3,), }", [0, 1, 2], version: 2),
    ];

    protected override int LeastAnswers => 20;

    protected override void Read(string path) => Npy.Read(path);

    protected override bool IsDocumented(Exception failure) => failure is InvalidFileException;

    // A byte becomes a float, twice where it is transposed; the longest header is 64 KiB, read as bytes and as a text.
    protected override long Allowance(byte[] file) => (1 << 17) + 8L * file.Length;

    protected override byte[] Mutate(byte[] seed, byte[] other, Dice dice)
    {
        if (dice.OneIn(2))
        {
            return ByteMutator.Mutate(seed, other, dice);
        }

        // A word put into the dictionary, in the place of some of its characters; the padding and the length are made to fit.
        int start = seed[6] == 1 ? 10 : 12;
        int length = seed[8] | seed[9] << 8;
        string header = Encoding.Latin1.GetString(seed, start, length).TrimEnd();
        int at = dice.Below(header.Length);
        int end = Math.Min(header.Length, at + dice.Below(4));
        string changed = string.Concat(header.AsSpan(0, at), dice.Pick(_words), header.AsSpan(end));
        byte[] data = dice.OneIn(4) ? [] : seed[(start + length)..];
        return NpyTests.NpyFile(changed, data, seed[6]);
    }
}
