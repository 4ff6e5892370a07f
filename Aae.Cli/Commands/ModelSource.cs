using System.CommandLine;
using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Threading;
using Aae.Models;
using Aae.Models.Training;

namespace Aae.Cli.Commands;

/// <summary>The argument RUN and the options of the commands that use a trained model.</summary>
internal sealed class ModelSource
{
    private readonly Argument<string> _run = new("RUN") { Description = "A run's folder, or a model in a .safetensors file." };
    private readonly Option<bool> _best = new("--best") { Description = "Use the best epoch, not the last: that with the lowest reconstruction error on the validation images, or as 'aae train --keep-best' chose it." };
    private readonly Option<int?> _threads = CommonOptions.Threads();
    private readonly Option<string> _split = SplitOption.Create();
    private readonly Option<string?> _dataDir = CommonOptions.DataDir();
    private readonly Option<string?> _file = new("--images")
    {
        Description = "Images or vectors of one's own in place of the data set's: .npy in [0, 1], [n, pixels] (colours one channel after the other), [n, height, width] or with colours [n, 3, height, width] or [n, height, width, 3], .png, .csv, or IDX.",
        HelpName = "FILE",
        Arity = ArgumentArity.ExactlyOne,
    };

    /// <summary>Adds the argument and the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="needsData">Whether it works on the images of the model's data set.</param>
    /// <param name="takesSplit">Whether the user chooses which of them.</param>
    /// <param name="takesFiles">Whether it can work on images from a file instead.</param>
    /// <param name="optional">Whether the command can do without a model.</param>
    public ModelSource(Command command, bool needsData, bool takesSplit = true, bool takesFiles = false, bool optional = false)
    {
        _run.Arity = optional ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne;
        command.Arguments.Insert(0, _run);
        if (needsData)
        {
            if (takesSplit)
            {
                command.Add(_split);
            }

            command.Add(_dataDir);
        }

        if (takesFiles)
        {
            command.Add(_file);
        }

        command.Add(_best);
        command.Add(_threads);
    }

    /// <summary>The option that chooses among a run's models.</summary>
    public Option Best => _best;

    /// <summary>The folder or file that was named; null where none was.</summary>
    public string? Named(ParseResult parse) => parse.GetValue(_run);

    /// <summary>The threads to work with.</summary>
    public WorkerTeam Team(ParseResult parse) => CommonOptions.Team(parse.GetValue(_threads));

    /// <summary>Reads the model.</summary>
    public TrainedModel Model(ParseResult parse)
    {
        string run = parse.GetRequiredValue(_run);
        bool best = parse.GetValue(_best);
        if (IsModelFile(run))
        {
            return best
                ? throw new UsageException($"--best chooses among a run's checkpoints; {run} is one file")
                : TrainedModel.Load(run, Team(parse));
        }

        if (File.Exists(run))
        {
            throw new AaeException($"{run}: neither a run's folder nor a .safetensors file");
        }

        return RunFolder.Open(run).LoadModel(best, Team(parse), parse.InvocationConfiguration.Error.WriteLine);
    }

    /// <summary>Where a file of this name goes if the user does not say: among the run's figures, or for a model file, or without a model, here.</summary>
    public string DefaultFile(ParseResult parse, string name) => Folder(parse) is { } folder ? Path.Combine(folder.Figures, name) : name;

    /// <summary>The run's folder; null for a model file, or without a model.</summary>
    public RunFolder? Folder(ParseResult parse) => parse.GetValue(_run) is { } run && !IsModelFile(run) ? new RunFolder(run) : null;

    /// <summary>The images of the data set that the model was trained on, of the split that was asked for, or those of a file.</summary>
    public ImageSet Images(ParseResult parse, TrainedModel model)
    {
        if (parse.GetResult(_file) is null)
        {
            return Images(parse, Data(parse, model));
        }

        if (parse.GetResult(_split) is { Implicit: false })
        {
            throw new UsageException("--images names a file of one's own: --split, which chooses among the data set's images, cannot be given with it");
        }

        // Vectors of one's own have the units of the table that the model learned from, which alone knows how it was scaled.
        string data = model.Recipe.Data.Name;
        ColumnScale? scale = model.Image.IsVector && File.Exists(data) ? Data(parse, model).Scale : null;
        return ImageFile.Read(parse.GetRequiredValue(_file)!, model.Image.Height, model.Image.Width, model.Image.Channels, scale);
    }

    /// <summary>The images of the split that was asked for.</summary>
    public ImageSet Images(ParseResult parse, Dataset data) => SplitOption.Of(data, parse.GetRequiredValue(_split));

    /// <summary>The data set that the model was trained on.</summary>
    public Dataset Data(ParseResult parse, TrainedModel model) => Datasets.Open(model.Recipe.Data.Name, parse.GetValue(_dataDir));

    /// <summary>The first images of the split.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="model">The model.</param>
    /// <param name="count">How many.</param>
    /// <param name="orFewer">Whether all are enough where there are fewer.</param>
    public ImageSet FirstImages(ParseResult parse, TrainedModel model, int count, bool orFewer = false)
    {
        ImageSet images = Images(parse, model);
        count = orFewer ? Math.Min(count, images.Count) : count;
        return count <= images.Count
            ? images.Slice(0, count)
            : throw new AaeException($"{count} images are wanted; {images.Name} has {images.Count}");
    }

    private static bool IsModelFile(string run) => run.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) && !Directory.Exists(run);
}
