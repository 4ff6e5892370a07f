using Aae.Benchmarks.Reporting;
using Aae.Core.Threading;
using Aae.Models.Recipes;

namespace Aae.Benchmarks.Training;

/// <summary>The arithmetic of a recipe's training step: that of its matrix products alone.</summary>
/// <param name="Name">A built-in recipe.</param>
public sealed record StepWork(string Name) : IFloatingPointWork
{
    /// <inheritdoc/>
    public double Operations => Subject(WorkerTeam.Default).OperationsPerStep;

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The steps.</summary>
    internal StepSubject Subject(WorkerTeam team) => new(RecipeCatalog.Load(Name), team);
}
