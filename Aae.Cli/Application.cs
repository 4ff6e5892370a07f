using System.CommandLine;
using System.CommandLine.Help;
using Aae.Cli.Commands;
using Aae.Cli.Output;
using Aae.Core;

namespace Aae.Cli;

/// <summary>The program from its arguments to its exit code. Without side effects of its own, so that tests run it in-process.</summary>
internal static class Application
{
    private const string DebugVariable = "AAE_DEBUG";

    private const string About =
        """
        aae trains, samples and evaluates adversarial autoencoders.

        A run lies in a folder: its recipe, metrics, checkpoints and pictures.
        'aae train' without arguments makes a first one in about a minute.

        Results go to standard output, messages to standard error. Exit codes:
        0 done, 1 failed, 2 wrong command line, 130 stopped by Ctrl+C, 143 by
        SIGTERM, 129 by the end of the terminal.

        Completion in bash, to be added to ~/.bashrc:
          _aae() { COMPREPLY=($(compgen -W "$(aae "[suggest:$COMP_POINT]" "$COMP_LINE")" -- "$2")); }
          complete -o default -F _aae aae
        """;

    /// <summary>Runs the program.</summary>
    /// <param name="args">The arguments after the program's name.</param>
    /// <param name="terminal">Where results and messages go.</param>
    public static int Run(string[] args, Terminal terminal)
    {
        if (args.Contains(""))
        {
            return Fail(terminal, "an argument is empty, perhaps a variable that is not set", ExitCode.Usage);
        }

        ParseResult parse = Parse(args, terminal);
        if (UsageText.Of(parse) is { } wrong)
        {
            return Fail(terminal, $"{wrong}; see '{UsageText.CommandPath(parse)} --help'", ExitCode.Usage);
        }

        try
        {
            int code = parse.Invoke(new InvocationConfiguration
            {
                Output = terminal.Results,
                Error = terminal.Messages,
                EnableDefaultExceptionHandler = false,
            });
            terminal.Cancellation.ThrowIfCancellationRequested(); // too late to stop anything, but it was asked for
            return code;
        }
        catch (Exception e)
        {
            return Fail(terminal, e);
        }
    }

    /// <summary>Reads a command line without doing anything.</summary>
    public static ParseResult Parse(string[] args, Terminal terminal) =>
        Root(terminal).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });

    private static RootCommand Root(Terminal terminal)
    {
        var root = new RootCommand(About)
        {
            TrainCommand.Create(terminal),
            SampleCommand.Create(terminal),
            NeighboursCommand.Create(terminal),
            ReconstructCommand.Create(terminal),
            EncodeCommand.Create(terminal),
            DecodeCommand.Create(terminal),
            InterpolateCommand.Create(terminal),
            ManifoldCommand.Create(terminal),
            ScatterCommand.Create(terminal),
            EvaluateCommand.Create(terminal),
            LikelihoodCommand.Create(terminal),
            QualityCommand.Create(terminal),
            ReproduceCommand.Create(terminal),
            ClassifyCommand.Create(terminal),
            ClusterCommand.Create(terminal),
            EmbedCommand.Create(terminal),
            RecipesCommand.Create(terminal),
            DataCommand.Create(terminal),
            InfoCommand.Create(terminal),
        };
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        var help = new HelpOption("--help", "-h");
        help.Action = new HelpPage((HelpAction)help.Action!);
        root.Add(help);
        return root;
    }

    private static int Fail(Terminal terminal, Exception e)
    {
        if (Environment.GetEnvironmentVariable(DebugVariable) is "1")
        {
            terminal.Messages.WriteLine(e);
        }

        // A failure in a type's initializer or on another thread comes wrapped.
        for (Exception? cause = e; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case UsageException:
                    return Fail(terminal, cause.Message, ExitCode.Usage);
                case InterruptedException:
                    return Fail(terminal, cause.Message, terminal.InterruptedCode());
                case OperationCanceledException when terminal.Cancellation.IsCancellationRequested:
                    return Fail(terminal, "interrupted", terminal.InterruptedCode());
                case AaeException or IOException or UnauthorizedAccessException:
                    return Fail(terminal, cause.Message, ExitCode.Failure);
                case OutOfMemoryException:
                    return Fail(terminal, "there is not enough memory for this", ExitCode.Failure);
            }
        }

        return Fail(terminal, $"unexpected {e.GetType().Name}: {e.Message} (a defect; {DebugVariable}=1 shows where)", ExitCode.Failure);
    }

    private static int Fail(Terminal terminal, string message, int code)
    {
        terminal.Messages.WriteLine($"aae: {message.ReplaceLineEndings(" ")}");
        return code;
    }
}
