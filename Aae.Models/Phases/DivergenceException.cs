using System.Globalization;
using Aae.Core;

namespace Aae.Models.Phases;

/// <summary>A training left the finite numbers: a loss, a gradient or a parameter is infinite or no number.</summary>
/// <param name="message">One line.</param>
/// <param name="phase">The phase, or those, that it happened in; null if no phase is known.</param>
/// <param name="step">The number of steps that were whole before.</param>
/// <param name="epoch">The epoch, counted from 0.</param>
/// <param name="value">The number; NaN if there is more than one.</param>
/// <param name="parameter">The parameter, if one is known.</param>
public sealed class DivergenceException(string message, string? phase, ulong step, int epoch, float value, string? parameter = null)
    : AaeException(message)
{
    /// <summary>The phase, or those, that it happened in; null if no phase is known.</summary>
    public string? Phase { get; } = phase;

    /// <summary>The number of steps that were whole before.</summary>
    public ulong Step { get; } = step;

    /// <summary>The epoch, counted from 0.</summary>
    public int Epoch { get; } = epoch;

    /// <summary>The number that is not finite; NaN if there is more than one.</summary>
    public float Value { get; } = value;

    /// <summary>The parameter, if one is known.</summary>
    public string? Parameter { get; } = parameter;

    /// <summary>The loss of a phase is not finite; nothing was moved by it.</summary>
    /// <param name="phase">The phase's name.</param>
    /// <param name="loss">Its loss.</param>
    /// <param name="step">The step.</param>
    public static DivergenceException OfLoss(string phase, float loss, TrainingStep step) =>
        new(Line($"the loss of phase '{phase}' is {loss} {Place(step)}"), phase, step.Number, step.Epoch, loss);

    /// <summary>The gradient of a parameter is not finite. Matrices that are moved within the products of their gradients have moved by then.</summary>
    /// <param name="phase">The phase's name.</param>
    /// <param name="parameter">The parameter's name.</param>
    /// <param name="value">The first number of the gradient that is not finite.</param>
    /// <param name="step">The step.</param>
    public static DivergenceException OfGradient(string phase, string parameter, float value, TrainingStep step) =>
        new(Line($"the gradient of {parameter} in phase '{phase}' is {value} {Place(step)}"), phase, step.Number, step.Epoch, value, parameter);

    /// <summary>The same with more to say.</summary>
    /// <param name="more">What follows the message.</param>
    internal DivergenceException With(string more) => new($"{Message}; {more}", Phase, Step, Epoch, Value, Parameter);

    private static string Place(TrainingStep step) => Line($"at step {step.Number} (epoch {step.Epoch + 1})");

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
