using System.Buffers.Binary;
using Aae.Core.Formats;
using Aae.Tests.Core.Formats;

namespace Aae.Tests.Fuzz;

internal sealed class SafetensorsFuzzTests : FuzzTests
{
    protected override IReadOnlyList<byte[]> Seeds { get; } =
    [
        SafetensorsTests.Make("{}", []),
        SafetensorsTests.Make("""{"__metadata__":{"k":"v","l":""},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"e":{"dtype":"BF16","shape":[0],"data_offsets":[8,8]}} """, new byte[8]),
        SafetensorsTests.Make("""{"b":{"shape":[2,3,1,1],"data_offsets":[8,20],"dtype":"F16"},"é":{"dtype":"F64","shape":[],"data_offsets":[0,8]}}""", new byte[20]),
        SafetensorsTests.Make("{" + string.Join(",", Enumerable.Range(0, 40).Select(i => $$"""  "t{{i}}":{"dtype":"F32","shape":[2],"data_offsets":[{{8 * i}},{{8 * i + 8}}]}""")) + "}", new byte[320]),
    ];

    protected override int LeastAnswers => 25;

    protected override void Read(string path) => Safetensors.Read(path);

    protected override bool IsDocumented(Exception failure) => failure is InvalidFileException;

    // A tensor of no elements takes some 55 bytes of header, and some 600 of memory: texts, lists, table entries, an aligned block.
    protected override long Allowance(byte[] file) => (1 << 17) + 24L * file.Length;

    protected override byte[] Mutate(byte[] seed, byte[] other, Dice dice)
    {
        if (dice.OneIn(3))
        {
            return ByteMutator.Mutate(seed, other, dice);
        }

        int end = 8 + BinaryPrimitives.ReadInt32LittleEndian(seed);
        byte[] header = dice.OneIn(3) ? ByteMutator.Mutate(seed[8..end], seed[8..end], dice) : JsonMutator.Mutate(seed[8..end], dice);
        return SafetensorsTests.Make(header, seed[end..]);
    }
}
