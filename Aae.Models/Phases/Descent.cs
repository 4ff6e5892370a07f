using Aae.Autograd.Optimizers;
using Aae.Autograd.Schedules;
using Aae.Autograd.Tapes;

namespace Aae.Models.Phases;

/// <summary>How a phase descends its loss.</summary>
/// <param name="CreateOptimizer">Makes the phase's own optimizer for the parameters that it moves.</param>
/// <param name="Rate">The learning rate by epoch.</param>
/// <param name="ClipNorm">The bound on the norm of all gradients together; null for none.</param>
public sealed record Descent(Func<IReadOnlyList<Parameter>, Optimizer> CreateOptimizer, StepSchedule Rate, float? ClipNorm = null)
{
    /// <summary>Gradient descent with momentum.</summary>
    /// <param name="rate">The learning rate, above 0.</param>
    /// <param name="momentum">0 ≤ momentum &lt; 1.</param>
    /// <param name="steps">The epochs at which another rate begins.</param>
    public static Descent Sgd(float rate, float momentum = 0, params (int Epoch, float Rate)[] steps) =>
        new(parameters => new Sgd(parameters, momentum), new StepSchedule(rate, steps));

    /// <summary>Adam.</summary>
    /// <param name="rate">The learning rate, above 0.</param>
    /// <param name="beta1">The decay of the gradient's mean.</param>
    /// <param name="beta2">The decay of its square's mean.</param>
    /// <param name="steps">The epochs at which another rate begins.</param>
    public static Descent Adam(float rate, float beta1 = 0.9f, float beta2 = 0.999f, params (int Epoch, float Rate)[] steps) =>
        new(parameters => new Adam(parameters, beta1, beta2), new StepSchedule(rate, steps));
}
