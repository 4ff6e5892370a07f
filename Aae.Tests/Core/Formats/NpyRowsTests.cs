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
        rows.Read(new float[rows.Shape.Count]);
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
        Assert.That(rows.Shape, Is.EqualTo(whole.Shape));
        float[] first = new float[8], rest = new float[12];
        rows.Read(first);
        rows.Read(rest);
        Assert.That(first.Concat(rest), Is.EqualTo(whole.Span.ToArray()));
    }
}
