using System.CommandLine;
using System.CommandLine.Help;
using Aae.Cli;
using Aae.Cli.Output;
using Aae.Core;

namespace Aae.Benchmarks;

/// <summary>A mode that measures one thing in seconds: its command line, its errors and its exit code are like the program's.</summary>
internal static class QuickMode
{
    /// <summary>Runs a mode.</summary>
    /// <param name="command">The mode.</param>
    /// <param name="args">The arguments, the mode's name first.</param>
    /// <param name="terminal">Where results and messages go.</param>
    public static int Run(Command command, string[] args, Terminal terminal)
    {
        var root = new RootCommand { command };
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpPage((HelpAction)help.Action!);
        try
        {
            ParseResult parse = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            return UsageText.Of(parse) is { } wrong
                ? Fail($"{wrong}; see '{command.Name} --help'", ExitCode.Usage)
                : parse.Invoke(new InvocationConfiguration { Output = terminal.Results, Error = terminal.Messages, EnableDefaultExceptionHandler = false });
        }
        catch (UsageException e)
        {
            return Fail(e.Message, ExitCode.Usage);
        }
        catch (Exception e) when (e.GetBaseException() is AaeException failure)
        {
            return Fail(failure.Message, ExitCode.Failure);
        }

        int Fail(string message, int code)
        {
            terminal.Messages.WriteLine($"{command.Name}: {message.ReplaceLineEndings(" ")}");
            return code;
        }
    }
}
