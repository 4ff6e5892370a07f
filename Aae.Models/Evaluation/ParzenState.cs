using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aae.Core;
using Aae.Core.Formats;
using Aae.Kernels.Distances;
using Aae.Models.Training;

namespace Aae.Models.Evaluation;

/// <summary>
/// The sums of an estimate that is not done, in a file whose name comes from all that they depend on: another estimate has another
/// file, and never takes this one's.
/// </summary>
internal sealed class ParzenState
{
    private const string Format = "aae-parzen-1";
    private const int LongestFile = 1 << 30;

    private readonly string _settings;
    private readonly string _path;

    /// <summary>The state of an estimate, of which there may be no file.</summary>
    /// <param name="folder">Where its file lies.</param>
    /// <param name="settings">A text that no other estimate has.</param>
    public ParzenState(string folder, string settings)
    {
        RunEnvironment environment = RunEnvironment.Of();
        _settings = $"{settings}; {environment.Version} on {environment.InstructionSet}"; // the bits depend on these too
        _path = Path.Combine(folder, $"likelihood-{XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(_settings)):x16}.json");
    }

    /// <summary>Goes on from the file, if there is one.</summary>
    /// <param name="sums">The sums; they stay empty if there is none.</param>
    /// <param name="remark">Told of a file that is damaged.</param>
    /// <returns>The seconds that it took so far.</returns>
    public double Restore(ParzenSums sums, Action<string>? remark)
    {
        if (!File.Exists(_path))
        {
            return 0;
        }

        try
        {
            SavedParzen saved = Read();
            sums.Restore(MemoryMarshal.Cast<byte, double>(saved.Sums));
            return saved.Seconds;
        }
        catch (AaeException damaged)
        {
            remark?.Invoke($"{damaged.Message}; the estimate begins anew");
            return 0;
        }
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    public void Save(ParzenSums sums, double seconds)
    {
        double[] state = new double[sums.StateLength];
        sums.CopyStateTo(state);
        byte[] bytes = MemoryMarshal.AsBytes(state.AsSpan()).ToArray();
        var saved = new SavedParzen(Format, _settings, seconds, bytes, Checksum(bytes));
        AtomicFile.Write(_path, stream => JsonSerializer.Serialize(stream, saved, ParzenContext.Default.SavedParzen));
    }

    /// <summary>Removes the file: the estimate is done.</summary>
    public void Delete()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new AaeException($"{_path}: cannot be removed: {failure.Message}", failure);
        }
    }

    private SavedParzen Read()
    {
        using var file = InputFile.Open(_path);
        SavedParzen? saved;
        try
        {
            saved = JsonSerializer.Deserialize(file.ReadToEnd(LongestFile, "the state of an estimate"), ParzenContext.Default.SavedParzen);
        }
        catch (JsonException)
        {
            saved = null;
        }

        return saved is { Sums: not null, Format: Format } && saved.Settings == _settings && saved.Checksum == Checksum(saved.Sums)
            ? saved
            : throw file.Invalid("is damaged, or not the state of this estimate");
    }

    private static string Checksum(byte[] bytes) => $"{XxHash3.HashToUInt64(bytes):x16}";
}

/// <summary>The file of a <see cref="ParzenState"/>.</summary>
internal sealed record SavedParzen(string Format, string Settings, double Seconds, byte[] Sums, string Checksum);

/// <summary>Serialization code for the state of estimates, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SavedParzen))]
internal sealed partial class ParzenContext : JsonSerializerContext;
