using System.Text;
using System.Text.Json.Nodes;
using Aae.Core;
using Aae.Core.Formats;
using Aae.Core.Tensors;
using Aae.Models.Networks;
using Aae.Models.Priors;
using Aae.Models.Recipes;
using Aae.Models.Variants;
using Aae.Tests.Core.Formats;

namespace Aae.Tests.Models.Recipes;

[Category("Unit")]
internal sealed class RecipeTests
{
    private static IEnumerable<string> BuiltIn => RecipeCatalog.Names;

    [TestCaseSource(nameof(BuiltIn))]
    public void Every_built_in_recipe_is_valid_and_says_what_it_shows(string name)
    {
        Recipe recipe = RecipeCatalog.Load(name);

        Assert.That(recipe.Name, Is.EqualTo(name));
        Assert.That(recipe.About, Is.Not.Empty);
        Assert.That(recipe.Create(new ImageShape(28, 28, 1)).Phases, Is.Not.Empty);
    }

    [Test]
    public void The_paper_s_network_is_as_the_paper_says()
    {
        Recipe recipe = RecipeCatalog.Load("mnist-8d");

        Assert.That(
            recipe.Create(new ImageShape(28, 28, 1)).Parameters.Where(parameter => parameter.Shape.Rank == 2).Select(parameter => parameter.ToString()),
            Is.EqualTo(new[]
            {
                "encoder.hidden1.weight [784, 1000]", "encoder.hidden2.weight [1000, 1000]", "encoder.z.weight [1000, 8]",
                "decoder.hidden1.weight [8, 1000]", "decoder.hidden2.weight [1000, 1000]", "decoder.output.weight [1000, 784]",
                "discriminator.z.hidden1.weight [8, 1000]", "discriminator.z.hidden2.weight [1000, 1000]", "discriminator.z.output.weight [1000, 1]",
            }));
        Assert.That(recipe.Code.Z.Prior.Create(8), Is.TypeOf<GaussianPrior>().With.Property("Deviation").EqualTo(5f));
        Assert.That(recipe.Data.Batch, Is.EqualTo(100));
    }

    [Test]
    public void A_recipe_that_is_written_and_read_is_the_same()
    {
        string json = RecipeJson.Write(RecipeCatalog.Load("mnist-8d"));

        Assert.That(RecipeJson.Write(RecipeJson.Read(json, "again")), Is.EqualTo(json));
    }

    [Test]
    public void Overrides_reach_every_kind_of_key()
    {
        Recipe recipe = SmallRun.Recipe(
            "epochs=7", "code.z.size=3", "encoder.hidden=[5, 6, 7]", "decoder.hidden.1=99", "decoder.activation=tanh",
            "code.z.prior={\"kind\":\"empirical\",\"file\":\"p.npy\"}", "code.z.prior.order=sequential",
            "phases.generator.kind=adam", "phases.generator.momentum=null");

        Assert.That(recipe.Epochs, Is.EqualTo(7));
        Assert.That(recipe.Code.Z.Size, Is.EqualTo(3));
        Assert.That(recipe.Encoder!.Hidden, Is.EqualTo(new[] { 5, 6, 7 }));
        Assert.That(recipe.Decoder!.Hidden, Is.EqualTo(new[] { 10, 99 }));
        Assert.That(recipe.Decoder.Activation, Is.EqualTo("tanh"));
        Assert.That(recipe.Code.Z.Prior, Is.EqualTo(new EmpiricalPriorRecipe { File = "p.npy", Order = "sequential" }));
        Assert.That(recipe.Phases.Generator, Is.TypeOf<AdamRecipe>());
    }

