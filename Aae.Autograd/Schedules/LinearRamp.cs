namespace Aae.Autograd.Schedules;

/// <summary>A number that changes evenly over the first epochs and stays from then on.</summary>
/// <param name="To">What it ends at.</param>
/// <param name="Epochs">The epochs that it takes; 0 for the end from the first on.</param>
public readonly record struct LinearRamp(float To, int Epochs)
{
    /// <summary>The number in an epoch.</summary>
    /// <param name="start">What it begins with.</param>
    /// <param name="epoch">The epoch, counted from 0.</param>
    public float At(float start, int epoch) => epoch < Epochs ? start + (To - start) * epoch / Epochs : To;
}
