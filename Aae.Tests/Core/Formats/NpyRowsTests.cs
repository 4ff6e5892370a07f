using Aae.Core.Formats;
using Aae.Core.Tensors;

namespace Aae.Tests.Core.Formats;

[Category("Unit")]
internal sealed class NpyRowsTests : FormatTests
{
    protected override byte[] ValidFile => NpyTests.NpyFile("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }", new byte[8]);

    protected override void Read(string path)
    {
        NpyRows rows = NpyRows.Open(path);
        rows.Read(new float[rows.Count * rows.RowSize]);
    }

    [TestCase("<f4", false)]
    [TestCase("<f4", true)]
    [TestCase(">f8", false)]
    public void Rows_come_one_after_the_other_as_the_whole_has_them(string type, bool fortranOrder)
    {
        double[] numbers = [.. Enumerable.Range(0, 20).Select(i => i / 8.0)];
        byte[] data = [.. numbers.SelectMany(number => type == "<f4" ? BitConverter.GetBytes((float)number) : BitConverter.GetBytes(number).Reverse())];
        File.WriteAllBytes(FilePath, NpyTests.NpyFile($"{{'descr': '{type}', 'fortran_order': {fortranOrder}, 'shape': (5, 2, 2), }}", data));
        Tensor whole = Npy.Read(FilePath);
        NpyRows rows = NpyRows.Open(FilePath);
        Assert.That((rows.Count, rows.RowSize), Is.EqualTo((5L, 4)));
        Assert.That(rows.Sizes, Is.EqualTo(whole.Shape.ToArray()));
        float[] first = new float[8], rest = new float[12];
        rows.Read(first);
        rows.Read(rest);
        Assert.That(first.Concat(rest), Is.EqualTo(whole.Span.ToArray()));
    }

    [Test]
    public void An_array_may_have_more_rows_than_a_tensor_has()
    {
        const long rows = 1_100_000_000;
        byte[] header = NpyTests.NpyFile($"{{'descr': '|u1', 'fortran_order': False, 'shape': ({rows}, 2), }}", []);
        using (FileStream file = File.Create(FilePath))
        {
            file.Write(header);
            file.Write([1, 2, 3, 4]);
            file.SetLength(header.Length + 2 * rows); // sparse: what is not written takes no room
        }

        NpyRows read = NpyRows.Open(FilePath);
        float[] first = new float[4];
        read.Read(first);
        Assert.That((read.Count, read.RowSize), Is.EqualTo((rows, 2)));
        Assert.That(first, Is.EqualTo(new[] { 1f, 2, 3, 4 }));
    }
}