    [TestCase("epoch=3", "unknown key 'epoch'")]
    [TestCase("encoder.hiden=[3]", "unknown key 'encoder.hiden'; allowed are hidden, activation")]
    [TestCase("phases.generator.steps=[{\"after\":1,\"rat\":2}]", "unknown key 'phases.generator.steps.0.rat'")]
    [TestCase("phases.generator.beta1=0.5", "unknown key 'phases.generator.beta1'")]
    [TestCase("code.z.prior.kind=cauchy", "code.z.prior.kind = \"cauchy\": allowed is one of gaussian, empirical")]
    [TestCase("epochs=many", "epochs = \"many\": allowed is a whole number")]
    [TestCase("epochs=0", "epochs = 0: allowed is a whole number from 1 to 1000000")]
    [TestCase("epochs=1.5", "epochs = 1.5: allowed is a whole number")]
    [TestCase("epochs=2147483648", "epochs = 2147483648: allowed is a whole number in digits up to 2147483647")]
    [TestCase("data.batch=1e3", "data.batch = 1e3: allowed is a whole number in digits up to 2147483647")]
    [TestCase("seed=-1", "seed = -1: allowed is a whole number in digits from 0 to 18446744073709551615")]
    [TestCase("encoder.batchNorm=3", "encoder.batchNorm = 3: allowed is true, false, or a list of them, one for each layer")]
    [TestCase("encoder.batchNorm=[true,1,true]", "encoder.batchNorm = [true,1,true]: allowed is true, false, or a list of them")]
    [TestCase("encoder.batchNorm=[true,true]", "encoder.batchNorm, number of layers = 2: allowed is 3: a flag for each hidden layer and one for the heads")]
    [TestCase("decoder.batchNorm=[true]", "decoder.batchNorm, number of layers = 1: allowed is 2: a flag for each hidden layer")]
    [TestCase("data=7", "data = 7: allowed is an object in braces")]
    [TestCase("encoder.hidden=5", "encoder.hidden = 5: allowed is a list in brackets")]
    [TestCase("encoder.hidden=[0]", "encoder.hidden.0 = 0: allowed is a whole number from 1")]
    [TestCase("encoder.activation=swish", "encoder.activation = \"swish\": allowed is one of identity, relu")]
    [TestCase("encoder.inputDropout=1", "encoder.inputDropout = 1: allowed is a number from 0 to below 1")]
    [TestCase("encoder.inputWarp={\"shift\":-1}", "encoder.inputWarp.shift = -1: allowed is a finite number from 0 up")]
    [TestCase("encoder.inputWarp={\"rotation\":181}", "encoder.inputWarp.rotation = 181: allowed is a number from 0 to 180")]
    [TestCase("encoder.inputWarp={\"scale\":11}", "encoder.inputWarp.scale = 11: allowed is a number from 0 to 10")]
    [TestCase("encoder.inputWarp={\"slant\":1}", "unknown key 'encoder.inputWarp.slant'; allowed are shift, rotation, scale, shear")]
    [TestCase("encoder.convolutions=[]", "encoder.convolutions, number of layers = 0: allowed is a whole number from 1 to 100")]
    [TestCase("encoder.convolutions=[{\"filters\":0,\"kernel\":3}]", "encoder.convolutions.0.filters = 0: allowed is a whole number from 1 to 65536")]
    [TestCase("encoder.convolutions=[{\"filters\":2,\"kernel\":0}]", "encoder.convolutions.0.kernel = 0: allowed is a whole number from 1 to 256")]
    [TestCase("encoder.convolutions=[{\"filters\":2,\"kernel\":3,\"stride\":257}]", "encoder.convolutions.0.stride = 257: allowed is a whole number from 1 to 256")]
    [TestCase("encoder.convolutions=[{\"filters\":2}]", "the key 'encoder.convolutions.0.kernel' is missing")]
    [TestCase("encoder.convolutions=[{\"filters\":2,\"kernel\":3,\"padding\":1}]", "unknown key 'encoder.convolutions.0.padding'; allowed are filters, kernel, stride")]
    [TestCase("decoder.convolutions=[{\"filters\":2,\"kernel\":3},{\"filters\":2,\"kernel\":257}]", "decoder.convolutions.1.kernel = 257: allowed is a whole number from 1 to 256")]
    [TestCase("discriminator.convolutions=[{\"filters\":2,\"kernel\":3}]", "the key 'discriminator.convolutions' has no meaning in the variant basic, only in gan")]
    [TestCase("code.z.prior.deviation=-2", "code.z.prior.deviation = -2: allowed is a finite number above 0")]
    [TestCase("phases.generator.rate=1e400", "phases.generator.rate")]
    [TestCase("phases.generator.rate=0", "phases.generator.rate = 0: allowed is a finite number above 0")]
    [TestCase("data.batch=100000000", "data.batch = 100000000: allowed is a whole number from 1 to 65536")]
    [TestCase("data.shuffle=maybe", "data.shuffle = \"maybe\": allowed is true or false")]
    [TestCase("variant=novel", "variant = \"novel\": allowed is one of basic")]
    [TestCase("phases.generator.steps=[null]", "phases.generator.steps.0 = null: allowed is an object in braces")]
    [TestCase("encoder={\"hidden\":[1],\"hidden\":[2]}", "the value is no valid JSON")]
    [TestCase("about=\"\\ud800\"", "no valid Unicode")]
    [TestCase("code.z.prior.kind=5", "code.z.prior.kind = 5: allowed is one of gaussian, empirical")]
    [TestCase("epochs", "allowed is path=value")]
    [TestCase("=3", "allowed is path=value")]
    [TestCase("a\nb=1", "unknown key 'a?b'")]
    [TestCase("encoder.hidden.a\nb=1", "not 'a?b'")]
    [TestCase("variant=\"a\\nb\"", "variant = \"a?b\": allowed")]
    [TestCase("about.a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p=1", "a path has at most 16 keys, not 17")]
    [TestCase("code.z.prior={\"kind\":\"empirical\",\"file\":\"a\\u0000b\"}", "code.z.prior.file = \"a?b\": allowed is the path of an .npy file")]
    [TestCase("epochs.x=3", "a value stands where 'x' would be a key")]
    [TestCase("encoder.hidden.9=3", "the list has the places 0 to 2, not '9'")]
    [TestCase("encoder.convolutions.0.filters=8", "the recipe has no list there; encoder.convolutions=[...] would give it one")]
    public void A_key_or_a_value_that_is_not_allowed_is_named(string assignment, string message) =>
        Assert.That(() => SmallRun.Recipe(assignment), Throws.TypeOf<AaeException>().With.Message.Contains(message));

    [TestCase("basic", "encoder.inputWarp", "", "encoder.inputWarp={\"shift\":1}")]
    [TestCase("semi-supervised-consistent", "consistency", "phases.consistency=null ")]
    public void Vectors_cannot_be_deformed(string kind, string key, string also, params string[] overrides) => Assert.That(
        () => SmallRun.Of(kind, overrides).Create(new ImageShape(1, 16, 1)),
        Throws.TypeOf<AaeException>().With.Message.EqualTo($"small: {key}: images of 1 × 16 cannot be deformed ({key}=null {also}takes it out)"));

