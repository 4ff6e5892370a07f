using Aae.Models;
using Aae.Models.Training;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Aae.Cli.Output;

/// <summary>
/// Training on a terminal: a bar with epoch, rate and time left, under it the losses of the latest step and the means of the
/// last epoch.
/// </summary>
internal sealed class LiveTrainingDisplay : IProgress<TrainingProgress>
{
    private const string Stopping = "stopping after this step; Ctrl+C again ends at once, without saving";

    private readonly IAnsiConsole _console;
    private readonly ProgressTask _bar;
    private volatile Lines _lines = new("", "", "", "");

    private LiveTrainingDisplay(IAnsiConsole console, ProgressTask bar)
    {
        _console = console;
        _bar = bar;
    }

    /// <summary>Trains with the display.</summary>
    /// <param name="train">The work, which reports to what it is given.</param>
    /// <param name="cancellation">When it is cancelled, the display says that the run is about to stop.</param>
    public static TrainedModel Run(Func<LiveTrainingDisplay, TrainedModel> train, CancellationToken cancellation)
    {
        LiveTrainingDisplay? display = null;
        IAnsiConsole console = RichConsole.OfMessages();
        return console.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn { Width = 30 },
                new PercentageColumn(),
                new TextColumn(() => display?._lines.Rate),
                new TextColumn(() => display?._lines.TimeLeft))
            .UseRenderHook((bar, _) => display is null ? bar : new Rows(
                bar,
                new Text(display._lines.Losses),
                new Text(cancellation.IsCancellationRequested ? Stopping : display._lines.LastEpoch, Color.Grey)))
            .Start(context =>
            {
                display = new LiveTrainingDisplay(console, context.AddTask("starting"));
                return train(display);
            });
    }

    /// <summary>Writes a line above the display, to stay.</summary>
    public void Remark(string line) => _console.WriteLine(line);

    public void Report(TrainingProgress progress)
    {
        // Another thread draws: it gets texts that are not changed any more.
        _lines = new Lines(
            TrainingLines.Rate(progress),
            TrainingLines.TimeLeft(progress),
            TrainingLines.Losses(progress.Losses),
            progress.Finished is { } metrics ? $"epoch {progress.Epoch}: {TrainingLines.Summary(metrics)}" : _lines.LastEpoch);
        _bar.Description = TrainingLines.Epoch(progress);
        _bar.MaxValue = progress.Steps;
        _bar.Value = progress.Step;
    }

    private sealed record Lines(string Rate, string TimeLeft, string Losses, string LastEpoch);

    private sealed class TextColumn(Func<string?> text) : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(text() ?? "");
    }
}
