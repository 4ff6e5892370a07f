using System.Reflection;

namespace Aae.Tests;

/// <summary>The floors of the house: each project knows those below it and no other.</summary>
[Category("Unit")]
internal sealed class LayerTests
{
    private static readonly string[] Floors = ["Aae.Core", "Aae.Kernels", "Aae.Autograd", "Aae.Models", "aae"];

    [Test]
    public void A_floor_references_only_floors_below_it()
    {
        for (int i = 0; i < Floors.Length; i++)
        {
            IEnumerable<string> references = Assembly.Load(Floors[i]).GetReferencedAssemblies().Select(name => name.Name!).Where(Floors.Contains);
            Assert.That(references, Is.SubsetOf(Floors[..i]), Floors[i]);
        }
    }

    [Test]
    public void Namespaces_are_folders_of_their_own_floor()
    {
        foreach (string floor in Floors)
        {
            string root = floor == "aae" ? "Aae.Cli" : floor;
            Assert.That(
                Assembly.Load(floor).GetExportedTypes().Select(type => type.Namespace),
                Is.All.Matches<string>(name => name == root || name.StartsWith($"{root}.", StringComparison.Ordinal)));
        }
    }
}
