using Aae.Core;
using Aae.Core.Data;

namespace Aae.Models.Evaluation;

/// <summary>
/// The Parzen-window estimate of the log-likelihood of held-out images under a model that can only be sampled (paper §3, table 1).
/// </summary>
/// <remarks>
/// <para>LL(x) = log mean_j exp(−‖x − s_j‖² / 2σ²) − d·log(σ√2π) over samples s_j, after Breuleux, Bengio and Vincent (2011). σ is the
/// one of a grid under which validation images are likeliest; what is reported is the mean over the test images.</para>
/// <para>Samples come block by block; each meets all images and is forgotten. So any number of them takes the same memory, and the
/// sums so far are all that there is to save.</para>
/// <para>Validation images are held against the samples under every σ. Test images are ten times as many and need only the one that is
/// chosen in the end: those that can be are found by a pilot over the first samples (<see cref="PilotRows"/>). More samples want a
/// narrower window, and narrow ones cost little, as almost all of their terms are 0: so every σ up to the one above the pilot's choice
/// stays. If yet another is chosen, the samples are read once more for it.</para>
/// </remarks>
public static class ParzenWindow
{
    /// <summary>Samples of the pilot: so many, or fewer, are all, and then its choice is the last.</summary>
    internal const int PilotRows = 11 * SampleSource.BlockRows;

    /// <summary>Estimates the log-likelihood of a data set's test images.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="data">The data set; its validation images choose σ.</param>
    /// <param name="options">The grid, and where the state is kept; null for the defaults.</param>
    /// <param name="progress">Told after each block of samples.</param>
    /// <param name="cancellation">Stops between blocks, when the state is saved.</param>
    /// <returns>Figures with the same bits for any number of threads and of stops.</returns>
    /// <exception cref="AaeException">Samples and images differ in size, there are too few images, or a number is not finite.</exception>
    /// <exception cref="EstimateStoppedException">The work was stopped after the pilot; its state is saved.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped during the pilot, of which nothing is saved, or while samples were read once more.</exception>
    public static LikelihoodReport Estimate(
        SampleSource samples, Dataset data, ParzenOptions? options = null, IProgress<ParzenProgress>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new ParzenOptions();
        Check(samples, data, options);
        return new ParzenRun(samples, data, options, progress, cancellation).Run();
    }

    private static void Check(SampleSource samples, Dataset data, ParzenOptions options)
    {
        samples.RequireSizeOf(data.Test);
        if (data.Test.Count < 2)
        {
            throw new AaeException($"{data.Test.Name}: a log-likelihood with its standard error needs 2 images or more, not {data.Test.Count}");
        }

        if (options.Deviations.Count > 1 && Math.Min(options.ValidationImages, data.Validation.Count) < 1)
        {
            throw new AaeException($"{data.Validation.Name}: the choice of a standard deviation needs validation images, and there are none");
        }
    }
}
