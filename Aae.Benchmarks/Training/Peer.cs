using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aae.Core;

namespace Aae.Benchmarks.Training;

/// <summary>
/// Another implementation of the same step, in a process of its own that lives for one round: so its idle threads, which may
/// spin without end, take no core from ours.
/// </summary>
/// <param name="command">
/// A line for the shell. It is given --threads N, measures by itself, and ends with a line of JSON that has "ms_per_step".
/// </param>
internal sealed class Peer(string command)
{
    private const string Key = "ms_per_step";

    /// <summary>The line.</summary>
    public string Command { get; } = command;

    /// <summary>Lets it measure once.</summary>
    /// <param name="threads">Threads to work with.</param>
    /// <returns>Its line of JSON, and the milliseconds of a step.</returns>
    /// <exception cref="AaeException">It failed, or its last line is no such JSON.</exception>
    public (JsonObject Says, double Milliseconds) Measure(int threads)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{Command} --threads {threads}");
        string[] shell = OperatingSystem.IsWindows() ? ["cmd", "/c", line] : ["sh", "-c", line];
        using Process process = Process.Start(new ProcessStartInfo(shell[0], shell[1..]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new AaeException($"--peer {Command}: ended with exit code {process.ExitCode}");
        }

        string last = output.TrimEnd().Split('\n')[^1];
        try
        {
            if (JsonNode.Parse(last) is JsonObject says && says[Key] is JsonValue value && value.TryGetValue(out double milliseconds) && milliseconds > 0)
            {
                return (says, milliseconds);
            }
        }
        catch (JsonException)
        {
            // Told below, like JSON of another kind.
        }

        throw new AaeException($"--peer {Command}: its last line must be a JSON object with \"{Key}\" above 0, not '{last}'");
    }
}
