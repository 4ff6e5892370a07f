using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aae.Models.Recipes;

/// <summary>Which layers of a network have batch norm: <c>true</c> for all that can have it, <c>false</c> for none, or a list with a flag for each.</summary>
[JsonConverter(typeof(BatchNormConverter))]
public sealed record BatchNormRecipe
{
    /// <summary>Whether the layers have it, where none is listed by itself.</summary>
    public bool All { get; init; }

    /// <summary>A flag for each layer, first to last: convolutions before the hidden ones, in a decoder what each convolution reads behind them; in an encoder one more for the heads; null where <see cref="All"/> tells.</summary>
    public IReadOnlyList<bool>? Layers { get; init; }

    /// <summary>Whether any layer has it.</summary>
    public bool Any => Layers?.Contains(true) ?? All;

    /// <summary>Whether a layer has it.</summary>
    /// <param name="layer">The layer, from 0; their number for the heads.</param>
    public bool Of(int layer) => Layers is null ? All : Layers[layer];
}

/// <summary>Reads and writes true, false or a list of them.</summary>
internal sealed class BatchNormConverter : JsonConverter<BatchNormRecipe>
{
    public override BatchNormRecipe Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return new BatchNormRecipe { All = Flag(reader) };
        }

        var layers = new List<bool>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            layers.Add(Flag(reader));
        }

        return new BatchNormRecipe { Layers = layers };
    }

    public override void Write(Utf8JsonWriter writer, BatchNormRecipe value, JsonSerializerOptions options)
    {
        if (value.Layers is null)
        {
            writer.WriteBooleanValue(value.All);
            return;
        }

        writer.WriteStartArray();
        foreach (bool layer in value.Layers)
        {
            writer.WriteBooleanValue(layer);
        }

        writer.WriteEndArray();
    }

    private static bool Flag(in Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw new JsonException(),
    };
}
