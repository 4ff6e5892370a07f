using System.Text.RegularExpressions;

namespace Aae.Tests.Isa;

/// <summary>The machine code of one method as the JIT lists it (DOTNET_JitDisasm), x86-64 only.</summary>
/// <param name="Name">Type, method and type arguments.</param>
/// <param name="Lines">Labels and instructions.</param>
internal sealed record MethodListing(string Name, IReadOnlyList<string> Lines)
{
    private const string Header = "; Assembly listing for method ";
    private const string End = "; Total bytes of code";

    /// <summary>Reads all listings of a file.</summary>
    /// <exception cref="InvalidDataException">Two threads compiled at the same time: their listings are one in the other.</exception>
    public static IReadOnlyList<MethodListing> Read(string path)
    {
        var listings = new List<MethodListing>();
        List<string>? lines = null;
        foreach (string line in File.ReadLines(path))
        {
            if (line.Contains(Header, StringComparison.Ordinal))
            {
                if (lines is not null || !line.StartsWith(Header, StringComparison.Ordinal))
                {
                    throw new InvalidDataException($"{listings[^1].Name}: another listing begins within this one: {line}");
                }

                lines = [];
                listings.Add(new MethodListing(line[Header.Length..], lines));
            }

            lines?.Add(line);
            if (line.StartsWith(End, StringComparison.Ordinal))
            {
                lines = null;
            }
        }

        return listings;
    }

    /// <summary>The loops within which there is no other, each in the order of its lines.</summary>
    public IReadOnlyList<IReadOnlyList<string>> InnermostLoops() => new FlowGraph(Lines).InnermostLoops();

    /// <summary>Whether an instruction reads or writes the stack. RBP is a register like others where RSP is the frame.</summary>
    public bool UsesStack(string line) =>
        line.Contains("[rsp", StringComparison.Ordinal) || (line.Contains("[rbp", StringComparison.Ordinal) && Lines.Contains("; rbp based frame"));

    /// <summary>Whether an instruction's target, its first operand, is on the stack.</summary>
    public bool WritesStack(string line) => UsesStack(line.Split(',')[0]);

    /// <summary>Whether an instruction calls a method.</summary>
    public static bool IsCall(string line) => Regex.IsMatch(line, @"^\s+call\b");
}
