using System.CommandLine;
using Aae.Cli.Output;
using Aae.Core;

namespace Aae.Cli.Commands;

/// <summary>aae classify: the labels of images, by a model that learned them.</summary>
internal static class ClassifyCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Verb(
            "classify",
            "Tell the labels of images, with the probabilities of all classes, by a model that learned labels.",
            "aae classify runs/mnist-semi-supervised-100 > labels.csv",
            "aae classify runs/mnist-semi-supervised-100 --images digit.png --json");
        var output = new ProbabilityOutput<ClassifiedImage>(command, terminal, "label", row => new ClassifiedImage(row.Index, row.Class, row.Probabilities));
        command.SetAction(parse => output.Write(parse, model =>
        {
            if (!model.LearnedLabels)
            {
                throw new AaeException(model switch
                {
                    { Classes: > 0 } => "the model saw no labels: what it found are clusters, which 'aae cluster' tells",
                    { Given: not null } => "the labels of the model are given to its decoder: it has no q(y|x) that would tell them",
                    { IsRegularizedByLabels: true } => "the labels of the model are in its regularizer: it has no q(y|x) that would tell them",
                    _ => "the model learned no labels: its code has no part y",
                });
            }
        }));
        return command;
    }
}
