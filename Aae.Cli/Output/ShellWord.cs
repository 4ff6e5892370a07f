namespace Aae.Cli.Output;

/// <summary>Paths in commands that a person is told to type.</summary>
internal static class ShellWord
{
    /// <summary>The text as one word of a shell: in quotes where it needs them.</summary>
    public static string Of(string text) =>
        text.Length > 0 && text.All(c => char.IsLetterOrDigit(c) || "-_./:\\~+,@%".Contains(c)) ? text : $"'{text.Replace("'", "'\\''")}'";
}
