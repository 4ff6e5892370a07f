using System.CommandLine;

namespace Aae.Cli.Commands;

/// <summary>A command with examples for its help.</summary>
/// <param name="name">The word on the command line.</param>
/// <param name="description">What it does.</param>
/// <param name="examples">Command lines that work.</param>
internal sealed class Verb(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Command lines that work.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;
}
