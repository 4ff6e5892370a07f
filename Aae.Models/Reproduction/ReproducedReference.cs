using Aae.Core.Data;
using Aae.Models.Evaluation;
using Aae.Models.Training;

namespace Aae.Models.Reproduction;

/// <summary>Samples that no model made, measured as those of models are, to tell what a measure is worth. What was found lies in a file.</summary>
public sealed class ReproducedReference
{
    private readonly string _path;
    private readonly Func<Dataset, CancellationToken, SampleSource> _create;
    private SampleSource? _samples;

    /// <summary>Looks what there is of it.</summary>
    /// <param name="label">What the samples are called.</param>
    /// <param name="data">The data set from which they are.</param>
    /// <param name="path">The file of the measures, which need not exist.</param>
    /// <param name="version">The version of the program.</param>
    /// <param name="create">Makes the samples.</param>
    internal ReproducedReference(string label, string data, string path, string version, Func<Dataset, CancellationToken, SampleSource> create)
    {
        (Label, Data, _path, _create) = (label, data, path, create);
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

    /// <summary>The samples, which are made once.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="cancellation">Stops the making.</param>
    internal SampleSource Samples(Dataset data, CancellationToken cancellation) => _samples ??= _create(data, cancellation);

    /// <summary>Keeps what was measured, more than before.</summary>
    internal void Keep(RunEvaluation evaluation)
    {
        Evaluation = evaluation;
        evaluation.Write(_path);
    }
}
