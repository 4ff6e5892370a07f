namespace Aae.Autograd.Schedules;

/// <summary>A learning rate that changes at given epochs and is constant between them.</summary>
public sealed class StepSchedule
{
    private readonly float _initial;
    private readonly (int Epoch, float Rate)[] _steps;

    /// <summary>Creates the schedule.</summary>
    /// <param name="initial">The rate from epoch 0 on.</param>
    /// <param name="steps">The epochs (counted from 0) at which another rate begins, in increasing order.</param>
    public StepSchedule(float initial, params (int Epoch, float Rate)[] steps)
    {
        for (int i = 1; i < steps.Length; i++)
        {
            if (steps[i].Epoch <= steps[i - 1].Epoch)
            {
                throw new ArgumentException($"epochs must increase, but {steps[i].Epoch} follows {steps[i - 1].Epoch}", nameof(steps));
            }
        }

        _initial = initial;
        _steps = steps;
    }

    /// <summary>The rate of an epoch.</summary>
    /// <param name="epoch">The epoch, counted from 0.</param>
    public float RateAt(int epoch)
    {
        float rate = _initial;
        foreach ((int from, float next) in _steps)
        {
            if (epoch >= from)
            {
                rate = next;
            }
        }

        return rate;
    }
}
