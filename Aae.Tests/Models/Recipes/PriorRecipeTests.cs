using Aae.Core;
using Aae.Models.Priors;
using Aae.Models.Recipes;

namespace Aae.Tests.Models.Recipes;

[Category("Unit")]
internal sealed class PriorRecipeTests
{
    private static Prior Create(string json, params string[] others)
    {
        Recipe recipe = SmallRun.Recipe([.. others, $"code.z.prior={json}"]);
        Assert.That(RecipeJson.Write(RecipeJson.Read(RecipeJson.Write(recipe), "again")), Is.EqualTo(RecipeJson.Write(recipe)));
        return recipe.Code.Z.Prior.Create(recipe.Code.Z.Size);
    }

    [Test]
    public void A_mixture_without_components_is_the_paper_s_petals()
    {
        var petals = (GaussianMixturePrior)Create("{\"kind\":\"mixture\"}");
        double angle = 2 * Math.PI * 3 / 10;

        Assert.That(petals.Classes, Is.EqualTo(10));
        Assert.That(petals.Components[3].Mean.ToArray(), Is.EqualTo(new[] { 1.4 * Math.Cos(angle), 1.4 * Math.Sin(angle) }).Within(1e-6));
        Assert.That(
            petals.Components[3].Axes.ToArray(),
            Is.EqualTo(new[] { 0.5 * Math.Cos(angle), -0.1 * Math.Sin(angle), 0.5 * Math.Sin(angle), 0.1 * Math.Cos(angle) }).Within(1e-6));
    }

    [Test]
    public void Petals_can_be_of_other_number_place_and_shape()
    {
        var petals = (GaussianMixturePrior)Create("{\"kind\":\"mixture\",\"classes\":4,\"radius\":3,\"deviations\":[0.7,0.2]}");

        Assert.That(petals.Classes, Is.EqualTo(4));
        Assert.That(petals.Components[1].Mean.ToArray(), Is.EqualTo(new[] { 0, 3f }).Within(1e-6f));
        Assert.That(petals.Components[0].Axes.ToArray(), Is.EqualTo(new[] { 0.7f, 0, 0, 0.2f }));
    }

    [Test]
    public void A_mixture_can_be_given_in_the_recipe()
    {
        var mixture = (GaussianMixturePrior)Create(
            "{\"kind\":\"mixture\",\"components\":[{\"weight\":2,\"mean\":[1,2],\"deviations\":[3,4],\"angle\":90},{\"mean\":[5,6],\"deviations\":[7,8]}]}");

        Assert.That(mixture.Components.Select(component => component.Weight), Is.EqualTo(new[] { 2f, 1f }));
        Assert.That(mixture.Components[0].Mean.ToArray(), Is.EqualTo(new[] { 1f, 2f }));
        Assert.That(mixture.Components[0].Axes.ToArray(), Is.EqualTo(new[] { 0, -4f, 3, 0 }).Within(1e-6f));
        Assert.That(mixture.Components[1].Axes.ToArray(), Is.EqualTo(new[] { 7f, 0, 0, 8 }));
        Assert.That(Create("{\"kind\":\"mixture\",\"components\":[{\"mean\":[1,2,3],\"deviations\":[3,4,5]}]}", "code.z.size=3").Size, Is.EqualTo(3));
    }

    [Test]
    public void A_swiss_roll_and_a_uniform_prior_have_their_numbers()
    {
        Assert.That(Create("{\"kind\":\"swiss-roll\"}"), Is.TypeOf<SwissRollPrior>().With.Property("Classes").EqualTo(10));
        Assert.That(Create("{\"kind\":\"swiss-roll\",\"classes\":3}"), Is.TypeOf<SwissRollPrior>().With.Property("Classes").EqualTo(3));
        Assert.That(Create("{\"kind\":\"uniform\"}", "code.z.size=5"), Is.TypeOf<UniformPrior>().With.Property("Size").EqualTo(5).And.Property("Low").EqualTo(-1f).And.Property("High").EqualTo(1f));
        Assert.That(Create("{\"kind\":\"uniform\",\"low\":2,\"high\":3}"), Is.TypeOf<UniformPrior>().With.Property("Low").EqualTo(2f).And.Property("High").EqualTo(3f));
    }

