using System.Text;
using Aae.Core.Formats;

namespace Aae.Tests.Core.Formats;

[Category("Unit")]
internal sealed class CsvTests
{
    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("a,b\n1,2\n3,4\n")]
    [TestCase("a,b\r\n1,2\r\n3,4")]
    [TestCase("\"a\",\"b\"\n\"1\",+2\n3e0,\"4.0\"\n")]
    [TestCase("\uFEFFa,b\n1,2\n3,4\n")]
    public void A_table_has_names_and_rows(string text)
    {
        CsvTable table = Read(text);
        Assert.That(table.Columns, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(table.Values.Shape, Is.EqualTo(new Aae.Core.Tensors.Shape(2, 2)));
        Assert.That(table.Values.Span.ToArray(), Is.EqualTo(new float[] { 1, 2, 3, 4 }));
    }

    [Test]
    public void A_quote_in_quotes_is_doubled_and_a_comma_in_them_parts_nothing() =>
        Assert.That(Read("\"a \"\"b\"\", c\",d\n1,2\n").Columns, Is.EqualTo(new[] { "a \"b\", c", "d" }));

    [TestCase("a,b\n", "a table has a header and one row or more under it")]
    [TestCase("a,b", "a table has a header and one row or more under it")]
    [TestCase("a,\n1,2\n", "line 1, column 2: a column has a name on one line")]
    [TestCase("\n1\n", "line 1, column 1: a column has a name")]
    [TestCase("a,b\n1,2\n3\n", "line 3: 1 fields, but the header has 2")]
    [TestCase("a,b\n1,2,3\n", "line 2: more fields than the 2 of the header")]
    [TestCase("a,b\n1,2\n\n3,4\n", "line 3, column 1: '' in 'a' is no number")]
    [TestCase("a,b\n1,x\n", "line 2, column 2: 'x' in 'b' is no number that float32 can hold")]
    [TestCase("a,b\n1,NaN\n", "line 2, column 2: 'NaN' in 'b'")]
    [TestCase("a,b\n1,1e39\n", "line 2, column 2: '1e39' in 'b'")]
    [TestCase("a,b\n1, 2\n", "line 2, column 2: ' 2' in 'b'")]
    [TestCase("a,b\n1,1;5\n", "line 2, column 2: '1;5' in 'b'")]
    [TestCase("a,b\n\"1,2\n", "line 2, column 1: a quote is not closed")]
    [TestCase("a,b\n\"1\"x,2\n", "line 2, column 1: a quote is not closed")]
    public void What_is_no_table_of_numbers_is_refused_with_its_place(string text, string message)
    {
        Assert.That(() => Read(text), Throws.TypeOf<InvalidFileException>().With.Message.StartsWith($"{_folder.File("t.csv")}: {message}"));
    }

    [Test]
    public void Text_that_is_no_UTF_8_is_refused()
    {
        File.WriteAllBytes(_folder.File("t.csv"), [0xC3, (byte)'\n', (byte)'1', (byte)'\n']);
        Assert.That(() => Csv.Read(_folder.File("t.csv")), Throws.TypeOf<InvalidFileException>().With.Message.Contains("line 1, column 1: the column's name is not UTF-8"));
    }

    [TestCase("absent", "no such file")]
    [TestCase("", "is a folder, not a file")]
    public void What_is_no_file_is_named(string name, string message) =>
        Assert.That(() => Csv.Read(Path.Combine(_folder.Path, name)), Throws.TypeOf<InvalidFileException>().With.Message.EndsWith($": {message}"));

    private CsvTable Read(string text)
    {
        File.WriteAllBytes(_folder.File("t.csv"), Encoding.UTF8.GetBytes(text));
        return Csv.Read(_folder.File("t.csv"));
    }
}
