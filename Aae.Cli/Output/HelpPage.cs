using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Aae.Cli.Commands;

namespace Aae.Cli.Output;

/// <summary>The help of a command: the parser's own page, then the command's examples.</summary>
/// <param name="page">The parser's own page.</param>
internal sealed class HelpPage(HelpAction page) : SynchronousCommandLineAction
{
    private const int WidestPage = 110;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => page.ClearsParseErrors;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        page.MaxWidth = Console.IsOutputRedirected ? WidestPage : Math.Clamp(Console.WindowWidth, 40, WidestPage);
        int code = page.Invoke(parseResult);
        if (parseResult.CommandResult.Command is Verb verb)
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (string example in verb.Examples)
            {
                output.WriteLine($"  {example}");
            }
        }

        return code;
    }
}
