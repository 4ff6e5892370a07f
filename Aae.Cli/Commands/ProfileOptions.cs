using System.CommandLine;
using Aae.Autograd.Profiling;
using Aae.Cli.Output;
using Aae.Core.Threading;
using Aae.Models.Training;

namespace Aae.Cli.Commands;

/// <summary>The options --profile and --trace: where a command's time goes.</summary>
internal sealed class ProfileOptions
{
    private const string Ending = ".json";

    /// <summary>Some thousand training steps, in 10 MB of memory.</summary>
    private const int TraceEvents = 1 << 18;

    private readonly Option<bool> _profile = new("--profile")
    {
        Description = "End with a table of time, GFLOP/s and share of the peak by phase and op.",
    };

    private readonly Option<string?> _trace = new("--trace")
    {
        Description = "Write a timeline of the last steps for ui.perfetto.dev or chrome://tracing.",
        HelpName = $"FILE{Ending}",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result =>
        {
            string file = result.Tokens[0].Value;
            if (!file.EndsWith(Ending, StringComparison.OrdinalIgnoreCase))
            {
                result.AddError($"--trace {file}: allowed is a file name ending in {Ending}");
            }

            return file;
        },
    };

    /// <summary>The options.</summary>
    public IReadOnlyList<Option> Options => [_profile, _trace];

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_profile);
        command.Add(_trace);
    }

    /// <summary>A profile that begins now; null if neither option was given. A trace that cannot be written is refused here, not after the work.</summary>
    public Profile? Begin(ParseResult parse)
    {
        if (parse.GetValue(_trace) is not { } file)
        {
            return parse.GetValue(_profile) ? new Profile() : null;
        }

        var profile = new Profile(TraceEvents);
        profile.WriteTrace(file);
        return profile;
    }

    /// <summary>Writes the trace, if one is wanted, and makes the table, if it is.</summary>
    public ProfileLines? End(ParseResult parse, Profile? profile, WorkerTeam team)
    {
        ProfileReport? report = profile?.Report();
        if (parse.GetValue(_trace) is { } file)
        {
            profile!.WriteTrace(file);
        }

        return parse.GetValue(_profile) ? ProfileLines.Of(report!, PeakSpeed.Measure(team)) : null;
    }

    /// <summary>Does something as a part of a profile, where there is one.</summary>
    public static T Part<T>(Profile? profile, string name, Func<T> work)
    {
        using (profile?.Part(name))
        {
            return work();
        }
    }
}
