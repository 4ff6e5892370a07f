using System.Diagnostics;
using Aae.Kernels.Simd;

namespace Aae.Tests.Isa;

/// <summary>
/// Runs all tests of the kernels, and of the vector code of Aae.Core, again in child processes, once per instruction set: chosen by our own variable on a CPU that
/// has more, and with the wider sets hidden by the runtime, as on a CPU that lacks them (there the 128-bit form runs without
/// fused multiply-adds).
/// </summary>
[Category("Isa")]
internal sealed class InstructionSetMatrixTests
{
    // The kernels, and what Aae.Core computes with vectors of its own.
    private static readonly string[] Tests = ["Aae.Tests.Kernels.", "Aae.Tests.Core.Random.", "Aae.Tests.Core.Data.ImageSetTests."];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

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

        (int exitCode, string output) = RunTests(variable, value, expected);
        Assert.That(exitCode, Is.Zero, output);

        // The child's own summary: a run that found no test, or not the one that asserts the set, proves nothing.
        Assert.That(output, Does.Match(@"Passed +The_kernels_use_the_expected_instruction_set").And.Match(@"Passed: +[1-9]\d+"));
        TestContext.Out.WriteLine(output.TrimEnd().Split('\n')[^1].Trim());
    }

    private static (int ExitCode, string Output) RunTests(string variable, string value, InstructionSet expected)
    {
        string filter = string.Join('|', Tests.Append(nameof(ExpectedInstructionSetTests)).Select(name => $"FullyQualifiedName~{name}"));
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet")
        {
            ArgumentList =
            {
                "test", typeof(InstructionSetMatrixTests).Assembly.Location, "--filter", filter, "--logger", "console;verbosity=normal",
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The child is a run of its own: nothing of this test host's connection or choice of set may reach it.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("VSTEST_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment.Remove(InstructionSets.Variable);
        start.Environment[variable] = value;
        start.Environment[ExpectedInstructionSetTests.Variable] = expected.ToString();
        using Process child = Process.Start(start)!;
        Task<string> errors = child.StandardError.ReadToEndAsync();
        Task<string> output = child.StandardOutput.ReadToEndAsync();
        if (!child.WaitForExit(Patience))
        {
            child.Kill(entireProcessTree: true);
            Assert.Fail($"{variable}={value}: still running after {Patience}");
        }

        return (child.ExitCode, output.Result + errors.Result);
    }
}
