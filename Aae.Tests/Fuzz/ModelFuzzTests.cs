using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aae.Core;
using Aae.Core.Formats;
using Aae.Core.Tensors;
using Aae.Models;
using Aae.Models.Networks;
using Aae.Models.Recipes;
using Aae.Models.Training;
using Aae.Tests.Core.Formats;
using Aae.Tests.Models;

namespace Aae.Tests.Fuzz;

internal class ModelFuzzTests : FuzzTests
{
    private static readonly string[] _images = ["4x4x1", "16x1x1", "4x4x2", "0x4x4", "16384x16384x16384", "16384x16384x16", "16384x16384x1", "65536x1x1", "4x4", "4x4x1x1", "-4x-4x1", "", "x", "4\n4"];

    private static readonly string[] _overrides =
    [
        "encoder.hidden=[65536,65536]", "encoder={\"hidden\":[32768,65536,32768,65536,32768],\"batchNorm\":true}", "code.y={\"classes\":65536}", "variant=basic", "encoder.hidden=[46340,46340]", "decoder.hidden=[65536]", "discriminator.hidden=[10000,10000,10000]", "code.z.size=65536",
        "phases.generator={\"kind\":\"adam\",\"rate\":1}", "code.z.prior={\"kind\":\"empirical\",\"file\":\"absent.npy\"}", "code.z.prior={\"kind\":\"empirical\",\"file\":\"/dev/zero\"}",
        "epochs=1000000", "data.batch=65536", "encoder.hidden=[]", "encoder.hidden=[12,10,1]", "encoder.hidden=[10,12]", "encoder.inputDropout=0.5",
        "encoder.convolutions=[{\"filters\":65536,\"kernel\":1}]", "encoder.convolutions=[{\"filters\":3,\"kernel\":256,\"stride\":256}]", "encoder.convolutions=null",
        "decoder.convolutions=[{\"filters\":65536,\"kernel\":1}]", "decoder.convolutions=[{\"filters\":4,\"kernel\":256,\"stride\":256}]", "decoder.convolutions=null",
    ];

    private IReadOnlyList<byte[]>? _seeds;

    protected override int Mutants => 12_000;

    protected override IReadOnlyList<byte[]> Seeds => _seeds ??=
    [
        Plain(path => new TrainedModel(SmallRun.Recipe(), SmallRun.Recipe().Create(new ImageShape(4, 4, 1))).Save(path)),
        Plain(path =>
        {
            Npy.Write(path, new Tensor(new Shape(5, 2)));
            string prior = Path.ChangeExtension(path, ".npy");
            File.Move(path, prior);
            Recipe recipe = SmallRun.Recipe("code.z.prior={\"kind\":\"empirical\"}", $"code.z.prior.file={prior}", "encoder.hidden=[]");
            new TrainedModel(recipe, recipe.Create(new ImageShape(2, 3, 3))).Save(path);
        }),
        Plain(path => new TrainedModel(SmallRun.Clustering(), SmallRun.Clustering().Create(new ImageShape(4, 4, 1))).Save(path)),
        Plain(path => new TrainedModel(SmallRun.Convolutional(), SmallRun.Convolutional().Create(new ImageShape(4, 4, 1))).Save(path)),
        Plain(path => File.WriteAllBytes(path, Checkpoint(SmallRun.SemiSupervised("average={\"decay\":0.9}")))),
        Plain(path => File.WriteAllBytes(path, Checkpoint(SmallRun.Recipe("phases.generator.kind=adam", "phases.generator.momentum=null")))),
        Plain(path => File.WriteAllBytes(path, Checkpoint(SmallRun.Recipe()))),
    ];

    protected override int LeastAnswers => 200;

    protected override void Read(string path) => TrainedModel.Load(path);

    protected override bool IsDocumented(Exception failure) => failure is AaeException;

    // As much as a safetensors file and a recipe take, and the parameters once more.
    protected override long Allowance(byte[] file) => (1 << 18) + 40L * file.Length;

    protected override byte[] Mutate(byte[] seed, byte[] other, Dice dice)
    {
        if (dice.OneIn(5))
        {
            return ByteMutator.Mutate(seed, other, dice);
        }

        int end = 8 + BinaryPrimitives.ReadInt32LittleEndian(seed);
        byte[] header = seed[8..end];
        // What the file says of itself is made right, so that what is wrong is found by the checks behind.
        return SafetensorsTests.Make(dice.OneIn(4) ? JsonMutator.Mutate(header, dice) : WithMetadata(header, dice), seed[end..]);
    }

    private static byte[] WithMetadata(byte[] header, Dice dice)
    {
        JsonNode root = JsonNode.Parse(header)!;
        JsonObject metadata = root["__metadata__"]!.AsObject();
        string recipe = (string)metadata["recipe"]!;
        switch (dice.Below(4))
        {
            case 0:
                metadata["image"] = dice.Pick(_images);
                break;
            case 1:
                JsonNode changed = JsonNode.Parse(recipe)!;
                JsonAssignment.Apply(changed, dice.Pick(_overrides));
                metadata["recipe"] = changed.ToJsonString();
                break;
            default:
                metadata["recipe"] = Encoding.UTF8.GetString(JsonMutator.Mutate(Encoding.UTF8.GetBytes(recipe), dice));
                break;
        }

        return JsonSerializer.SerializeToUtf8Bytes(root);
    }

    // Without a checksum, which would hide all that comes behind it.
    protected byte[] Checkpoint(Recipe recipe) => Written(path =>
    {
        var state = new TrainingState(recipe, new ImageShape(4, 4, 1));
        var snapshot = new Snapshot(state, CheckpointFile.About(state, CheckpointSettings.Of(new TrainingOptions(), null, BestMetric.Default(true)), RunEnvironment.Of(), data: 1));
        snapshot.Take();
        Safetensors.Write(path, snapshot.Tensors, snapshot.Metadata);
    });

    // As a model from elsewhere, which needs no checksum.
    private byte[] Plain(Action<string> write) => Written(path =>
    {
        write(path);
        SafetensorsFile file = Safetensors.Read(path);
        Safetensors.Write(path, file.Tensors, file.Metadata.Where(text => text.Key is not (TrainedModel.FormatKey or Safetensors.ChecksumKey)).ToDictionary());
    });

    protected byte[] Written(Action<string> write)
    {
        write(FilePath);
        return File.ReadAllBytes(FilePath);
    }
}
