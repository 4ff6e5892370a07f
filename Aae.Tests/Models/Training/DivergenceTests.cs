using Aae.Core.Formats;
using Aae.Core.Tensors;
using Aae.Models.Phases;
using Aae.Models.Recipes;
using Aae.Models.Training;
using Aae.Tests.Core.Formats;

namespace Aae.Tests.Models.Training;

/// <summary>A run that leaves the finite numbers: with its second epoch the reconstruction's rate explodes.</summary>
[Category("Unit")]
internal sealed class DivergenceTests
{
    private const string Explosion = "phases.reconstruction.steps=[{\"after\":1,\"rate\":1e30}]";

    private readonly List<string> _remarks = [];
    private TemporaryFolder _folder = null!;
    private RunFolder _run = null!;

    [SetUp]
    public void CreateFolder()
    {
        _folder = new TemporaryFolder();
        _run = new RunFolder(_folder.File("run"));
        _remarks.Clear();
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void The_run_stops_with_phase_step_parameter_and_the_last_finite_losses()
    {
        DivergenceException? told = Assert.Throws<DivergenceException>(() => Train(new TrainingOptions(), SmallRun.Recipe(Explosion)));
        Assert.That(told!.Message, Does.Match(
            @"^the loss of phase 'discriminator\.z' is NaN at step 3 \(epoch 2\);"
            + @" the last finite losses were reconstruction [\d.]+ \(step 3\), discriminator\.z [\d.]+ \(step 2\), generator\.z [\d.]+ \(step 2\);"
            + @" all parameters are finite; the checkpoint of step 3 stands \(\S+step-00000003\.safetensors\); a lower learning rate [^\n]*$"));
        Assert.That((told.Phase, told.Step, told.Epoch, told.Value), Is.EqualTo(("discriminator.z", 3UL, 1, float.NaN)));
        Assert.That(File.ReadAllText(_run.Log), Does.Contain(told.Message));
        Assert.That(_run.LastCheckpoint, Does.EndWith("step-00000003.safetensors"));
        Assert.That(() => _run.LoadModel(), Throws.Nothing);
    }

    [Test]
    public void Before_the_first_step_there_are_no_losses_to_tell()
    {
        DivergenceException? told = Assert.Throws<DivergenceException>(() => Train(new TrainingOptions { InitialParameters = Infinite() }, SmallRun.Recipe()));
        Assert.That(told!.Message, Does.StartWith(
            "encoder.z.bias, which phase 'reconstruction' or 'generator.z' moves, is not finite after step 0; no loss was finite before; there is no checkpoint yet"));
        Assert.That(told.Parameter, Is.EqualTo("encoder.z.bias"));
    }

    [Test]
    public void Going_back_lowers_all_rates_and_says_so()
    {
        Recipe recipe = SmallRun.Recipe("phases.reconstruction.steps=[{\"after\":1,\"rate\":3e5}]");
        Assert.That(() => new Trainer(recipe, SmallRun.Data()).Run(), Throws.TypeOf<DivergenceException>());

        Train(new TrainingOptions { OnDivergence = DivergencePolicy.Retry }, recipe);

        Assert.That(_remarks, Is.Not.Empty);
        Assert.That(_remarks[0], Does.Match(@"^the loss of phase '[^\n]*; going back to step 3 with all learning rates times 0\.5, 1 of 5$"));
        Assert.That(File.ReadAllText(_run.Log), Does.Contain(_remarks[0]));
        double scale = Math.Pow(0.5, _remarks.Count);
        Assert.That(_run.ReadMetrics().Select(epoch => epoch.Step), Is.EqualTo(new ulong[] { 3, 6, 9 }));
        Assert.That(_run.ReadMetrics()[0].RateScale, Is.Null);
        Assert.That(_run.ReadMetrics()[2].RateScale, Is.EqualTo(scale));
        Assert.That(Safetensors.Read(_run.LastCheckpoint).Metadata["rateScale"], Is.EqualTo(FormattableString.Invariant($"{scale}")));
    }

    [Test]
    public void A_run_that_went_back_and_is_resumed_goes_the_way_of_one_that_was_not()
    {
        Recipe recipe = SmallRun.Recipe("phases.reconstruction.steps=[{\"after\":1,\"rate\":3e5}]");
        Train(new TrainingOptions { OnDivergence = DivergencePolicy.Retry }, recipe);
        byte[] expected = File.ReadAllBytes(_run.LastCheckpoint);

        _run = new RunFolder(_folder.File("parts"));
        Train(new TrainingOptions { OnDivergence = DivergencePolicy.Retry, Steps = 6 }, recipe);
        Train(new TrainingOptions { Resume = true }, recipe);
        Assert.That(File.ReadAllBytes(_run.LastCheckpoint), Is.EqualTo(expected));
    }

    [Test]
    public void After_five_times_in_a_row_the_run_stops()
    {
        DivergenceException? told = Assert.Throws<DivergenceException>(
            () => Train(new TrainingOptions { OnDivergence = DivergencePolicy.Retry }, SmallRun.Recipe(Explosion)));
        Assert.That(told!.Message, Does.EndWith("; after 5 times in a row the run goes back no more"));
        Assert.That(_remarks, Has.Count.EqualTo(5));
        Assert.That(_remarks[4], Does.EndWith("going back to step 3 with all learning rates times 0.03125, 5 of 5"));
        Assert.That(Safetensors.Read(_run.LastCheckpoint).Metadata["step"], Is.EqualTo("3"));
    }

    [Test]
    public void Without_a_folder_there_is_nowhere_to_go_back_to() => Assert.That(
        () => new Trainer(SmallRun.Recipe(), SmallRun.Data(), new TrainingOptions { OnDivergence = DivergencePolicy.Retry }), Throws.ArgumentException);

    private void Train(TrainingOptions options, Recipe recipe) =>
        new Trainer(recipe, SmallRun.Data(), options with { Folder = _run, Remark = _remarks.Add }).Run();

    private string Infinite()
    {
        string file = _folder.File("initial.safetensors");
        Safetensors.Write(file, [KeyValuePair.Create("encoder.z.bias", new Tensor(new Shape(2), [0, float.PositiveInfinity]))]);
        return file;
    }
}
