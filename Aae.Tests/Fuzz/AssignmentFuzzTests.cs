using Aae.Core;
using Aae.Models.Recipes;

namespace Aae.Tests.Fuzz;

/// <summary>Assignments as <c>--set</c> takes them.</summary>
[Category("Fuzz")]
internal sealed class AssignmentFuzzTests
{
    private const int Mutants = 10_000;

    private static readonly string[] _keys =
    [
        "name", "variant", "data", "batch", "code", "z", "size", "prior", "kind", "deviation", "file", "encoder", "decoder", "hidden", "0", "1", "2", "activation",
        "initializer", "phases", "generator", "rate", "steps", "after", "momentum", "epochs", "seed", "", "-1", "99999999999", "x", "a\nb", "\ud800", "\0", "ключ", new string('k', 500),
    ];

    [Test]
    public void Every_assignment_is_applied_or_refused_in_one_line()
    {
        int applied = 0;
        for (int mutant = 0; mutant < Mutants; mutant++)
        {
            var dice = new Dice(nameof(AssignmentFuzzTests), mutant);
            string[] assignments = [.. Enumerable.Range(0, 1 + dice.Below(3)).Select(_ => Assignment(dice))];
            string which = $"mutant {mutant}: {string.Join(" | ", assignments.Select(text => text.Length < 300 ? text : text[..300] + "…"))}";
            try
            {
                RecipeJson.Read(dice.Pick(RecipeFuzzTests.Recipes), "fuzz", assignments);
                applied++;
            }
            catch (AaeException refusal)
            {
                Assert.That(refusal.Message, Does.StartWith("fuzz").Or.StartsWith("--set ").And.Not.Match("[\\p{Cc}\u2028\u2029]").And.Length.LessThan(1000), which);
            }
            catch (Exception failure)
            {
                Assert.Fail($"{which}: {failure}");
            }
        }

        Assert.That(applied, Is.InRange(Mutants / 200, Mutants / 2));
    }

    private static string Assignment(Dice dice)
    {
        int depth = dice.OneIn(20) ? 1 << dice.Below(13) : 1 + dice.Below(4);
        string path = string.Join(dice.OneIn(50) ? ".." : ".", Enumerable.Range(0, depth).Select(_ => dice.Pick(_keys)));
        if (dice.OneIn(2))
        {
            path = dice.Pick(["epochs", "encoder.hidden", "encoder.hidden.0", "encoder.hidden.9", "phases.generator.rate", "phases.generator.steps.0", "code.z.prior", "code.z.prior.kind", "about", "name", "data.name.x"]);
        }

        string value = dice.OneIn(10) ? dice.Pick(_keys) : dice.OneIn(20) ? new string('[', 1 << dice.Below(13)) : dice.Pick(JsonMutator.Values);
        return dice.OneIn(30) ? path + value : $"{path}={value}";
    }
}
