using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Aae.Kernels.Simd;

namespace Aae.Tests.Isa;

/// <summary>
/// Looks at what the JIT makes of the kernels: in a hot loop no value may live on the stack, and nothing may be called. The
/// kernels' own tests, run in a child process that lists the code of what it compiles, bring out every instantiation there is.
/// </summary>
[Category("Isa")]
internal sealed partial class HotLoopTests
{
    private const string Kernels = "Aae.Tests.Kernels.";

    /// <summary>A kind of kernel that must stay in registers.</summary>
    /// <param name="Name">Its name in messages.</param>
    /// <param name="Method">Names of its methods as the JIT prints them; groups named "factor" are numbers.</param>
    /// <param name="Instruction">What its loops consist of. A form without fused multiply-add multiplies.</param>
    /// <param name="From">The narrowest instruction set that has it.</param>
    /// <param name="UpTo">The widest instruction set that it has a form of its own for.</param>
    /// <param name="MultipleOfFactors">Whether a loop does a whole multiple of the factors' product of these.</param>
    /// <param name="MayReadStack">
    /// Whether it has more constants than the narrower forms have registers: it may read them from the stack, but write none.
    /// </param>
    private sealed record KernelKind(
        string Name,
        Regex Method,
        Regex Instruction,
        InstructionSet From = InstructionSet.Vector128,
        InstructionSet UpTo = InstructionSet.Avx512,
        bool MultipleOfFactors = false,
        bool MayReadStack = false);

    /// <summary>The only place that knows how kernels are called.</summary>
    private static readonly KernelKind[] s_kinds =
    [
        new("tile of a product", TileKernel(), MultiplyAdds(), MultipleOfFactors: true),
        new("tile of packed operands", DenseTileKernel(), FusedMultiplyAdds(), From: InstructionSet.Avx2, UpTo: InstructionSet.Avx2, MultipleOfFactors: true),
        new("optimizer", UpdateLoop(), VectorInstructions(), MayReadStack: true),
        new("product of a few steps", ShallowKernel(), FusedMultiplyAdds(), From: InstructionSet.Avx512, MultipleOfFactors: true),
        new("product with a vector: dots", AddDots(), MultiplyAdds(), UpTo: InstructionSet.Avx2),
        new("product with a vector: rows", AddRows(), MultiplyAdds()),
        new("product with a vector: columns", AddColumns(), MultiplyAdds()),
        new("product with a vector: last columns", AddLastColumns(), MultiplyAdds()),
        new("element-wise kernel", ElementLoop(), VectorInstructions(), MayReadStack: true),
    ];

