using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aae.Core;
using Aae.Core.Formats;
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

    /// <summary>What was saved; null if nothing was.</summary>
    /// <param name="remark">Told of a file that is damaged, of which nothing is taken.</param>
    public SavedParzen? Read(Action<string>? remark)
    {
        if (!File.Exists(_path))
        {
            return null;
        }

        try
        {
            return Verified();
        }
        catch (AaeException damaged)
        {
            remark?.Invoke($"{damaged.Message}; the estimate begins anew");
            return null;
        }
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    public void Save(SavedParzen state)
    {
        byte[] json = Json(Signed(state));
        AtomicFile.Write(_path, stream => stream.Write(json));
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

    private SavedParzen Verified()
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

        return saved is not null && Signed(saved).Checksum == saved.Checksum
            ? saved
            : throw file.Invalid("is damaged, or not the state of this estimate");
    }

    private SavedParzen Signed(SavedParzen state)
    {
        SavedParzen own = state with { Settings = _settings, Checksum = Format };
        return own with { Checksum = $"{XxHash3.HashToUInt64(Json(own)):x16}" };
    }

    private static byte[] Json(SavedParzen state) => JsonSerializer.SerializeToUtf8Bytes(state, ParzenContext.Default.SavedParzen);
}

/// <summary>What is known of an estimate after some of its samples.</summary>
/// <param name="Seconds">The time that it took.</param>
/// <param name="First">The place in the grid of the first σ that test images are held against.</param>
/// <param name="End">The place after the last.</param>
/// <param name="Choosing">The sums of the validation images.</param>
/// <param name="Testing">The sums of the test images.</param>
/// <param name="Settings">All that the sums depend on.</param>
/// <param name="Checksum">Of all others.</param>
internal sealed record SavedParzen(
    double Seconds, int First, int End, byte[] Choosing, byte[] Testing, string Settings = "", string Checksum = "");

/// <summary>Serialization code for the state of estimates, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SavedParzen))]
internal sealed partial class ParzenContext : JsonSerializerContext;
