using Spectre.Console;

namespace Aae.Cli.Output;

/// <summary>Consoles with colours and moving displays; made only where a terminal is known to be there.</summary>
internal static class RichConsole
{
    public static IAnsiConsole OfMessages() => Create(Console.Error);

    public static IAnsiConsole OfResults() => Create(Console.Out);

    private static IAnsiConsole Create(TextWriter writer) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.Yes,
        Interactive = InteractionSupport.Yes,
        Out = new AnsiConsoleOutput(writer),
    });
}
