using Aae.Kernels.Simd;

namespace Aae.Tests.Isa;

/// <summary>
/// Runs all tests of the kernels, and of the vector code of Aae.Core, again in child processes, once per instruction set:
/// chosen by our own variable on a CPU that has more, and with the wider sets hidden by the runtime, as on a CPU that lacks
/// them (there the 128-bit form runs without fused multiply-adds).
/// </summary>
[Category("Isa")]
internal sealed class InstructionSetMatrixTests
{
    // The kernels, and what Aae.Core computes with vectors of its own.
    private static readonly string[] Tests = ["Aae.Tests.Kernels.", "Aae.Tests.Core.Random.", "Aae.Tests.Core.Data.ImageSetTests."];

    [TestCase(InstructionSets.Variable, "avx2", InstructionSet.Avx2, InstructionSet.Avx2)]
    [TestCase(InstructionSets.Variable, "vector128", InstructionSet.Vector128, InstructionSet.Vector128)]
    [TestCase(InstructionSets.Variable, "scalar", InstructionSet.Scalar, InstructionSet.Scalar)]
    [TestCase("DOTNET_EnableAVX512", "0", InstructionSet.Avx2, InstructionSet.Avx512)]
    [TestCase("DOTNET_EnableAVX2", "0", InstructionSet.Vector128, InstructionSet.Avx2)]
    public void Kernels_pass_their_tests_with(string variable, string value, InstructionSet expected, InstructionSet needed)
    {
        if (InstructionSets.Widest < needed)
        {
            Assert.Ignore($"this CPU offers {InstructionSets.Widest}, the case needs {needed}");
        }

        string output = ChildRun.Of(Tests, expected, (variable, value));
        TestContext.Out.WriteLine(output.TrimEnd().Split('\n')[^1].Trim());
    }
}