    [TestCase("code.y={\"classes\":3}", "the key 'code.y' has no meaning in the variant basic, only in semi-supervised, clustering, supervised, dimensionality-reduction (code.y=null takes it out)")]
    [TestCase("data.labels=100", "the key 'data.labels' has no meaning in the variant basic, only in semi-supervised")]
    [TestCase("variant=clustering", "the key 'code.y' is missing, which the variant clustering needs")]
    [TestCase("code.z.prior={\"kind\":\"categorical\"}", "code.z.prior.kind = \"categorical\": allowed is one of gaussian, empirical, mixture, swiss-roll, uniform, chain, generator; categorical is a prior of code.y")]
    [TestCase("average={\"decay\":1}", "average.decay = 1: allowed is a number from 0 to below 1")]
    [TestCase("average={\"decay\":\"much\"}", "average.decay = \"much\": allowed is a number")]
    [TestCase("phases.generator.weightDecay=-1", "phases.generator.weightDecay = -1: allowed is a finite number from 0 up")]
    [TestCase("phases.generator={\"kind\":\"adam\",\"rate\":1,\"epsilon\":0}", "phases.generator.epsilon = 0: allowed is a finite number above 0")]
    public void A_key_or_a_value_of_one_variant_or_optimizer_is_checked(string assignment, string message) =>
        Assert.That(() => SmallRun.Recipe(assignment), Throws.TypeOf<AaeException>().With.Message.Contains(message));

    [TestCase("phases.classification=null", "the key 'phases.classification' is missing, which the variant semi-supervised needs")]
    [TestCase("variant=clustering", "the key 'phases.classification' has no meaning in the variant clustering, only in semi-supervised")]
    [TestCase("data.labels=0", "data.labels = 0: allowed is a whole number from 1")]
    [TestCase("data.labelledBatch=0", "data.labelledBatch = 0: allowed is a whole number from 1")]
    [TestCase("code.y.classes=1", "code.y.classes = 1: allowed is a whole number from 2")]
    [TestCase("code.y.prior={\"kind\":\"gaussian\"}", "code.y.prior.kind = \"gaussian\": allowed is categorical or empirical, as y is a distribution over classes")]
    [TestCase("discriminatorY={\"hidden\":[0]}", "discriminatorY.hidden.0 = 0: allowed is a whole number from 1")]
    public void A_key_or_a_value_of_the_semi_supervised_variant_is_checked(string assignment, string message) =>
        Assert.That(() => SmallRun.SemiSupervised(assignment), Throws.TypeOf<AaeException>().With.Message.Contains(message));

