using Aae.Core.Data;
using Aae.Models.Evaluation;
using Aae.Models.Training;

namespace Aae.Models.Reproduction;

/// <summary>Samples that no model made, scored as those of models are, to tell what a score is worth. The scores lie in a file.</summary>
public sealed class ReproducedReference
{
    private readonly string _path;
    private readonly Func<Dataset, CancellationToken, SampleSource> _samples;

    /// <summary>Looks what there is of it.</summary>
    /// <param name="label">What the samples are called.</param>
    /// <param name="data">The data set from which they are.</param>
    /// <param name="path">The file of the scores, which need not exist.</param>
    /// <param name="version">The version of the program.</param>
    /// <param name="samples">Makes the samples.</param>
    internal ReproducedReference(string label, string data, string path, string version, Func<Dataset, CancellationToken, SampleSource> samples)
    {
        (Label, Data, _path, _samples) = (label, data, path, samples);
        Evaluation = RunEvaluation.Read(path, version) ?? new RunEvaluation { Version = version, Epochs = 0, Figures = [] };
    }

    /// <summary>What the samples are called.</summary>
    public string Label { get; }

    /// <summary>The data set from which they are.</summary>
    public string Data { get; }

    /// <summary>What was measured of them so far.</summary>
    internal RunEvaluation Evaluation { get; private set; }

    /// <summary>A measure; null if it has not been taken yet.</summary>
    public MetricSummary? Of(Measure measure) => measure.Summarize([Evaluation]);

    /// <summary>Scores them and keeps what was found, if that is not done.</summary>
    /// <param name="measures">The measures that are asked for.</param>
    /// <param name="data">The data set.</param>
    /// <param name="estimate">Scores samples.</param>
    /// <param name="cancellation">Stops the making of samples.</param>
    internal void Complete(IEnumerable<Measure> measures, Dataset data, Func<SampleSource, Dataset, LikelihoodReport> estimate, CancellationToken cancellation)
    {
        foreach (long count in measures.Select(measure => measure.Samples).OfType<long>().Where(count => !Evaluation.Likelihoods.ContainsKey(count)))
        {
            Evaluation = Evaluation.With(count, estimate(_samples(data, cancellation), data));
            Evaluation.Write(_path);
        }
    }
}
