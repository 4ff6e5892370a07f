using System.Text;
using Aae.Core;
using Aae.Models.Recipes;
using Aae.Tests.Models;

namespace Aae.Tests.Fuzz;

internal sealed class RecipeFuzzTests : FuzzTests
{
    /// <summary>Recipes that use every key there is.</summary>
    public static readonly string[] Recipes =
    [
        RecipeJson.Write(RecipeCatalog.Load("mnist-8d")),
        RecipeJson.Write(SmallRun.Recipe("phases.generator={\"kind\":\"adam\",\"rate\":0.001,\"beta1\":0.5,\"beta2\":0.9,\"clipNorm\":5,\"steps\":[{\"after\":1,\"rate\":0.1}]}")),
        RecipeJson.Write(SmallRun.Recipe("code.z.prior={\"kind\":\"empirical\",\"file\":\"p.npy\",\"order\":\"sequential\"}", "decoder.initializer={\"kind\":\"glorot\"}", "encoder.inputNoise=0.3")),
        RecipeJson.Write(SmallRun.SemiSupervised("average={\"decay\":0.9}", "discriminatorY={\"hidden\":[5]}", "data.shift=1", "code.y.ramp=3", "stop={\"metric\":\"validationError\",\"patience\":2}")),
        RecipeJson.Write(SmallRun.Clustering()),
        RecipeJson.Write(SmallRun.Convolutional()),
        RecipeJson.Write(SmallRun.Consistent("encoder.inputWarp={\"shift\":1,\"rotation\":5,\"scale\":0.1,\"shear\":0.1}")),
        RecipeJson.Write(SmallRun.Recipe("code.z.prior={\"kind\":\"mixture\",\"components\":[{\"weight\":2,\"mean\":[1,2],\"deviations\":[1,0.5],\"angle\":30}]}")),
        RecipeJson.Write(SmallRun.Recipe("code.z.prior={\"kind\":\"mixture\",\"classes\":3,\"radius\":2,\"deviations\":[1,0.5]}")),
        RecipeJson.Write(SmallRun.Recipe("code.z.prior={\"kind\":\"swiss-roll\",\"classes\":3}")),
        RecipeJson.Write(SmallRun.Recipe("code.z.prior={\"kind\":\"uniform\",\"low\":-2,\"high\":3}")),
        "// with a comment\n" + RecipeJson.Write(SmallRun.Recipe("encoder.hidden=[]", "encoder.activation=tanh", "encoder.hiddenDropout=0.5")),
    ];

    protected override string Extension => ".json";

    protected override int Mutants => 12_000;

    protected override IReadOnlyList<byte[]> Seeds { get; } = [.. Recipes.Select(Encoding.UTF8.GetBytes)];

    protected override int LeastAnswers => 200;

    protected override void Read(string path) => RecipeCatalog.Load(path);

    protected override bool IsDocumented(Exception failure) => failure is AaeException;

    // A number of two characters becomes a node, a list entry, and a value that is tried against its type. A pair of brackets
    // becomes a node with a list and its first four places: seen, 120 bytes for each byte of a text of little else.
    protected override long Allowance(byte[] file) => (1 << 18) + 150L * file.Length;

    protected override byte[] Mutate(byte[] seed, byte[] other, Dice dice) =>
        dice.OneIn(3) ? ByteMutator.Mutate(seed, other, dice) : JsonMutator.Mutate(seed, dice);
}