    [TestCase("supervised", "code.y.ramp=3", "'code.y.ramp' has no meaning in the variant supervised")]
    [TestCase("supervised", "code.y=null", "the key 'code.y' is missing")]
    [TestCase("semi-supervised-consistent", "consistency.shear=-1", "consistency.shear = -1: allowed is a finite number from 0 up")]
    [TestCase("semi-supervised-consistent", "consistency={}", "consistency = \"{}\": allowed is at least one of shift, rotation, scale and shear above 0")]
    [TestCase("supervised", "phases.consistency={\"kind\":\"sgd\",\"rate\":0.1}", "the key 'phases.consistency' has no meaning in the variant supervised, only in semi-supervised")]
    [TestCase("semi-supervised-consistent", "phases.consistency.rate=0", "phases.consistency.rate = 0: allowed is a finite number above 0")]
    [TestCase("semi-supervised-consistent", "phases.consistency=null", "the key 'phases.consistency' is missing, which consistency needs")]
    [TestCase("semi-supervised-consistent", "consistency=null", "the key 'phases.consistency' has no meaning without consistency (phases.consistency=null takes it out)")]
    [TestCase("supervised", "consistency={\"shift\":1}", "the key 'consistency' has no meaning in the variant supervised, only in semi-supervised, clustering, dimensionality-reduction")]
    [TestCase("supervised", "phases.classification={\"kind\":\"sgd\",\"rate\":0.1}", "'phases.classification' has no meaning in the variant supervised")]
    [TestCase("supervised", "code.heads={\"kind\":\"fixed\"}", "'code.heads' has no meaning in the variant supervised")]
    [TestCase("supervised", "code.y.prior={\"kind\":\"empirical\",\"file\":\"nofile.npy\"}", "code.y.prior.kind = \"empirical\": allowed is categorical in the variant supervised")]
    [TestCase("label-regularized", "code.y={\"classes\":3}", "'code.y' has no meaning in the variant label-regularized")]
    [TestCase("label-regularized", "code.z.prior={\"kind\":\"gaussian\"}", "code.z.prior.kind = \"gaussian\": allowed is mixture or swiss-roll in the variant label-regularized")]
    [TestCase("label-regularized", "data.labelledBatch=3", "'data.labelledBatch' has no meaning")]
    [TestCase("dimensionality-reduction", "code.heads=null", "'code.heads' is missing")]
    [TestCase("dimensionality-reduction", "phases.heads=null", "'phases.heads' is missing, which code.heads of the kind learned needs")]
    [TestCase("dimensionality-reduction", "code.heads={\"kind\":\"fixed\"}", "'phases.heads' has no meaning without code.heads of the kind learned")]
    [TestCase("dimensionality-reduction", "code.heads.separation=-1", "code.heads.separation = -1: allowed is")]
    [TestCase("dimensionality-reduction", "code.heads.deviation=0", "code.heads.deviation = 0: allowed is")]
    [TestCase("dimensionality-reduction", "phases.classification=null", "data.labels = 7: allowed is none without phases.classification")]
    [TestCase("dimensionality-reduction", "phases.heads.rate=0", "phases.heads.rate = 0: allowed is")]
    [TestCase("basic", "code.z.posterior={\"kind\":\"cauchy\"}", "code.z.posterior.kind = \"cauchy\": allowed is one of deterministic, gaussian")]
    [TestCase("gaussian", "code.z.posterior.bound=0", "code.z.posterior.bound = 0: allowed is a finite number above 0")]
    [TestCase("gaussian", "code.z.posterior.deviation=0", "code.z.posterior.deviation = 0: allowed is a finite number above 0")]
    [TestCase("universal", "encoder.noiseInputs.size=0", "encoder.noiseInputs.size = 0: allowed is a whole number from 1")]
    [TestCase("universal", "encoder.noiseInputs.law=cauchy", "encoder.noiseInputs.law = \"cauchy\": allowed is one of gaussian, uniform")]
    [TestCase("basic", "decoder.noiseInputs={\"size\":3}", "unknown key 'decoder.noiseInputs'")]
    [TestCase("basic", "discriminator=null", "the key 'discriminator' is missing, which an adversary (no match of the kind mmd) needs")]
    [TestCase("basic", "phases.reconstruction=null", "the key 'phases.reconstruction' is missing, which phases of their own for reconstruction and match")]
    [TestCase("basic", "phases.joint={\"kind\":\"adam\",\"rate\":0.1}", "the key 'phases.joint' has no meaning without match (phases.joint=null takes it out)")]
    [TestCase("basic", "phases.evidence={\"kind\":\"adam\",\"rate\":0.1}", "'phases.evidence' has no meaning in the variant basic, only in vae")]
    [TestCase("basic", "likelihood={\"kind\":\"bernoulli\"}", "'likelihood' has no meaning in the variant basic, only in vae")]
    [TestCase("supervised", "match={\"kind\":\"mmd\",\"lambda\":1}", "'match' has no meaning in the variant supervised, only in basic")]
    [TestCase("joint", "match.lambda=0", "match.lambda = 0: allowed is a finite number above 0")]
    [TestCase("joint", "phases.generator={\"kind\":\"adam\",\"rate\":0.1}", "'phases.generator' has no meaning without phases of their own for reconstruction and match")]
    [TestCase("joint", "phases.joint=null", "'phases.joint' is missing, which match needs")]
    [TestCase("joint", "phases.joint.rate=0", "phases.joint.rate = 0: allowed is")]
    [TestCase("mmd", "discriminator={\"hidden\":[3]}", "'discriminator' has no meaning without an adversary (no match of the kind mmd)")]
    [TestCase("mmd", "data.batch=1", "data.batch = 1: allowed is 2 or more with a match of the kind mmd")]
    [TestCase("mmd", "data.piece=1", "data.piece = 1: allowed is 2 or more with a match of the kind mmd")]
    [TestCase("vae", "code.z.posterior={\"kind\":\"deterministic\"}", "code.z.posterior.kind = \"deterministic\": allowed is gaussian in the variant vae")]
    [TestCase("vae", "code.z.prior={\"kind\":\"swiss-roll\"}", "code.z.prior.kind = \"swiss-roll\": allowed is gaussian or mixture in the variant vae")]
    [TestCase("vae", "encoder.noiseInputs={\"size\":3}", "'encoder.noiseInputs' has no meaning in the variant vae")]
    [TestCase("vae", "likelihood=null", "'likelihood' is missing, which the variant vae needs")]
    [TestCase("vae", "likelihood.variance=0", "likelihood.variance = 0: allowed is a finite number above 0")]
    [TestCase("vae", "discriminator={\"hidden\":[3]}", "'discriminator' has no meaning in the variant vae")]
    [TestCase("vae", "phases.evidence=null", "'phases.evidence' is missing, which the variant vae needs")]
    [TestCase("basic", "decoder=null", "the key 'decoder' is missing, which the variant basic needs")]
    [TestCase("basic", "code.z.prior={\"kind\":\"chain\"}", "code.z.prior.kind = \"chain\": allowed is another kind: a chain walks through the layers of dbn, stacked-cae, gsn")]
    [TestCase("basic", "phases.layers=[]", "'phases.layers' has no meaning in the variant basic, only in dbn, stacked-cae")]
    [TestCase("dbn", "decoder={\"hidden\":[3]}", "'decoder' has no meaning in the variant dbn")]
    [TestCase("dbn", "discriminator={\"hidden\":[3]}", "'discriminator' has no meaning in the variant dbn")]
    [TestCase("dbn", "code.z.prior={\"kind\":\"gaussian\"}", "code.z.prior.kind = \"gaussian\": allowed is chain in the variant dbn")]
    [TestCase("dbn", "code.z.prior.chains=0", "code.z.prior.chains = 0: allowed is a whole number from 1 to 65536")]
    [TestCase("dbn", "code.z.prior.burnIn=-1", "code.z.prior.burnIn = -1: allowed is a whole number from 0 to 1000000")]
    [TestCase("dbn", "code.z.prior.thinning=0", "code.z.prior.thinning = 0: allowed is a whole number from 1 to 1000000")]
    [TestCase("dbn", "code.z.posterior={\"kind\":\"gaussian\"}", "code.z.posterior.kind = \"gaussian\": allowed is none in the variant dbn")]
    [TestCase("dbn", "encoder.activation=relu", "encoder.activation = \"relu\": allowed is sigmoid in the variant dbn")]
    [TestCase("dbn", "encoder.batchNorm=true", "encoder.batchNorm = \"true\": allowed is false in the variant dbn")]
    [TestCase("dbn", "encoder.convolutions=[{\"filters\":2,\"kernel\":3}]", "the key 'encoder.convolutions' has no meaning in the variant dbn, only in basic, ")]
    [TestCase("clustering-convolutional", "encoder.batchNorm=[true,true,false]", "encoder.batchNorm, number of layers = 3: allowed is 5: a flag for each convolution and hidden layer and one for the heads")]
    [TestCase("clustering-convolutional", "decoder.batchNorm=[true,true,false]", "decoder.batchNorm, number of layers = 3: allowed is 4: a flag for each hidden layer and for what each convolution reads")]
    [TestCase("gan-convolutional", "discriminator.batchNorm=[true]", "discriminator.batchNorm, number of layers = 1: allowed is 3: a flag for each convolution and hidden layer")]
    [TestCase("gan-convolutional", "discriminatorY={\"hidden\":[3],\"convolutions\":[]}", "unknown key 'discriminatorY.convolutions'")]
    [TestCase("clustering-convolutional", "decoder={\"hidden\":[4],\"activation\":\"maxout\",\"pieces\":2,\"convolutions\":[{\"filters\":2,\"kernel\":3}]}", "decoder.activation = \"maxout\": allowed is one of identity, relu, leaky-relu, sigmoid, tanh with decoder.convolutions")]
    [TestCase("clustering-convolutional", "encoder={\"hidden\":[4],\"activation\":\"maxout\",\"pieces\":2,\"convolutions\":[{\"filters\":2,\"kernel\":3}]}", "encoder.activation = \"maxout\": allowed is one of identity, relu, leaky-relu, sigmoid, tanh with encoder.convolutions")]
    [TestCase("dbn", "encoder.inputWarp={\"shift\":1}", "the key 'encoder.inputWarp' has no meaning in the variant dbn, only in basic, ")]
    [TestCase("dbn", "encoder.inputNoise=0.1", "encoder.inputNoise = 0.1: allowed is 0 in the variant dbn")]
    [TestCase("dbn", "encoder.hidden=[]", "phases.layers, number of layers = 2: allowed is 1")]
    [TestCase("dbn", "phases.layers=null", "'phases.layers' is missing, which the variant dbn needs")]
    [TestCase("dbn", "phases.layers.0.epochs=null", "'phases.layers.0.epochs' is missing, which a layer above it needs")]
    [TestCase("dbn", "phases.layers.1.epochs=2", "'phases.layers.1.epochs' has no meaning without a layer above it: the last one learns until the run ends")]
    [TestCase("dbn", "phases.layers.0.epochs=3", "epochs = 3: allowed is more than 3, those of the layers below the last one")]
    [TestCase("dbn", "phases.layers.1.gibbsSteps=0", "phases.layers.1.gibbsSteps = 0: allowed is a whole number from 1 to 10000")]
    [TestCase("dbn", "phases.layers.1.descent.rate=0", "phases.layers.1.descent.rate = 0: allowed is a finite number above 0")]
    [TestCase("dbn", "phases.layers.0.contraction=0.1", "'phases.layers.0.contraction' has no meaning in the variant dbn, only in stacked-cae")]
    [TestCase("dbn", "code.z.prior.deviation=1", "'code.z.prior.deviation' has no meaning in the variant dbn, only in stacked-cae")]
    [TestCase("stacked-cae", "phases.layers.0.contraction=null", "'phases.layers.0.contraction' is missing, which the variant stacked-cae needs")]
    [TestCase("stacked-cae", "phases.layers.0.contraction=-1", "phases.layers.0.contraction = -1: allowed is a finite number from 0 up")]
    [TestCase("dbn", "phases.layers.1.chains=0", "phases.layers.1.chains = 0: allowed is a whole number from 1 to 100000")]
    [TestCase("stacked-cae", "phases.layers.0.chains=1", "'phases.layers.0.chains' has no meaning in the variant stacked-cae, only in dbn")]
    [TestCase("stacked-cae", "phases.layers.0.gibbsSteps=1", "'phases.layers.0.gibbsSteps' has no meaning in the variant stacked-cae, only in dbn")]
    [TestCase("stacked-cae", "code.z.prior.deviation=null", "'code.z.prior.deviation' is missing, which the variant stacked-cae needs")]
    [TestCase("stacked-cae", "code.z.prior.deviation=-1", "code.z.prior.deviation = -1: allowed is a finite number from 0 up")]
    [TestCase("basic", "walkback={\"hidden\":[3]}", "'walkback' has no meaning in the variant basic, only in gsn")]
    [TestCase("gsn", "encoder={\"hidden\":[],\"activation\":\"maxout\",\"pieces\":2}", "encoder.activation = \"maxout\": allowed is one of identity, relu, leaky-relu, sigmoid, tanh in the variant gsn")]
    [TestCase("gsn", "walkback=null", "'walkback' is missing, which the variant gsn needs")]
    [TestCase("gsn", "phases.walkback=null", "'phases.walkback' is missing, which the variant gsn needs")]
    [TestCase("gsn", "walkback.hidden.0=0", "walkback.hidden.0 = 0: allowed is a whole number from 1 to 65536")]
    [TestCase("gsn", "walkback.steps=1", "walkback.steps = 1: allowed is a whole number from 2 to 1000")]
    [TestCase("gsn", "walkback={\"hidden\":[3,3,3],\"steps\":2}", "walkback.steps = 2: allowed is a whole number from 3 to 1000")]
    [TestCase("gsn", "walkback.saltAndPepper=1", "walkback.saltAndPepper = 1: allowed is a number from 0 to below 1")]
    [TestCase("gsn", "walkback.deviation=-1", "walkback.deviation = -1: allowed is a finite number from 0 up")]
    [TestCase("gsn", "encoder.hidden=[3]", "encoder.hidden, number of layers = 1: allowed is 0 in the variant gsn")]
    [TestCase("gsn", "phases.walkback.rate=0", "phases.walkback.rate = 0: allowed is a finite number above 0")]
    [TestCase("basic", "generator={\"hidden\":[3]}", "'generator' has no meaning in the variant basic, only in gmmn")]
    [TestCase("basic", "moments={\"after\":1,\"deviations\":[1]}", "'moments' has no meaning in the variant basic, only in gmmn")]
    [TestCase("basic", "code.z.prior={\"kind\":\"generator\",\"noise\":3}", "code.z.prior.kind = \"generator\": allowed is another kind: a generator is learned in the variant gmmn")]
    [TestCase("gmmn", "generator=null", "'generator' is missing, which the variant gmmn needs")]
    [TestCase("gmmn", "generator.hidden.0=0", "generator.hidden.0 = 0: allowed is a whole number from 1 to 65536")]
    [TestCase("gmmn", "moments=null", "'moments' is missing, which the variant gmmn needs")]
    [TestCase("gmmn", "moments.after=0", "moments.after = 0: allowed is a whole number from 1 to 1000000")]
    [TestCase("gmmn", "moments.after=3", "epochs = 3: allowed is more than 3, those of the autoencoder")]
    [TestCase("gmmn", "moments.deviations=[]", "moments.deviations, number of kernels = 0: allowed is a whole number from 1 to 100")]
    [TestCase("gmmn", "moments.deviations.1=0", "moments.deviations.1 = 0: allowed is a number from 1e-6 to 1e6")]
    [TestCase("gmmn", "code.z.prior={\"kind\":\"gaussian\"}", "code.z.prior.kind = \"gaussian\": allowed is generator in the variant gmmn")]
    [TestCase("gmmn", "code.z.prior.noise=0", "code.z.prior.noise = 0: allowed is a whole number from 1 to 65536")]
    [TestCase("gmmn", "code.z.prior.noise=null", "the key 'code.z.prior.noise' is missing")]
    [TestCase("gmmn", "code.z.posterior={\"kind\":\"gaussian\"}", "code.z.posterior.kind = \"gaussian\": allowed is none in the variant gmmn")]
    [TestCase("gmmn", "code.z.ramp=3", "'code.z.ramp' has no meaning in the variant gmmn")]
    [TestCase("gmmn", "code.y={\"classes\":3}", "'code.y' has no meaning in the variant gmmn")]
    [TestCase("gmmn", "discriminator={\"hidden\":[3]}", "'discriminator' has no meaning in the variant gmmn")]
    [TestCase("gmmn", "encoder.noiseInputs={\"size\":3}", "'encoder.noiseInputs' has no meaning in the variant gmmn")]
    [TestCase("gmmn", "match={\"kind\":\"mmd\",\"lambda\":1}", "'match' has no meaning in the variant gmmn")]
    [TestCase("gmmn", "encoder=null", "'encoder' is missing, which the variant gmmn needs")]
    [TestCase("gmmn", "decoder=null", "'decoder' is missing, which the variant gmmn needs")]
    [TestCase("gmmn", "phases.reconstruction=null", "'phases.reconstruction' is missing")]
    [TestCase("gmmn", "phases.generator=null", "'phases.generator' is missing")]
    [TestCase("gmmn", "phases.generator.rate=0", "phases.generator.rate = 0: allowed is a finite number above 0")]
    [TestCase("vae-mixture", "output=identity", "output = \"identity\": allowed is sigmoid with a likelihood of the kind bernoulli")]
    [TestCase("basic", "encoder=null", "the key 'encoder' is missing, which the variant basic needs")]
    [TestCase("basic", "discriminator.activation=maxout", "the key 'discriminator.pieces' is missing, which discriminator.activation = \"maxout\" needs")]
    [TestCase("basic", "encoder.pieces=3", "the key 'encoder.pieces' has no meaning without encoder.activation = \"maxout\"")]
    [TestCase("basic", "output=maxout", "output = \"maxout\": allowed is one of identity, relu")]
    [TestCase("basic", "phases.generator.momentumRamp={\"to\":1,\"epochs\":3}", "phases.generator.momentumRamp.to = 1: allowed is a number from 0 to below 1")]
    [TestCase("basic", "phases.generator.momentumRamp={\"to\":0.5,\"epochs\":0}", "phases.generator.momentumRamp.epochs = 0: allowed is a whole number from 1")]
    [TestCase("gan", "discriminator.pieces=1", "discriminator.pieces = 1: allowed is a whole number from 2 to 64")]
    [TestCase("gan", "encoder={\"hidden\":[3]}", "'encoder' has no meaning in the variant gan, only in basic")]
    [TestCase("gan", "phases.reconstruction={\"kind\":\"sgd\",\"rate\":0.1}", "'phases.reconstruction' has no meaning in the variant gan")]
    [TestCase("gan", "phases.generator=null", "the key 'phases.generator' is missing")]
    [TestCase("gan", "discriminator=null", "the key 'discriminator' is missing")]
    [TestCase("gan", "match={\"kind\":\"mmd\",\"lambda\":1}", "'match' has no meaning in the variant gan")]
    [TestCase("gan", "code.y={\"classes\":3}", "'code.y' has no meaning in the variant gan")]
    [TestCase("gan", "code.z.ramp=3", "'code.z.ramp' has no meaning in the variant gan")]
    [TestCase("gan", "code.z.posterior={\"kind\":\"gaussian\"}", "code.z.posterior.kind = \"gaussian\": allowed is none in the variant gan, which has no encoder")]
    public void A_key_or_a_value_of_a_variant_is_checked(string variant, string assignment, string message) =>
        Assert.That(() => SmallRun.Of(variant, assignment), Throws.TypeOf<AaeException>().With.Message.Contains(message));

