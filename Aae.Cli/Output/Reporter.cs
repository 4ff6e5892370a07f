namespace Aae.Cli.Output;

/// <summary>Progress that is told on the thread which makes it, at once and in order.</summary>
/// <param name="report">Is told.</param>
internal sealed class Reporter<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
