using Aae.Models.Training;

namespace Aae.Cli.Output;

/// <summary>A line for each epoch, for files, pipes and simple terminals: no escape codes, and nothing is overwritten.</summary>
internal sealed class PlainTrainingDisplay(TextWriter messages) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress progress)
    {
        if (progress.Finished is { } metrics)
        {
            Write(progress, TrainingLines.Summary(metrics));
        }
        else if (progress.Step == progress.Steps)
        {
            Write(progress, TrainingLines.Losses(progress.Losses)); // --steps ended the run within an epoch
        }
    }

    private void Write(TrainingProgress progress, string losses) => messages.WriteLine(
        $"{TrainingLines.Epoch(progress)}  step {progress.Step}  {losses}  {TrainingLines.Rate(progress)}  {TrainingLines.TimeLeft(progress)}");
}
