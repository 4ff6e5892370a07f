using Aae.Models.Recipes;

namespace Aae.Tests.Models.Recipes;

[Category("Unit")]
internal sealed class RecipeDifferenceTests
{
    [TestCase("", null)]
    [TestCase("seed=2", "seed is 2 and was 1")]
    [TestCase("encoder.hidden=[12, 11]", "encoder.hidden is [12,11] and was [12,10]")]
    [TestCase("phases.generator.clipNorm=3", "phases.generator.clipNorm is 3 and was absent")]
    [TestCase("seed=2 epochs=4 data.batch=7 output=tanh data.shuffle=false", "data.batch is 7 and was 8, data.shuffle is false and was true, output is \"tanh\" and was \"sigmoid\" and 2 more")]
    public void Keys_are_named_with_both_values(string overrides, string? expected) => Assert.That(
        RecipeDifference.Of(SmallRun.Recipe(overrides.Contains('[') ? [overrides] : overrides.Split(' ', StringSplitOptions.RemoveEmptyEntries)), SmallRun.Recipe()),
        Is.EqualTo(expected));
}