    [Test]
    public void Fixed_heads_need_as_many_classes_as_dimensions() => Assert.That(
        () => SmallRun.Reduction("code.heads={\"kind\":\"fixed\"}", "phases.heads=null"),
        Throws.TypeOf<AaeException>().With.Message.Contains("code.z.size = 2: allowed is 3"));

    [Test]
    public void The_paper_s_semi_supervised_and_clustering_networks_are_as_the_paper_says()
    {
        AdversarialAutoencoder semi = RecipeCatalog.Load("mnist-semi-supervised-100").Create(new ImageShape(28, 28, 1));
        AdversarialAutoencoder clusters = RecipeCatalog.Load("mnist-clustering-30").Create(new ImageShape(28, 28, 1));

        Assert.That(
            semi.Parameters.Where(parameter => parameter.Shape.Rank == 2).Select(parameter => parameter.ToString()),
            Is.EqualTo(new[]
            {
                "encoder.hidden1.weight [784, 1000]", "encoder.hidden2.weight [1000, 1000]", "encoder.y.weight [1000, 10]", "encoder.z.weight [1000, 10]",
                "decoder.hidden1.weight [20, 1000]", "decoder.hidden2.weight [1000, 1000]", "decoder.output.weight [1000, 784]",
                "discriminator.y.hidden1.weight [10, 1000]", "discriminator.y.hidden2.weight [1000, 1000]", "discriminator.y.output.weight [1000, 1]",
                "discriminator.z.hidden1.weight [10, 1000]", "discriminator.z.hidden2.weight [1000, 1000]", "discriminator.z.output.weight [1000, 1]",
            }));
        Assert.That(
            semi.Phases.Select(phase => phase.Name),
            Is.EqualTo(new[] { "reconstruction", "discriminator.y", "discriminator.z", "generator", "classification" }));
        Assert.That(clusters.Decoder.CodeSize, Is.EqualTo(35));
        Assert.That(
            clusters.Tensors.Where(tensor => tensor.Key.EndsWith(".norm.mean", StringComparison.Ordinal)).Select(tensor => $"{tensor.Key} {tensor.Value.Shape}"),
            Is.EqualTo(new[]
            {
                "encoder.hidden1.norm.mean [3000]", "encoder.hidden2.norm.mean [3000]", "encoder.y.norm.mean [30]", "encoder.z.norm.mean [5]",
            }));
    }

