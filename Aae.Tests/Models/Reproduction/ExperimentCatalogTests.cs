using System.Text.RegularExpressions;
using Aae.Core;
using Aae.Models.Recipes;
using Aae.Models.Reproduction;

namespace Aae.Tests.Models.Reproduction;

[Category("Unit")]
internal sealed class ExperimentCatalogTests
{
    private static IEnumerable<ExperimentRow> Rows => ExperimentCatalog.Experiments.SelectMany(experiment => experiment.Rows);

    private static IEnumerable<TestCaseData<ExperimentRow>> Cases => ExperimentCatalog.Experiments.SelectMany(
        experiment => experiment.Rows.Select(row => new TestCaseData<ExperimentRow>(row).SetArgDisplayNames(experiment.Name, row.Label)));

    [TestCaseSource(nameof(Cases))]
    public void A_model_has_recipes_measures_and_a_picture(ExperimentRow row)
    {
        Recipe recipe = RecipeCatalog.Load(row.Recipe, row.Changes);
        Recipe twin = RecipeCatalog.Load(row.Twin, [.. row.TwinChanges, .. row.Changes]);
        Assert.Multiple(() =>
        {
            Assert.That(recipe.Data.Name, Is.EqualTo(row.Recipe[..row.Recipe.IndexOf('-')]));
            Assert.That(twin.Data.Name, Is.EqualTo("digits"));
            Assert.That(twin.Variant, Is.EqualTo(recipe.Variant), "the twin shows another variant");
            Assert.That(twin.Encoder?.Convolutions is null, Is.EqualTo(recipe.Encoder?.Convolutions is null), "one alone has convolutions");
            Assert.That(twin.Decoder?.Convolutions is null, Is.EqualTo(recipe.Decoder?.Convolutions is null), "one alone has convolutions");
            Assert.That(twin.Data.Labels ?? 1, Is.LessThanOrEqualTo(QuickScale.Images.Train));
            Assert.That(row.Measures, Is.Not.Empty);
            Assert.That(row.Pictures.Count > 0 || row.Point is not null, "nothing is shown of it");
        });
    }

    [TestCaseSource(nameof(Cases))]
    public void What_a_label_says_is_true_of_the_recipe_and_of_its_twin(ExperimentRow row)
    {
        AssertIsTrue(row.Label, RecipeCatalog.Load(row.Recipe, row.Changes));
        AssertIsTrue(row.TwinLabel ?? row.Label, RecipeCatalog.Load(row.Twin, [.. row.TwinChanges, .. row.Changes]));
    }

    private static void AssertIsTrue(string label, Recipe recipe)
    {
        int? labels = recipe.Phases.Classification is null && recipe.Code.Heads is not null ? 0 : recipe.Data.Labels;
        foreach ((string word, int? number) in new[] { ("labels", labels), ("clusters", recipe.Code.Y?.Classes), ("heads", recipe.Code.Y?.Classes), ("D", recipe.Code.Z.Size) })
        {
            if (Regex.Match(label, $@"(all|no|\d[\d ]*)[ -]{word}\b") is { Success: true } said)
            {
                string value = said.Groups[1].Value.Replace(" ", "");
                Assert.That(value, Is.EqualTo(number switch { null => "all", 0 => "no", _ => $"{number}" }), $"{label}: {word}");
            }
        }
    }

    [Test]
    public void Names_are_used_once()
    {
        Assert.That(ExperimentCatalog.Experiments.Select(experiment => experiment.Name), Is.Unique.And.Not.Contain(ExperimentCatalog.All));
        foreach (Experiment experiment in ExperimentCatalog.Experiments)
        {
            Assert.That(experiment.Rows.Select(row => row.Label), Is.Unique, experiment.Name);
        }
    }

    [Test]
    public void A_run_has_one_name_and_a_name_one_run([Values] bool quick)
    {
        // Experiments share runs: what has the same name is trained once, so it must be the same.
        foreach (IGrouping<string, ExperimentRow> same in Rows.GroupBy(row => row.RunName(quick)))
        {
            Assert.That(same.Select(row => $"{row.Recipe} {row.Twin} {string.Join(' ', row.Changes)} {string.Join(' ', row.TwinChanges)}").Distinct().Count(), Is.EqualTo(1), same.Key);
        }
    }

