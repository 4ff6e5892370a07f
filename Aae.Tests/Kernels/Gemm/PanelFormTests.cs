using Aae.Kernels.Gemm;
using Aae.Kernels.Simd;

namespace Aae.Tests.Kernels.Gemm;

[Category("Unit")]
internal sealed class PanelFormTests
{
    // Widths and, where the depth is grouped, by how many.
    [TestCase(InstructionSet.Avx512, 4, 100, new[] { "32", "32", "32", "4×4" })]
    [TestCase(InstructionSet.Avx512, 4, 48, new[] { "32", "16" })]
    [TestCase(InstructionSet.Avx512, 1, 24, new[] { "16", "8" })]
    [TestCase(InstructionSet.Avx512, 4, 24, new[] { "16", "8×4" })]
    [TestCase(InstructionSet.Avx512, 2, 24, new[] { "16", "8×2" })]
    [TestCase(InstructionSet.Avx512, 4, 30, new[] { "32" })]
    [TestCase(InstructionSet.Avx512, 4, 10, new[] { "16" })]
    [TestCase(InstructionSet.Avx512, 4, 9, new[] { "16" })]
    [TestCase(InstructionSet.Avx512, 4, 8, new[] { "8×4" })]
    [TestCase(InstructionSet.Avx512, 4, 5, new[] { "8×4" })]
    [TestCase(InstructionSet.Avx512, 4, 1, new[] { "4×4" })]
    [TestCase(InstructionSet.Avx2, 1, 20, new[] { "16", "8" })]
    [TestCase(InstructionSet.Avx2, 2, 20, new[] { "16", "4×2" })]
    [TestCase(InstructionSet.Avx2, 2, 13, new[] { "16" })]
    [TestCase(InstructionSet.Avx2, 2, 12, new[] { "8×2", "4×2" })]
    [TestCase(InstructionSet.Vector128, 1, 7, new[] { "8" })]
    [TestCase(InstructionSet.Vector128, 1, 6, new[] { "4", "4" })]
    public void Columns_are_cut_into_panels(InstructionSet set, int maxGroup, int columns, string[] forms)
    {
        var panels = new Panels(set, maxGroup);
        Panel[] cut = [.. Enumerable.Range(0, panels.Count(columns)).Select(i => panels.At(columns, i))];
        Assert.That(cut.Select(panel => panel.Form.Group == 1 ? $"{panel.Form.Width}" : $"{panel.Form.Width}×{panel.Form.Group}"), Is.EqualTo(forms));
        Assert.That(cut.Sum(panel => panel.Count), Is.EqualTo(columns));
        Assert.That(panels.Steps(columns, 96), Is.EqualTo(cut.Sum(panel => 96 / panel.Form.Group)));
    }
}