    [TestCase("encoder.batchNorm=true", "true", "encoder.hidden1 encoder.hidden2 encoder.y encoder.z")]
    [TestCase("encoder.batchNorm=false", "false", "")]
    [TestCase("encoder.batchNorm=[false,true,false]", "[false,true,false]", "encoder.hidden2")]
    [TestCase("encoder.batchNorm=[true,false,true]", "[true,false,true]", "encoder.hidden1 encoder.y encoder.z")]
    [TestCase("decoder.batchNorm=true", "true", "decoder.hidden1 decoder.hidden2")]
    [TestCase("decoder.batchNorm=[true,false]", "[true,false]", "decoder.hidden1")]
    [TestCase("discriminator.batchNorm=[false,true]", "[false,true]", "discriminator.y.hidden2 discriminator.z.hidden2")]
    public void Batch_norm_stands_in_the_layers_that_are_named_and_is_written_as_it_was(string assignment, string written, string layers)
    {
        Recipe recipe = SmallRun.SemiSupervised(assignment);
        string[] path = assignment.Split('.', '=');
        string json = RecipeJson.Write(recipe);

        Assert.That(
            string.Join(' ', recipe.Create(new ImageShape(4, 4, 1)).Tensors.Select(tensor => tensor.Key).Where(name => name.EndsWith(".norm.mean", StringComparison.Ordinal)).Select(name => name[..^10])),
            Is.EqualTo(layers));
        Assert.That(JsonNode.Parse(json)![path[0]]![path[1]]!.ToJsonString(), Is.EqualTo(written));
        Assert.That(RecipeJson.Write(RecipeJson.Read(json, "again")), Is.EqualTo(json));
    }