    [Test]
    public void Experiments_are_chosen_by_name_and_their_models_by_labels()
    {
        Assert.That(ExperimentCatalog.Select(["table-3", "table-2", "table-3"]).Select(experiment => experiment.Name), Is.EqualTo(new[] { "table-3", "table-2" }));
        Experiment[] others = [.. ExperimentCatalog.Experiments.Where(experiment => experiment.Rows.All(row => RecipeCatalog.Load(row.Recipe).Data.Name == "mnist"))];
        Assert.That(ExperimentCatalog.Select(["all"]).Select(experiment => experiment.Name), Is.EqualTo(others.Select(experiment => experiment.Name)), "all needs images that are not MNIST's");
        Assert.That(others, Has.Length.LessThan(ExperimentCatalog.Experiments.Count));
        Assert.That(ExperimentCatalog.Select(["table-2", "all"]), Has.Count.EqualTo(others.Length));
        Assert.That(ExperimentCatalog.Select(["table-2"], "100").Single().Rows.Select(row => row.Labels), Is.Not.Empty.And.All.EqualTo("100"));
        Assert.That(ExperimentCatalog.Select(["table-2", "table-3"], "all")[1].Rows, Has.Count.EqualTo(2));
        Assert.That(ExperimentCatalog.Select(["figure-11"], "none").Single().Rows.Single().Recipe, Is.EqualTo("mnist-reduction-2d-none"));
        Assert.That(() => ExperimentCatalog.Select(["table-4"]), Throws.TypeOf<AaeException>().With.Message.Contains("no experiment 'table-4'; allowed is figure-2, "));
        Assert.That(() => ExperimentCatalog.Select(["table-3"], "100"), Throws.TypeOf<AaeException>().With.Message.Contains("no model of table-3"));
    }

    [TestCase("table-2", "MNIST")]
    [TestCase("table-2-svhn", "SVHN")]
    [TestCase("table-1-faces", "TFD")]
    public void A_quick_table_says_of_which_data_the_paper_s_numbers_are(string experiment, string data)
    {
        var result = new ExperimentResult(ExperimentCatalog.Select([experiment]).Single(), [], [], ChartFolder: "", IsQuick: true);
        Assert.That(result.Title, Does.EndWith($"do not compare with the paper's of {data}"));
        Assert.That(result.Headings, Does.Contain($"paper ({data})"));
    }

    [TestCase("AAE", 340, 2, 427)]
    [TestCase("GAN", 225, 2, 386)]
    [TestCase("GMMN + AE", 282, 2, null)]
    [TestCase("DBN", 138, 2, null)]
    [TestCase("stacked CAE", 121, 1.6, null)]
    [TestCase("deep GSN", 214, 1.1, null)]
    [TestCase("VAE", null, null, null)]
    public void The_paper_s_likelihoods_stand_beside_ours(string label, double? value, double? error, double? ofTenMillion)
    {
        ExperimentRow row = ExperimentCatalog.Select(["table-1"]).Single().Rows.Single(row => row.Label == label);
        Assert.That(row.Measures[0], Is.EqualTo(new MeasureInPaper(Measure.LogLikelihood, value is { } number ? new PaperValue(number, error) : null)));
        MeasureInPaper[] tenMillion = ofTenMillion is { } more ? [new(Measure.LogLikelihoodOfTenMillion, new PaperValue(more))] : [];
        Assert.That(row.Measures.Skip(1), Is.EqualTo(tenMillion.Concat(Measure.OfQuality.Select(measure => new MeasureInPaper(measure)))));
    }

    [TestCase("table-2", "100 labels", 1.90, 0.10, true)]
    [TestCase("table-2", "1000 labels", 1.60, 0.08, true)]
    [TestCase("table-2", "all labels", 0.85, 0.02, true)]
    [TestCase("table-2-svhn", "1000 labels", 17.70, 0.30, true)]
    [TestCase("table-3", "16 clusters", 9.55, 2.05, true)]
    [TestCase("table-3", "30 clusters", 4.10, 1.13, true)]
    [TestCase("figure-11", "2-D, 1000 labels", 4.20, null, false)]
    [TestCase("figure-11", "2-D, 100 labels", 6.08, null, false)]
    [TestCase("figure-11", "2-D, no labels, 20 heads", 13.95, null, false)]
    [TestCase("figure-11", "10-D, 100 labels", 3.90, null, false)]
    public void The_paper_s_numbers_stand_beside_the_test_error(string experiment, string label, double value, double? error, bool isConfirmed)
    {
        ExperimentRow row = ExperimentCatalog.Select([experiment]).Single().Rows.Single(row => row.Label == label);
        Assert.That(row.Measures[0].Measure.Name, Is.EqualTo("test error"));
        Assert.That(row.Measures[0].Paper, Is.EqualTo(new PaperValue(value, error, isConfirmed)));
        Assert.That(row.Measures.Skip(1).Select(measure => measure.Paper), Is.All.Null);
    }
}
