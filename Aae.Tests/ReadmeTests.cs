using System.Runtime.CompilerServices;
using Aae.Core.Data;
using Aae.Core.Tensors;
using Aae.Models;
using Aae.Models.Figures;
using Aae.Models.Recipes;
using Aae.Models.Training;

namespace Aae.Tests;

/// <summary>What the README shows is compiled, run, and held against the README word by word.</summary>
[Category("Unit")]
internal sealed class ReadmeTests
{
    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, ".."));

    [Test]
    public void The_library_example_works()
    {
        string before = Directory.GetCurrentDirectory();
        string folder = Directory.CreateTempSubdirectory("aae-readme-").FullName;
        Directory.SetCurrentDirectory(folder);
        try
        {
            Example();
            Assert.That(File.Exists("digits.safetensors") && File.Exists("samples.png"));
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void The_library_example_stands_in_the_README_as_it_is_here()
    {
        string[] source = File.ReadAllLines(Path.Combine(Root(), "Aae.Tests", "ReadmeTests.cs"));
        int start = Array.FindIndex(source, line => line.Contains("// README: begin", StringComparison.Ordinal)) + 1;
        int end = Array.FindIndex(source, line => line.Contains("// README: end", StringComparison.Ordinal));
        string example = string.Join('\n', source[start..end].Select(line => line.Length > 8 ? line[8..] : ""));

        Assert.That(File.ReadAllText(Path.Combine(Root(), "README.md")).ReplaceLineEndings("\n"), Does.Contain(example));
    }

    [Test]
    public void The_pictures_of_the_README_are_there()
    {
        string readme = File.ReadAllText(Path.Combine(Root(), "README.md"));
        string[] pictures = [.. System.Text.RegularExpressions.Regex.Matches(readme, @"!\[[^\]]*\]\(([^)]+)\)").Select(match => match.Groups[1].Value)];

        Assert.That(pictures, Is.Not.Empty);
        Assert.That(pictures.Select(picture => Path.Combine(Root(), picture)), Has.All.Matches<string>(File.Exists));
    }

    private static void Example()
    {
        // README: begin
        Dataset digits = Datasets.Open("digits");
        Recipe recipe = RecipeCatalog.Load("digits-2d", "epochs=1", "encoder.hidden=[64]", "decoder.hidden=[64]");

        TrainedModel model = recipe.Train(digits);
        model.Save("digits.safetensors");

        float[] image = digits.Test.Gather(0, 1).Span.ToArray();
        float[] code = model.Encode(image);
        float[] picture = model.Decode(code);

        Tensor samples = model.Sample(count: 100, seed: 1);
        ModelFigures.Samples("samples.png", model, samples);
        // README: end
        Assert.That(picture, Has.Length.EqualTo(784));
    }
}
