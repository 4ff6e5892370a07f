using Aae.Cli;
using Aae.Core;
using Aae.Kernels.Simd;

namespace Aae.Benchmarks.Reporting;

/// <summary>Our own option beside those of BenchmarkDotNet: --isa avx512 avx2 vector128 (or all) gives one job per set.</summary>
internal static class InstructionSetOption
{
    private const string Name = "--isa";
    private const string Allowed = "one or more of avx512, avx2, vector128 and scalar, or all that the CPU has";

    /// <summary>Takes the option out of the arguments.</summary>
    /// <param name="args">All arguments.</param>
    /// <param name="others">Those that are left.</param>
    /// <returns>The sets asked for, widest first; none without the option.</returns>
    /// <exception cref="UsageException">A set does not exist, or the CPU lacks it.</exception>
    public static IReadOnlyList<InstructionSet> Take(string[] args, out string[] others)
    {
        int start = Array.IndexOf(args, Name);
        if (start < 0)
        {
            others = args;
            return [];
        }

        string[] names = [.. args.Skip(start + 1).TakeWhile(arg => !arg.StartsWith('-'))];
        others = [.. args[..start], .. args[(start + 1 + names.Length)..]];
        InstructionSet widest = InstructionSets.Widest;
        return names switch
        {
            [] => throw new UsageException($"{Name} needs a value: {Allowed}"),
            ["all"] => [.. Enum.GetValues<InstructionSet>().Where(set => set > InstructionSet.Scalar && set <= widest).OrderDescending()],
            _ => [.. names.Select(name => Choose(name, widest)).Distinct().OrderDescending()],
        };
    }

    private static InstructionSet Choose(string name, InstructionSet widest)
    {
        try
        {
            return InstructionSets.Choose(name, widest);
        }
        catch (AaeException)
        {
            throw new UsageException($"{Name} {name}: allowed are {Allowed}; this CPU offers {widest.ToString().ToLowerInvariant()} at most");
        }
    }
}