    [TestCase("{'kind':'mixture'}", 8, "code.z.size = 8: allowed is 2 with a mixture without components, which lies in the plane")]
    [TestCase("{'kind':'mixture','classes':0}", 2, "code.z.prior.classes = 0: allowed is a whole number from 1 to 256")]
    [TestCase("{'kind':'mixture','radius':-1}", 2, "code.z.prior.radius = -1: allowed is a finite number from 0 up")]
    [TestCase("{'kind':'mixture','deviations':[1]}", 2, "code.z.prior.deviations, number of dimensions = 1: allowed is 2, those of the code")]
    [TestCase("{'kind':'mixture','deviations':[1,0]}", 2, "code.z.prior.deviations.1 = 0: allowed is a finite number above 0")]
    [TestCase("{'kind':'mixture','components':[]}", 2, "code.z.prior.components, number of components = 0: allowed is a whole number from 1 to 256")]
    [TestCase("{'kind':'mixture','components':[{'mean':[0,0,0],'deviations':[1,1]}]}", 2, "code.z.prior.components.0.mean, number of dimensions = 3: allowed is 2, those of the code")]
    [TestCase("{'kind':'mixture','components':[{'mean':[0,0],'deviations':[1]}]}", 2, "code.z.prior.components.0.deviations, number of dimensions = 1: allowed is 2, those of the code")]
    [TestCase("{'kind':'mixture','components':[{'mean':[0,1e39],'deviations':[1,1]}]}", 2, "code.z.prior.components.0.mean.1 =")]
    [TestCase("{'kind':'mixture','components':[{'mean':[0,0],'deviations':[1,-1]}]}", 2, "code.z.prior.components.0.deviations.1 = -1: allowed is a finite number above 0")]
    [TestCase("{'kind':'mixture','components':[{'mean':[0,0],'deviations':[1,1]},{'mean':[0,0],'deviations':[1,1],'weight':0}]}", 2, "code.z.prior.components.1.weight = 0: allowed is a finite number above 0")]
    [TestCase("{'kind':'mixture','components':[{'mean':[0,0,0],'deviations':[1,1,1],'angle':30}]}", 3, "code.z.prior.components.0.angle = 30: allowed is 0 in 3 dimensions: only in 2 can axes be turned by an angle")]
    [TestCase("{'kind':'mixture','components':[{'mean':[0],'deviations':[1]}]}", 129, "code.z.size = 129: allowed is a whole number from 1 to 128 with a mixture")]
    [TestCase("{'kind':'mixture','components':[{'deviations':[1,1]}]}", 2, "the key 'code.z.prior.components.0.mean' is missing")]
    [TestCase("{'kind':'mixture','components':[{'mean':[0,0],'deviations':[1,1],'size':1}]}", 2, "unknown key 'code.z.prior.components.0.size'")]
    [TestCase("{'kind':'mixture','radius':2,'components':[{'mean':[0,0],'deviations':[1,1]}]}", 2, "the key 'code.z.prior.radius' has no meaning beside 'code.z.prior.components' (code.z.prior.radius=null takes it out)")]
    [TestCase("{'kind':'swiss-roll'}", 3, "code.z.size = 3: allowed is 2 with a swiss roll, which lies in the plane")]
    [TestCase("{'kind':'swiss-roll','classes':257}", 2, "code.z.prior.classes = 257: allowed is a whole number from 1 to 256")]
    [TestCase("{'kind':'uniform','low':1}", 2, "code.z.prior.high = 1: allowed is a finite number above that of low")]
    [TestCase("{'kind':'uniform','low':-3e38,'high':3e38}", 2, "code.z.prior.high = 3E+38: allowed is a finite number above that of low")]
    public void A_number_that_is_not_allowed_is_named(string json, int size, string message) => Assert.That(
        () => SmallRun.Recipe($"code.z.prior={json.Replace('\'', '"')}", $"code.z.size={size}"),
        Throws.TypeOf<AaeException>().With.Message.StartsWith($"small: {message}").And.Message.Not.Contains("\n"));

    [TestCase("mixture")]
    [TestCase("swiss-roll")]
    [TestCase("uniform")]
    public void None_of_them_is_a_prior_of_classes(string kind) => Assert.That(
        () => SmallRun.SemiSupervised($"code.y.prior={{\"kind\":\"{kind}\"}}"),
        Throws.TypeOf<AaeException>().With.Message.EqualTo($"small: code.y.prior.kind = \"{kind}\": allowed is categorical or empirical, as y is a distribution over classes"));
}
