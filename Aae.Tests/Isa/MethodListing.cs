using System.Text.RegularExpressions;

namespace Aae.Tests.Isa;

/// <summary>The machine code of one method as the JIT lists it (DOTNET_JitDisasm), x86-64 only.</summary>
/// <param name="Name">Type, method and type arguments.</param>
/// <param name="Lines">Labels and instructions.</param>
internal sealed partial record MethodListing(string Name, IReadOnlyList<string> Lines)
{
    private const string Header = "; Assembly listing for method ";

    /// <summary>Reads all listings of a file.</summary>
    public static IReadOnlyList<MethodListing> Read(string path)
    {
        var listings = new List<MethodListing>();
        var lines = new List<string>();
        foreach (string line in File.ReadLines(path))
        {
            if (line.StartsWith(Header, StringComparison.Ordinal))
            {
                lines = [];
                listings.Add(new MethodListing(line[Header.Length..], lines));
            }

            lines.Add(line);
        }

        return listings;
    }

    /// <summary>The innermost loop that has the most of some instructions; empty if no loop has any.</summary>
    public IReadOnlyList<string> HotLoop(Regex instruction) => Loops()
        .Where(loop => loop.Any(instruction.IsMatch))
        .MaxBy(loop => loop.Count(instruction.IsMatch)) ?? [];

    /// <summary>Whether an instruction reads or writes the stack. RBP is a register like others where RSP is the frame.</summary>
    public bool UsesStack(string line) =>
        line.Contains("[rsp", StringComparison.Ordinal) || (line.Contains("[rbp", StringComparison.Ordinal) && Lines.Contains("; rbp based frame"));

    /// <summary>Whether an instruction's target, its first operand, is on the stack.</summary>
    public bool WritesStack(string line) => UsesStack(line.Split(',')[0]);

    // A loop reaches from a label to the last jump back to it; it is innermost if no other lies within it.
    private IEnumerable<IReadOnlyList<string>> Loops()
    {
        var labels = new Dictionary<string, int>();
        var ends = new Dictionary<int, int>();
        for (int i = 0; i < Lines.Count; i++)
        {
            if (Label().Match(Lines[i]) is { Success: true } label)
            {
                labels[label.Value] = i;
            }
            else if (Jump().Match(Lines[i]) is { Success: true } jump && labels.TryGetValue(jump.Groups[1].Value, out int start))
            {
                ends[start] = i;
            }
        }

        return ends
            .Where(loop => !ends.Any(other => other.Key > loop.Key && other.Value <= loop.Value))
            .Select(loop => Lines.Skip(loop.Key).Take(loop.Value - loop.Key + 1).ToArray());
    }

    [GeneratedRegex(@"^G_M\w+_IG\d+")]
    private static partial Regex Label();

    [GeneratedRegex(@"^\s+j\w+\s+(?:SHORT )?(G_M\w+_IG\d+)")]
    private static partial Regex Jump();
}