    [TestCase(null, InstructionSet.Avx512, TestName = "Hot_loops_stay_in_registers_with_AVX_512")]
    [TestCase("DOTNET_EnableAVX512", InstructionSet.Avx2, TestName = "Hot_loops_stay_in_registers_with_AVX2")]
    [TestCase("DOTNET_EnableAVX2", InstructionSet.Vector128, TestName = "Hot_loops_stay_in_registers_with_128_bits")]
    public void Hot_loops_stay_in_registers(string? hidden, InstructionSet set)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64 || InstructionSets.Widest < set)
        {
            Assert.Ignore($"this CPU ({RuntimeInformation.ProcessArchitecture}) offers {InstructionSets.Widest}, the case needs {set} on X64");
        }

        IReadOnlyList<MethodListing> listings = List(hidden, set);
        var failures = new List<string>();
        foreach (KernelKind kind in s_kinds.Where(kind => kind.From <= set))
        {
            MethodListing[] kernels = [.. listings.Where(listing => kind.Method.IsMatch(listing.Name))];
            foreach (MethodListing kernel in kernels)
            {
                failures.AddRange(Check(kind, kernel));
            }

            // A renamed kernel must not pass unseen, nor one that was listed only in a narrower form.
            string register = Register(kind.UpTo < set ? kind.UpTo : set);
            int widest = kernels.Count(kernel => Loops(kind, kernel).Any(loop => loop.Any(line => line.Contains(register))));
            TestContext.Out.WriteLine($"{kind.Name}: {kernels.Length} methods, {widest} of them with {register}");
            Assert.That(widest, Is.Positive, $"no {kind.Name} uses {register}: is it still called {kind.Method}?");
        }

        Assert.That(failures, Is.Empty, string.Join("\n", failures));
    }

    private static string Register(InstructionSet set) => set switch
    {
        InstructionSet.Avx512 => "zmm",
        InstructionSet.Avx2 => "ymm",
        _ => "xmm",
    };

    private static IEnumerable<IReadOnlyList<string>> Loops(KernelKind kind, MethodListing kernel) =>
        kernel.InnermostLoops().Where(loop => loop.Any(kind.Instruction.IsMatch));

    private static IEnumerable<string> Check(KernelKind kind, MethodListing kernel)
    {
        IReadOnlyList<string>[] loops = [.. Loops(kind, kernel)];
        foreach (string line in loops.SelectMany(loop => loop).Where(kind.MayReadStack ? kernel.WritesStack : kernel.UsesStack))
        {
            yield return $"{kernel.Name}: the loop uses the stack: {line.Trim()}";
        }

        // Where the JIT has not inlined the arithmetic, the loop has nothing left of it but the call.
        foreach (string line in kernel.InnermostLoops().SelectMany(loop => loop).Where(MethodListing.IsCall))
        {
            yield return $"{kernel.Name}: the loop calls: {line.Trim()}";
        }

        int count = loops.Select(loop => loop.Count(kind.Instruction.IsMatch)).DefaultIfEmpty().Max();
        if (count == 0)
        {
            yield return $"{kernel.Name}: no loop has {kind.Instruction}";
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
            [
                ("DOTNET_JitStdOutFile", file),
                ("DOTNET_JitDisasm", "Aae.Kernels.*:*"),
                ("DOTNET_TieredCompilation", "0"),
                (OneThreadAttribute.Variable, "1"),
            ];
            ChildRun.Of([Kernels], set, hidden is null ? variables : [.. variables, (hidden, "0")]);
            return MethodListing.Read(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    // TileKernel.Multiply<lanes, vector, depth group, vectors, rows>(tile)
    [GeneratedRegex(@"\.TileKernel:Multiply\[.*\.N(?<factor>\d+),.*\.N(?<factor>\d+)\]")]
    private static partial Regex TileKernel();

    // DenseTileKernel.Multiply<lanes, vector, rows>(tile): two vectors a row, four steps a turn
    [GeneratedRegex(@"\.DenseTileKernel:Multiply\[.*\.N(?<factor>\d+)\]")]
    private static partial Regex DenseTileKernel();

    // UpdateLoop.Run<vector, formula>(…)
    [GeneratedRegex(@"\.UpdateLoop:Run\[\w+(\.\w+)*\.F32x")]
    private static partial Regex UpdateLoop();

    // ShallowKernel.Multiply<lanes, vector, vectors, depth>(tile, rows)
    [GeneratedRegex(@"\.ShallowKernel:Multiply\[.*\.N(?<factor>\d+),.*\.N(?<factor>\d+)\]")]
    private static partial Regex ShallowKernel();

    [GeneratedRegex(@"\.ThinProduct:AddDots\[")]
    private static partial Regex AddDots();

    [GeneratedRegex(@"\.ThinProduct:AddRows\[")]
    private static partial Regex AddRows();

    [GeneratedRegex(@"\.ThinProduct:AddColumns\[")]
    private static partial Regex AddColumns();

    [GeneratedRegex(@"\.ThinProduct:AddLastColumns\[")]
    private static partial Regex AddLastColumns();

    [GeneratedRegex(@"\.ElementLoop:(Run|Sum|Largest)\[\w+(\.\w+)*\.F32x")]
    private static partial Regex ElementLoop();

    [GeneratedRegex(@"^\s+(vfn?madd\w+ps|v?mulps)\b")]
    private static partial Regex MultiplyAdds();

    [GeneratedRegex(@"^\s+vfn?madd\w+ps\b")]
    private static partial Regex FusedMultiplyAdds();

    [GeneratedRegex(@"^\s+\w+\s.*\b[xyz]mm\d")]
    private static partial Regex VectorInstructions();
}
