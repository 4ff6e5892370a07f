using System.CommandLine;
using Aae.Cli.Output;
using Aae.Core;

namespace Aae.Cli.Commands;

/// <summary>aae cluster: the clusters of images, by a model whose code has a part y.</summary>
internal static class ClusterCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Verb(
            "cluster",
            "Tell the clusters of images, with the probabilities of all clusters.",
            "aae cluster runs/mnist-clustering-16 > clusters.csv",
            "aae cluster runs/mnist-clustering-16 --images digits.npy --json");
        var output = new ProbabilityOutput<ClusteredImage>(command, terminal, "cluster", row => new ClusteredImage(row.Index, row.Class, row.Probabilities));
        command.SetAction(parse => output.Write(parse, model =>
        {
            if (model.Classes == 0)
            {
                throw new AaeException("the model has no clusters: its code has no part y");
            }
        }));
        return command;
    }
}
