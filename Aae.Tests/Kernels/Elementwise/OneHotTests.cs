using System.Numerics;
using Aae.Core;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Reductions;
using Aae.Tests.Kernels.Simd;

namespace Aae.Tests.Kernels.Elementwise;

/// <summary>Labels as one-hot vectors.</summary>
[Category("Kernel")]
internal sealed unsafe class OneHotTests
{
    [Test]
    public void Each_row_has_a_1_at_its_label_alone([Values(0, 1, 3, 4000)] int rows, [Values(1, 3, 10, 300)] int classes)
    {
        int[] labels = [.. Enumerable.Range(0, rows).Select(i => i * 7 % classes)];
        using var y = new Guarded(rows * classes, 1);
        fixed (int* p = labels)
        {
            OneHot.Encode(p, rows, classes, y.Pointer, new WorkerTeam(3));
        }

        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<float> row = y.Span.Slice(i * classes, classes);
            Assert.That(row[labels[i]] == 1 && row.IndexOfAnyExcept(0f) == labels[i] && row[(labels[i] + 1)..].IndexOfAnyExcept(0f) < 0);
        }

        Assert.That(y.GuardsAreWhole);
    }

    [FsCheck.NUnit.Property(MaxTest = 50)]
    public bool The_place_of_the_1_is_the_label(int seed)
    {
        var random = new System.Random(seed);
        int classes = random.Next(1, 70);
        byte[] labels = [.. Enumerable.Range(0, random.Next(3000)).Select(_ => (byte)random.Next(classes))];
        int[] places = new int[labels.Length];
        using var y = new Guarded(labels.Length * classes);
        var team = new WorkerTeam(random.Next(1, 8));
        fixed (byte* p = labels)
        fixed (int* found = places)
        {
            OneHot.Encode(p, labels.Length, classes, y.Pointer, team);
            Maxima.PlacesInRows(labels.Length, classes, y.Pointer, found, team);
        }

        return places.SequenceEqual(labels.Select(label => (int)label));
    }

    [Test]
    public void A_label_that_is_no_class_is_named_with_its_row_and_nothing_is_written()
    {
        AssertRefused((byte[])[0, 9, 10, 1], 10, "row 2: label 10 is no class, as the 10 classes are 0 to 9");
        AssertRefused((int[])[-1], 10, "row 0: label -1 is no class, as the 10 classes are 0 to 9");
        AssertRefused((ulong[])[3, ulong.MaxValue], 10, "row 1: label 18446744073709551615 is no class, as the 10 classes are 0 to 9");
    }

    [Test]
    public void More_classes_than_a_byte_can_name_are_allowed()
    {
        byte label = 255;
        using var y = new Guarded(300);
        OneHot.Encode(&label, 1, 300, y.Pointer, WorkerTeam.Single);
        Assert.That(y.Span[255], Is.EqualTo(1));
    }

    private static void AssertRefused<TLabel>(TLabel[] labels, int classes, string message)
        where TLabel : unmanaged, IBinaryInteger<TLabel>
    {
        using var y = new Guarded(labels.Length * classes);
        y.Span.Fill(7);
        AaeException? error = Assert.Throws<AaeException>(() =>
        {
            fixed (TLabel* p = labels)
            {
                OneHot.Encode(p, labels.Length, classes, y.Pointer, WorkerTeam.Single);
            }
        });
        Assert.That(error!.Message, Is.EqualTo(message));
        Assert.That(y.Span.IndexOfAnyExcept(7f), Is.EqualTo(-1));
    }
}
