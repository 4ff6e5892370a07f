using System.Diagnostics;
using Aae.Cli;
using Aae.Cli.Output;

namespace Aae.Tests.Cli;

/// <summary>How a run of the program ended and what it wrote.</summary>
internal sealed record Outcome(int ExitCode, string Results, string Messages)
{
    public override string ToString() => $"exit code {ExitCode}, standard output:\n{Results}\nstandard error:\n{Messages}";
}

/// <summary>Runs the program: in this process, where that is enough, or as a child.</summary>
internal static class Program
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>The program without a process of its own: all but signals, streams and the way it is started.</summary>
    public static Outcome Run(params string[] args)
    {
        var results = new StringWriter();
        var messages = new StringWriter();
        int code = Application.Run(args, new Terminal(results, messages));
        return new Outcome(code, results.ToString(), messages.ToString());
    }

    /// <summary>Starts the real program in a folder, its streams redirected.</summary>
    public static Process Start(string folder, params string[] args) => Start(folder, "dotnet", [typeof(Application).Assembly.Location, .. args]);

    /// <summary>Starts any program in a folder, on what looks like a good terminal but for the redirection.</summary>
    public static Process Start(string folder, string file, string[] args, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(file, args) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment.Remove("NO_COLOR");
        start.Environment.Remove("AAE_DATA");
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Reads a child's messages up to the line with a text; the child does not outlive the patience.</summary>
    public static void WaitForMessage(Process child, string text)
    {
        Task<bool> found = Task.Run(() =>
        {
            while (child.StandardError.ReadLine() is { } line)
            {
                if (line.Contains(text, StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        });
        if (!found.Wait(Patience) || !found.Result)
        {
            child.Kill(entireProcessTree: true);
            Assert.Fail($"the program did not print \"{text}\"");
        }
    }

    /// <summary>Waits for the end of a child.</summary>
    public static Outcome Finish(Process child)
    {
        using (child)
        {
            Task<string> messages = child.StandardError.ReadToEndAsync();
            Task<string> results = child.StandardOutput.ReadToEndAsync();
            if (!child.WaitForExit(Patience))
            {
                child.Kill(entireProcessTree: true);
                Assert.Fail("the program did not end");
            }

            return new Outcome(child.ExitCode, results.Result, messages.Result);
        }
    }
}
