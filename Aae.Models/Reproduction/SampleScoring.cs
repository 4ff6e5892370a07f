using Aae.Core.Data;
using Aae.Core.Threading;
using Aae.Models.Evaluation;

namespace Aae.Models.Reproduction;

/// <summary>Takes the measures of samples that are asked for and have not been taken yet, and keeps each as soon as it is known.</summary>
/// <param name="team">The threads to work with; null for those that the process may use.</param>
/// <param name="tell">Told in a line what happens.</param>
/// <param name="progress">Told how far an estimate of a log-likelihood has come.</param>
/// <param name="cancellation">Stops the work.</param>
internal sealed class SampleScoring(WorkerTeam? team, Action<string>? tell, IProgress<ParzenProgress>? progress, CancellationToken cancellation)
{
    // Features compare under one classifier alone.
    private readonly Dictionary<Dataset, FeatureClassifier> _classifiers = [];

    /// <summary>Takes measures.</summary>
    /// <param name="name">Whose samples they are, for the lines that tell of it.</param>
    /// <param name="evaluation">What has been measured.</param>
    /// <param name="asked">The measures that are asked for; those of something else than samples are left alone.</param>
    /// <param name="data">The data set.</param>
    /// <param name="samples">Makes so many samples, or as many as there are.</param>
    /// <param name="folder">Where an estimate that is stopped is kept; null for nowhere.</param>
    /// <param name="keep">Keeps what has been measured.</param>
    public void Complete(
        string name, RunEvaluation evaluation, IEnumerable<Measure> asked, Dataset data, Func<long, SampleSource> samples, string? folder, Action<RunEvaluation> keep)
    {
        foreach (Measure measure in asked)
        {
            if (evaluation.Lacks(measure))
            {
                long count = measure.Samples!.Value;
                tell?.Invoke($"{name}: {measure.Name.Trim()}");
                evaluation = measure.IsOfFeatures
                    ? evaluation with { Quality = SampleQuality.Measure(samples(count), Classifier(data), team, cancellation: cancellation) }
                    : evaluation.With(count, ParzenWindow.Estimate(
                        samples(count), data, new ParzenOptions { StateFolder = folder, Team = team, Remark = tell }, progress, cancellation));
                keep(evaluation);
            }
        }
    }

    private FeatureClassifier Classifier(Dataset data)
    {
        if (!_classifiers.TryGetValue(data, out FeatureClassifier? classifier))
        {
            classifier = FeatureClassifier.Train(data, team, cancellation: cancellation);
            _classifiers.Add(data, classifier);
        }

        return classifier;
    }
}
