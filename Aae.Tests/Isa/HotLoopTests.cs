using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Aae.Kernels.Simd;

namespace Aae.Tests.Isa;

/// <summary>
/// Looks at what the JIT makes of the kernels: no value of a hot loop may live on the stack. The kernels' own tests, run in a
/// child process that lists the code of what it compiles, bring out every instantiation there is.
/// </summary>
[Category("Isa")]
internal sealed partial class HotLoopTests
{
    private const string Kernels = "Aae.Tests.Kernels.";

    /// <summary>A kind of kernel that must stay in registers.</summary>
    /// <param name="Name">Its name in messages.</param>
    /// <param name="Method">Names of its methods as the JIT prints them; groups named "factor" are numbers.</param>
    /// <param name="Instruction">What the hot loop has most of. A form without fused multiply-add multiplies.</param>
    /// <param name="MultipleOfFactors">Whether a loop does a whole multiple of the factors' product of these.</param>
    /// <param name="MayReadStack">
    /// Whether it has more constants than the narrower forms have registers: it may read them from the stack, but write none.
    /// </param>
    private sealed record KernelKind(string Name, Regex Method, Regex Instruction, bool MultipleOfFactors = false, bool MayReadStack = false);

    /// <summary>The only place that knows how kernels are called.</summary>
    private static readonly KernelKind[] s_kinds =
    [
        new("tile of a product", TileKernel(), MultiplyAdds(), MultipleOfFactors: true),
        new("product with a vector", ThinProduct(), MultiplyAdds()),
        new("element-wise kernel", ElementLoop(), VectorInstructions(), MayReadStack: true),
    ];

    [TestCase(null, InstructionSet.Avx512, "zmm", TestName = "Hot_loops_stay_in_registers_with_AVX_512")]
    [TestCase("DOTNET_EnableAVX512", InstructionSet.Avx2, "ymm", TestName = "Hot_loops_stay_in_registers_with_AVX2")]
    [TestCase("DOTNET_EnableAVX2", InstructionSet.Vector128, "xmm", TestName = "Hot_loops_stay_in_registers_with_128_bits")]
    public void Hot_loops_stay_in_registers(string? hidden, InstructionSet set, string register)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64 || InstructionSets.Widest < set)
        {
            Assert.Ignore($"this CPU ({RuntimeInformation.ProcessArchitecture}) offers {InstructionSets.Widest}, the case needs {set} on X64");
        }

        IReadOnlyList<MethodListing> listings = List(hidden, set);
        var failures = new List<string>();
        foreach (KernelKind kind in s_kinds)
        {
            MethodListing[] kernels = [.. listings.Where(listing => kind.Method.IsMatch(listing.Name))];
            foreach (MethodListing kernel in kernels)
            {
                failures.AddRange(Check(kind, kernel));
            }

            // A renamed kernel must not pass unseen, nor one that was listed only in a narrower form.
            int widest = kernels.Count(kernel => kernel.HotLoop(kind.Instruction).Any(line => line.Contains(register)));
            TestContext.Out.WriteLine($"{kind.Name}: {kernels.Length} methods, {widest} of them with {register}");
            Assert.That(widest, Is.Positive, $"no {kind.Name} uses {register}: is it still called {kind.Method}?");
        }

        Assert.That(failures, Is.Empty, string.Join("\n", failures));
    }

    private static IEnumerable<string> Check(KernelKind kind, MethodListing kernel)
    {
        IReadOnlyList<string> loop = kernel.HotLoop(kind.Instruction);
        int count = loop.Count(line => kind.Instruction.IsMatch(line));
        if (count == 0)
        {
            yield return $"{kernel.Name}: no loop has {kind.Instruction}";
        }

        foreach (string line in loop.Where(kind.MayReadStack ? kernel.WritesStack : kernel.UsesStack))
        {
            yield return $"{kernel.Name}: the loop uses the stack: {line.Trim()}";
        }

        int factors = kind.Method.Match(kernel.Name).Groups["factor"].Captures.Aggregate(1, (product, factor) => product * int.Parse(factor.Value));
        if (kind.MultipleOfFactors && count % factors != 0)
        {
            yield return $"{kernel.Name}: {count} multiply-adds in the loop, which is no multiple of {factors}";
        }
    }

    private static IReadOnlyList<MethodListing> List(string? hidden, InstructionSet set)
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            // Without tiers each method is compiled once, as it is in the end.
            (string Name, string Value)[] variables =
                [("DOTNET_JitStdOutFile", file), ("DOTNET_JitDisasm", "Aae.Kernels.*:*"), ("DOTNET_TieredCompilation", "0")];
            ChildRun.Of([Kernels], set, hidden is null ? variables : [.. variables, (hidden, "0")]);
            return MethodListing.Read(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    // TileKernel.Multiply<lanes, vector, vectors, rows>(tile)
    [GeneratedRegex(@"\.TileKernel:Multiply\[.*\.N(?<factor>\d+),.*\.N(?<factor>\d+)\]")]
    private static partial Regex TileKernel();

    [GeneratedRegex(@"\.ThinProduct:(AddRows|AddDots|AddColumns|AddLastColumns)\[")]
    private static partial Regex ThinProduct();

    [GeneratedRegex(@"\.ElementLoop:(Run|Sum)\[\w+(\.\w+)*\.F32x")]
    private static partial Regex ElementLoop();

    [GeneratedRegex(@"^\s+(vfn?madd\w+ps|v?mulps)\b")]
    private static partial Regex MultiplyAdds();

    [GeneratedRegex(@"^\s+\w+\s.*\b[xyz]mm\d")]
    private static partial Regex VectorInstructions();
}
