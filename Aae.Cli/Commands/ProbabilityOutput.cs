using System.CommandLine;
using System.Globalization;
using Aae.Cli.Output;
using Aae.Core.Data;
using Aae.Models;
using Aae.Models.Evaluation;
using Tensor = Aae.Core.Tensors.Tensor;

namespace Aae.Cli.Commands;

/// <summary>Classes of images and their probabilities, on standard output: as CSV, a line an image, or as JSON.</summary>
/// <typeparam name="T">An image in JSON.</typeparam>
internal sealed class ProbabilityOutput<T>
{
    private readonly Terminal _terminal;
    private readonly string _heading;
    private readonly Func<(int Index, int Class, IReadOnlyList<float> Probabilities), T> _row;
    private readonly ModelSource _source;
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON instead of CSV." };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="terminal">Where the result goes.</param>
    /// <param name="heading">What the column of the most probable classes is called.</param>
    /// <param name="row">An image in JSON.</param>
    public ProbabilityOutput(Command command, Terminal terminal, string heading, Func<(int Index, int Class, IReadOnlyList<float> Probabilities), T> row)
    {
        _terminal = terminal;
        _heading = heading;
        _row = row;
        _source = new ModelSource(command, needsData: true, takesFiles: true);
        command.Add(_json);
    }

    /// <summary>Prints the classes of the images that the command line names.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="check">Refuses a model that is not for this.</param>
    public int Write(ParseResult parse, Action<TrainedModel> check)
    {
        TrainedModel model = _source.Model(parse);
        check(model);
        ImageSet images = _source.Images(parse, model);
        Tensor probabilities = model.Probabilities(images, _terminal.Cancellation);
        IEnumerable<(int Index, int Class, float[] Probabilities)> rows =
            ClusterLabels.MostProbable(probabilities).Select((most, i) => (i, most, probabilities.Row(i).ToArray()));
        if (parse.GetValue(_json))
        {
            _terminal.Results.WriteLine(Json.Of(rows.Select(row => _row(row))));
            return ExitCode.Success;
        }

        _terminal.Results.WriteLine($"index,{_heading},{string.Join(',', Enumerable.Range(0, model.Classes).Select(i => $"p{i}"))}");
        foreach ((int index, int most, float[] row) in rows)
        {
            _terminal.Results.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{index},{most},{string.Join(',', row.Select(p => p.ToString(CultureInfo.InvariantCulture)))}"));
        }

        return ExitCode.Success;
    }
}
