using Aae.Core.Data;

namespace Aae.Tests.Core.Data;

[Category("Data")]
internal sealed class FacesTests
{
    private string _folder = null!;

    [OneTimeSetUp]
    public void FindFolder()
    {
        _folder = Environment.GetEnvironmentVariable(DataFolder.Variable) ?? "";
        if (_folder.Length == 0 || !Datasets.Info("faces", _folder).IsPresent)
        {
            Assert.Ignore($"needs the faces of FER-2013 in the folder that {DataFolder.Variable} names");
        }
    }

    [Test]
    public void The_files_are_the_selection_that_is_described()
    {
        Assert.That(new DatasetFetcher().Fetch("faces", _folder).Select(file => file.Outcome), Is.All.EqualTo(FetchOutcome.Kept));
        Dataset faces = Datasets.Open("faces", _folder);
        Assert.That((faces.Train.Count, faces.Validation.Count, faces.Test.Count), Is.EqualTo((12_000, 2_000, 3_573)));
        Assert.That((faces.Train.Height, faces.Train.Width, faces.Train.Channels, faces.Classes), Is.EqualTo((48, 48, 1, 10)));
        Assert.That(Datasets.Info("faces").ClassNames, Has.Count.EqualTo(faces.Classes));
    }
}
