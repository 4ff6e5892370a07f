using Aae.Core.Tensors;

namespace Aae.Core.Formats;

/// <summary>What a safetensors file holds.</summary>
public sealed class SafetensorsFile
{
    internal SafetensorsFile(IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata, bool isVerified)
    {
        Tensors = tensors;
        Metadata = metadata;
        IsVerified = isVerified;
    }

    /// <summary>The tensors by name, in the header's order.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <summary>The texts kept with them; empty if there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Whether the file has a checksum, which then was right.</summary>
    public bool IsVerified { get; }
}
