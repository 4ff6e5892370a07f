using Aae.Core.Formats;
using Aae.Models.Networks;
using Aae.Models.Training;
using Aae.Tests.Models;

namespace Aae.Tests.Fuzz;

/// <summary>Checkpoints from which a run is to go on.</summary>
internal sealed class CheckpointFuzzTests : ModelFuzzTests
{
    private IReadOnlyList<byte[]>? _seeds;

    protected override int Mutants => 6_000;

    protected override IReadOnlyList<byte[]> Seeds => _seeds ??= [Checkpoint(SmallRun.Recipe())];

    protected override int LeastAnswers => 100;

    protected override void Read(string path)
    {
        SafetensorsFile file = Safetensors.Read(path);
        CheckpointFile.Apply(path, file, new TrainingState(SmallRun.Recipe(), new ImageShape(4, 4, 1)), batchesPerEpoch: 3);
    }
}
