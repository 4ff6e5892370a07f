using System.CommandLine;
using Aae.Cli.Output;
using Aae.Core.Data;

namespace Aae.Cli.Commands;

/// <summary>aae data: what data sets there are, and how to get them.</summary>
internal static class DataCommand
{
    public static Command Create(Terminal terminal) =>
        new Verb("data", "List data sets, tell of one, show its images, or fetch one from its public mirrors.", "aae data list", "aae data show digits", "aae data fetch mnist")
        {
            List(terminal),
            Info(terminal),
            DataShowCommand.Create(terminal, NameOrPath(), KnownOrOwn),
            Fetch(terminal),
        };

    private static Verb List(Terminal terminal)
    {
        Option<string?> dataDir = CommonOptions.DataDir();
        Option<bool> json = CommonOptions.Json();
        var command = new Verb("list", "List the data sets, and whether they are there.", "aae data list") { dataDir, json };
        command.SetAction(parse =>
        {
            DatasetInfo[] infos = [.. Datasets.Names.Select(name => Datasets.Info(name, parse.GetValue(dataDir)))];
            if (parse.GetValue(json))
            {
                terminal.Results.WriteLine(Json.Of<IReadOnlyList<DatasetInfo>>(infos));
            }
            else
            {
                Table.Write(terminal, [], [.. infos.Select(info => new[] { info.Name, Presence(info), info.Description })]);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static Verb Info(Terminal terminal)
    {
        Argument<string> name = NameOrPath();
        Option<string?> dataDir = CommonOptions.DataDir();
        Option<bool> json = CommonOptions.Json();
        var command = new Verb("info", "Tell of a data set: sizes, source, licence, folder.", "aae data info mnist", "aae data info table.csv") { name, dataDir, json };
        command.SetAction(parse =>
        {
            string wanted = KnownOrOwn(parse.GetRequiredValue(name));
            DatasetInfo info = Datasets.IsOwn(wanted) ? Datasets.InfoOfOwn(wanted) : Datasets.Info(wanted, parse.GetValue(dataDir));
            if (parse.GetValue(json))
            {
                terminal.Results.WriteLine(Json.Of(info));
            }
            else
            {
                Table.Write(terminal, [], [.. Facts(info)]);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static Verb Fetch(Terminal terminal)
    {
        Argument<string> name = Name();
        Option<string?> dataDir = CommonOptions.DataDir();
        Option<bool> json = CommonOptions.Json();
        var command = new Verb("fetch", "Download a data set and check it; files that are right are kept.", "aae data fetch mnist", "aae data fetch mnist --data-dir /srv/data")
        {
            name, dataDir, json,
        };
        command.SetAction(parse =>
        {
            string wanted = Known(parse.GetRequiredValue(name));
            using var display = new FetchDisplay(terminal);
            IReadOnlyList<FetchedFile> files = new DatasetFetcher().Fetch(wanted, parse.GetValue(dataDir), display, terminal.Cancellation);
            string folder = Path.Combine(DataFolder.Resolve(parse.GetValue(dataDir)), wanted);
            terminal.Results.WriteLine(parse.GetValue(json) ? Json.Of(new FetchResult(wanted, folder, files)) : folder);
            return ExitCode.Success;
        });
        return command;
    }

    private static Argument<string> NameOrPath() => Name("A data set's name, or the path of data of one's own: an .npy array, a .csv table, a folder of IDX files.");

    private static Argument<string> Name(string description = "A data set's name.")
    {
        var name = new Argument<string>("NAME") { HelpName = "NAME", Description = description };
        name.CompletionSources.Add(_ => Datasets.Names);
        return name;
    }

    private static string Known(string name, string besides = "") => Datasets.Names.Contains(name)
        ? name
        : throw new UsageException($"there is no data set '{name}'; known are {string.Join(", ", Datasets.Names)}{besides}");

    private static string KnownOrOwn(string name) => Datasets.IsOwn(name) ? name : Known(name, ", and a path of one's own: an .npy array, a .csv table, or a folder of IDX files");

    private static string Presence(DatasetInfo info) => info.IsBuiltIn ? "built in" : info.IsPresent ? "present" : "absent";

    private static string Classes(DatasetInfo info) => info.Classes == 0 ? "none: no labels"
        : info.ClassNames.Count == 0 ? $"{info.Classes}"
        : $"{info.Classes}: {string.Join(", ", info.ClassNames)}";

    private static IEnumerable<string[]> Facts(DatasetInfo info)
    {
        yield return ["name", info.Name];
        yield return ["shows", info.Description];
        yield return ["images", $"{info.Sizes.Train} train, {info.Sizes.Validation} validation, {info.Sizes.Test} test"];
        yield return ["size", $"{info.Height} × {info.Width} × {info.Channels}"];
        yield return ["classes", Classes(info)];
        yield return ["source", info.Source];
        yield return ["licence", info.License];
        yield return ["state", Presence(info) + (info.IsPresent ? "" : $"; {info.HowToGet ?? $"'aae data fetch {info.Name}' downloads it"}")];
        if (info.Folder is { } folder)
        {
            yield return ["folder", folder];
        }
    }
}