    [Test]
    public void The_discriminator_of_y_can_have_a_network_of_its_own()
    {
        AdversarialAutoencoder model = SmallRun.SemiSupervised("discriminatorY={\"hidden\":[6]}").Create(new ImageShape(4, 4, 1));

        Assert.That(
            model.Parameters.Where(parameter => parameter.Shape.Rank == 2 && parameter.Name.StartsWith("discriminator", StringComparison.Ordinal)).Select(parameter => parameter.ToString()),
            Is.EqualTo(new[]
            {
                "discriminator.y.hidden1.weight [3, 6]", "discriminator.y.output.weight [6, 1]",
                "discriminator.z.hidden1.weight [2, 9]", "discriminator.z.hidden2.weight [9, 7]", "discriminator.z.output.weight [7, 1]",
            }));
    }

    [TestCase("{", "no valid JSON, line 1")]
    [TestCase("{\n \"name\": 3x }", "no valid JSON, line 2")]
    [TestCase("null", "null is no recipe")]
    [TestCase("[]", "my.json = []: allowed is an object in braces")]
    [TestCase("{\"name\":\"a\",\"name\":\"b\"}", "twice")]
    [TestCase("{\"name\":\"a\"}", "the key 'data' is missing")]
    [TestCase("{\"\\ud800\":1}", "a text is no valid Unicode")]
    [TestCase("{\"name\":null}", "name = null: allowed is a text in quotes")]
    public void A_text_that_is_no_recipe_is_refused(string json, string message) => Assert.That(
        () => RecipeJson.Read(json, "my.json"),
        Throws.TypeOf<AaeException>().With.Message.StartsWith("my.json").And.Message.Contains(message).And.Message.Not.Contains("\n"));

