using System.CommandLine;
using Aae.Cli.Output;
using Aae.Core.Data;
using Aae.Core.Threading;
using Aae.Models.Evaluation;

namespace Aae.Cli.Commands;

/// <summary>aae quality: samples held against test images on the features of a classifier that is trained for it.</summary>
internal sealed class QualityCommand
{
    private readonly ScoredSamples _samples;
    private readonly Terminal _terminal;
    private readonly Option<bool> _json = CommonOptions.Json();

    private QualityCommand(Command command, Terminal terminal)
    {
        _terminal = terminal;
        _samples = new ScoredSamples(command, terminal, SampleQuality.MostSamples);
        command.Add(_json);
        command.SetAction(Run);
    }

    public static Command Create(Terminal terminal)
    {
        var command = new Verb(
            "quality",
            "Compare samples with test images on the features of a classifier trained here: Fréchet distance, precision, recall.",
            "aae quality runs/mnist-8d",
            "aae quality runs/mnist-8d --sanity --json",
            "aae quality --samples-file samples.npy --data mnist");
        _ = new QualityCommand(command, terminal);
        return command;
    }

    private int Run(ParseResult parse)
    {
        (Dataset data, IEnumerable<SampleSource> all) = _samples.Open(parse);
        WorkerTeam team = _samples.Team(parse);
        FeatureClassifier? classifier = null;
        List<SampleQualityReport> rows = [];
        try
        {
            foreach (SampleSource samples in all)
            {
                SampleQuality.Require(samples, data);
                rows.Add(Measure(samples, classifier ??= Classifier(data, team), team));
            }
        }
        catch when (rows.Count > 0)
        {
            Conclude(parse, rows); // what is done is not lost where a later row is stopped or fails
            throw;
        }

        Conclude(parse, rows);
        return ExitCode.Success;
    }

    private FeatureClassifier Classifier(Dataset data, WorkerTeam team)
    {
        using var line = new WorkLine(_terminal);
        var progress = new Reporter<TrainedShare>(at => line.Show(() => $"classifier: {100L * at.Done / at.Count} % of its training"));
        return FeatureClassifier.Train(data, team, progress, _terminal.Cancellation);
    }

    private SampleQualityReport Measure(SampleSource samples, FeatureClassifier classifier, WorkerTeam team)
    {
        using var line = new WorkLine(_terminal);
        var progress = new Reporter<long>(done => line.Show(() => $"{samples.Name}: features of {done} of {samples.Count} samples"));
        return SampleQuality.Measure(samples, classifier, team, progress, _terminal.Cancellation);
    }

    private void Conclude(ParseResult parse, IReadOnlyList<SampleQualityReport> rows)
    {
        if (parse.GetValue(_json))
        {
            _terminal.Results.WriteLine(Json.Of(new QualityResult(rows, SampleQualityReport.Caveat)));
            return;
        }

        SampleQualityReport first = rows[0];
        TextWriter results = _terminal.Results;
        results.WriteLine($"samples against {first.ImageCount} images of {first.Images}, on the features of a classifier that errs in {100 * first.ClassifierTestError:F2} % of them");
        Table.Write(_terminal, ["samples", "number", "Fréchet distance", "of training images", "precision", "recall"], [.. rows.Select(row => new[]
        {
            row.Samples, $"{row.SampleCount}", Shown.Value(row.FrechetDistance), Shown.Value(row.FrechetDistanceOfTrainingImages), $"{row.Precision:F3}", $"{row.Recall:F3}",
        })]);
        results.WriteLine(SampleQualityReport.Caveat);
    }
}
