using Aae.Autograd.Tapes;
using Aae.Core.Threading;
using Aae.Kernels.Reductions;

namespace Aae.Autograd.Optimizers;

/// <summary>The Euclidean norm of all gradients together, and the factor that bounds it (Pascanu et al. 2013).</summary>
public static class GradientNorm
{
    /// <summary>√(Σ g²) over every element of every gradient.</summary>
    /// <param name="parameters">The parameters; those that are frozen do not count.</param>
    /// <param name="team">The threads to work with.</param>
    public static unsafe double Of(IReadOnlyList<Parameter> parameters, WorkerTeam team)
    {
        double sum = 0;
        for (int i = 0; i < parameters.Count; i++)
        {
            if (!parameters[i].Frozen && parameters[i].Gradient is { } gradient)
            {
                sum += Sums.OfSquares(gradient.Pointer, gradient.Shape.Count, team);
            }
        }

        return Math.Sqrt(sum);
    }

    /// <summary>The factor to scale gradients by so that their norm is at most a bound.</summary>
    /// <param name="norm">The norm.</param>
    /// <param name="bound">The bound, above 0.</param>
    public static float ClipScale(double norm, double bound) => norm > bound ? (float)(bound / norm) : 1;
}
