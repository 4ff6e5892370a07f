namespace Aae.Tests.Models;

/// <summary>Progress that is told of on the thread that reports it.</summary>
internal sealed class Synchronous<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
