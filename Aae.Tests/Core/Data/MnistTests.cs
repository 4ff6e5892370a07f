using Aae.Core.Data;

namespace Aae.Tests.Core.Data;

[Category("Data")]
internal sealed class MnistTests
{
    private static readonly int[] s_trainHistogram = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949];
    private static readonly int[] s_testHistogram = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009];
    private Dataset _mnist = null!;

    [OneTimeSetUp]
    public void Load()
    {
        string? folder = Environment.GetEnvironmentVariable(DataFolder.Variable);
        if (string.IsNullOrEmpty(folder) || !Datasets.Info("mnist", folder).IsPresent)
        {
            Assert.Ignore($"needs MNIST in the folder that {DataFolder.Variable} names");
        }

        _mnist = Datasets.Open("mnist", folder);
    }

    [Test]
    public void The_splits_have_their_sizes()
    {
        Assert.That((_mnist.Train.Count, _mnist.Validation.Count, _mnist.Test.Count), Is.EqualTo((50_000, 10_000, 10_000)));
        Assert.That((_mnist.Train.Height, _mnist.Train.Width, _mnist.Train.Channels, _mnist.Classes), Is.EqualTo((28, 28, 1, 10)));
    }

    [Test]
    public void The_classes_come_as_often_as_published()
    {
        int[] train = [.. Histogram(_mnist.Train).Zip(Histogram(_mnist.Validation), (a, b) => a + b)];
        Assert.That(train, Is.EqualTo(s_trainHistogram));
        Assert.That(Histogram(_mnist.Test), Is.EqualTo(s_testHistogram));
        Assert.That(_mnist.Train.Labels[..5].ToArray(), Is.EqualTo(new byte[] { 5, 0, 4, 1, 9 }));
        Assert.That(_mnist.Test.Labels[..5].ToArray(), Is.EqualTo(new byte[] { 7, 2, 1, 0, 4 }));
    }

    [Test]
    public void The_mean_pixel_of_the_training_file_is_the_published_one()
    {
        double sum = 0;
        foreach (ImageSet set in new[] { _mnist.Train, _mnist.Validation })
        {
            for (int i = 0; i < set.Count; i++)
            {
                foreach (byte pixel in set.Image(i))
                {
                    sum += pixel;
                }
            }
        }

        Assert.That(sum / (60_000 * 784 * 255.0), Is.EqualTo(0.1307).Within(0.00005));
    }

    [Test]
    public void The_files_have_the_published_checksums()
    {
        string folder = Datasets.Info("mnist").Folder!;
        DatasetFiles files = Datasets.Find("mnist").Files!;
        foreach (DatasetFile file in files.All)
        {
            Assert.That(FileChecksum.Compare(files.Find(folder, file)!, file, CancellationToken.None), Is.Null, file.Name);
        }
    }

    /// <summary>47 MB of pixels are kept as bytes: little more than those may be allocated.</summary>
    [Test]
    public void Loading_allocates_little_more_than_the_bytes()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Dataset again = Datasets.Open("mnist", Environment.GetEnvironmentVariable(DataFolder.Variable));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(70_000 * 785 + (1 << 20)));
        GC.KeepAlive(again);
    }

    private static int[] Histogram(ImageSet set)
    {
        int[] counts = new int[10];
        foreach (byte label in set.Labels)
        {
            counts[label]++;
        }

        return counts;
    }
}
