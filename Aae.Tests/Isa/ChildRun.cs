using System.Diagnostics;
using Aae.Kernels.Simd;

namespace Aae.Tests.Isa;

/// <summary>Runs some of these tests again in a child process that sees other variables.</summary>
internal static class ChildRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Runs the tests whose names hold one of some words; the child also asserts that its instruction set is the expected one.</summary>
    /// <returns>What the child printed. It has passed.</returns>
    public static string Of(IEnumerable<string> tests, InstructionSet expected, params (string Name, string Value)[] variables)
    {
        string filter = string.Join('|', tests.Append(nameof(ExpectedInstructionSetTests)).Select(name => $"FullyQualifiedName~{name}"));
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet")
        {
            ArgumentList = { "test", typeof(ChildRun).Assembly.Location, "--filter", filter, "--logger", "console;verbosity=normal" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The child is a run of its own: nothing of this test host's connection or choice of set may reach it.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("VSTEST_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment.Remove(InstructionSets.Variable);
        start.Environment[ExpectedInstructionSetTests.Variable] = expected.ToString();
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        using Process child = Process.Start(start)!;
        Task<string> errors = child.StandardError.ReadToEndAsync();
        Task<string> results = child.StandardOutput.ReadToEndAsync();
        if (!child.WaitForExit(Patience))
        {
            child.Kill(entireProcessTree: true);
            Assert.Fail($"the child is still running after {Patience}");
        }

        string output = results.Result + errors.Result;
        Assert.That(child.ExitCode, Is.Zero, output);

        // The child's own summary: a run that found no test, or not the one that asserts the set, proves nothing.
        Assert.That(output, Does.Match(@"Passed +The_kernels_use_the_expected_instruction_set").And.Match(@"Passed: +[1-9]\d+"));
        return output;
    }
}