    [Test]
    public void Half_a_pair_of_surrogates_is_no_text()
    {
        string half = "\ud800"; // an attribute cannot hold it

        Assert.That(() => RecipeJson.Read($"{{\"name\":\"{half}\"}}", "my.json"), Throws.TypeOf<AaeException>().With.Message.EqualTo("my.json: a text is no valid Unicode"));
        Assert.That(() => SmallRun.Recipe($"name={half}"), Throws.TypeOf<AaeException>().With.Message.Contains("the value is no valid Unicode"));
        Assert.That(() => SmallRun.Recipe($"{half}.x=1"), Throws.TypeOf<AaeException>().With.Message.Contains("unknown key"));
    }

    [Test]
    public void A_text_that_is_too_long_is_refused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("my.json");
        File.WriteAllText(path, new string(' ', RecipeJson.LongestText + 1));

        Assert.That(() => RecipeCatalog.Load(path), Throws.InstanceOf<AaeException>().With.Message.EqualTo($"{path}: a recipe of 1048577 bytes is more than the 1048576 that are read"));
        Assert.That(() => RecipeJson.Read(File.ReadAllText(path), "my.json"), Throws.TypeOf<AaeException>().With.Message.StartsWith("my.json: a recipe of 1048577 characters"));
    }

    [Test]
    [Platform("Linux")]
    public void A_pipe_is_refused_without_waiting_for_a_writer([Values] bool linked)
    {
        using var folder = new TemporaryFolder();
        FormatTests.AssertNoPipeIsOpened(folder, path => RecipeCatalog.Load(path), linked, "pipe.json");
    }

    [Test]
    public void A_recipe_may_begin_with_a_byte_order_mark()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("my.json"), RecipeJson.Write(SmallRun.Recipe()), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Assert.That(RecipeCatalog.Load(folder.File("my.json")).Name, Is.EqualTo("small"));
    }

    [Test]
    public void A_recipe_that_is_not_UTF_8_is_refused()
    {
        string path = Path.GetTempFileName() + ".json";
        File.WriteAllBytes(path, [(byte)'{', (byte)'"', 0xE4, (byte)'"']);

        Assert.That(() => RecipeCatalog.Load(path), Throws.TypeOf<AaeException>().With.Message.Contains("UTF-8"));
        File.Delete(path);
    }

    [Test]
    public void The_file_of_an_empirical_prior_is_found_beside_the_recipe_and_kept_by_its_whole_path()
    {
        string folder = Directory.CreateTempSubdirectory("aae-recipe-").FullName;
        Npy.Write(Path.Combine(folder, "p.npy"), new Tensor(new Shape(2, 2), [1, 2, 3, float.NaN]));
        string path = Path.Combine(folder, "my.json");
        File.WriteAllText(path, RecipeJson.Write(SmallRun.Recipe("code.z.prior={\"kind\":\"empirical\",\"file\":\"p.npy\"}")));

        var prior = (EmpiricalPriorRecipe)RecipeCatalog.Load(path).Code.Z.Prior;

        Assert.That(prior.File, Is.EqualTo(Path.Combine(folder, "p.npy")));
        Assert.That(() => prior.RequireSamples(2, ofClasses: false), Throws.TypeOf<AaeException>().With.Message.Contains("p.npy").And.Message.Contains("NaN"));
        Assert.That(() => prior.RequireSamples(3, ofClasses: false), Throws.TypeOf<AaeException>().With.Message.Contains("p.npy"));
        Directory.Delete(folder, recursive: true);
    }

    [TestCase(0.5f, 0.75f, "row 1 is no distribution over classes, as its sum is 1.25")]
    [TestCase(1.5f, -0.5f, "row 1 is no distribution over classes, as column 2 is -0.5")]
    [TestCase(0.25f, 0.7495f, null)]
    public void An_empirical_prior_of_classes_has_distributions_for_rows(float second, float third, string? message)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("y.npy");
        Npy.Write(file, new Tensor(new Shape(2, 3), [1, 0, 0, 0, second, third]));
        Recipe recipe = SmallRun.SemiSupervised($"code.y.prior={{\"kind\":\"empirical\",\"file\":\"{file}\"}}");

        Assert.That(
            () => recipe.Create(new ImageShape(4, 4, 1)),
            message is null ? Throws.Nothing : Throws.TypeOf<AaeException>().With.Message.StartsWith($"{file}: {message}"));
    }

    [Test]
    public void Without_a_classification_phase_there_are_no_labelled_minibatches() => Assert.That(
        () => SmallRun.Reduction("phases.classification=null", "data.labels=null"),
        Throws.TypeOf<AaeException>().With.Message.EqualTo("small: data.labelledBatch = 4: allowed is none without phases.classification: nothing would read the labels"));

    [Test]
    public void A_recipe_is_written_for_people() =>
        Assert.That(RecipeJson.Write(RecipeCatalog.Load("mnist-8d")), Does.Contain("Paper §3").And.Contain("N(0, 5²I)"));

    [Test]
    public void A_recipe_that_is_not_there_is_answered_with_those_that_are()
    {
        Assert.That(() => RecipeCatalog.Load("mnist-9d"), Throws.TypeOf<AaeException>().With.Message.Contains("mnist-8d"));
        Assert.That(() => RecipeCatalog.Load("missing.json"), Throws.InstanceOf<AaeException>().With.Message.EqualTo("missing.json: no such file"));
    }
}
