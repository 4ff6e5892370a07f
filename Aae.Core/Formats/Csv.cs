using System.Buffers;
using System.Globalization;
using System.Text;
using Aae.Core.Tensors;

namespace Aae.Core.Formats;

/// <summary>
/// Tables of numbers as text: a line of column names, then a line for each row, fields parted by commas. A field may stand in
/// double quotes, a quote within them doubled. Lines end with LF or CR LF; the last one may lack its end.
/// </summary>
/// <remarks>Format: RFC 4180, without line breaks in fields.</remarks>
public static class Csv
{
    private const int MostColumns = 1 << 20;
    private const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a table, in UTF-8. Numbers are rounded to the nearest float32; one beyond its range, or none at all, is an error.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">
    /// The file is missing, has no header or no row, a row has another number of fields than the header, or a field is no finite
    /// number: the line and the column are named.
    /// </exception>
    /// <exception cref="AaeException">The file cannot be opened, or holds more than the memory does.</exception>
    public static CsvTable Read(string path)
    {
        using var file = InputFile.Open(path);
        InputFile.RequireMemory(path, file.Length); // the numbers take about as much as their digits
        return new Parser(file, file.ReadToEnd(Array.MaxLength, "a table")).Parse();
    }

    private ref struct Parser(InputFile file, ReadOnlySpan<byte> text)
    {
        private ReadOnlySpan<byte> _rest = text.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? text[3..] : text; // some editors put a mark first
        private int _line;

        public CsvTable Parse()
        {
            var names = new List<string>();
            ReadOnlySpan<byte> header = NextLine();
            bool more = true;
            while (more)
            {
                string name = Name(Field(ref header, names.Count, out more), names.Count);
                names.Add(names.Count < MostColumns ? name : throw Wrong($"more than {MostColumns} columns are not read"));
            }

            var values = new ArrayBufferWriter<float>();
            int rows = 0;
            for (; !_rest.IsEmpty; rows++)
            {
                ReadOnlySpan<byte> line = NextLine();
                more = true;
                for (int column = 0; column < names.Count; column++)
                {
                    if (!more)
                    {
                        throw Wrong($"{column} fields, but the header has {names.Count}");
                    }

                    values.GetSpan(1)[0] = Value(Field(ref line, column, out more), column, names[column]);
                    values.Advance(1);
                }

                if (more)
                {
                    throw Wrong($"more fields than the {names.Count} of the header");
                }
            }

            if (rows == 0)
            {
                throw file.Invalid("a table has a header and one row or more under it; this one has no row");
            }

            var numbers = new Tensor(new Shape(rows, names.Count));
            values.WrittenSpan.CopyTo(numbers.Span);
            return new CsvTable(names, numbers);
        }

        private ReadOnlySpan<byte> NextLine()
        {
            int end = _rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? _rest : _rest[..end];
            _rest = end < 0 ? [] : _rest[(end + 1)..];
            _line++;
            return line.EndsWith("\r"u8) ? line[..^1] : line;
        }

        // Takes a field from the line, and the comma that follows it.
        private readonly ReadOnlySpan<byte> Field(ref ReadOnlySpan<byte> line, int column, out bool more)
        {
            int end;
            ReadOnlySpan<byte> field;
            if (line.StartsWith("\""u8))
            {
                for (end = 1; end < line.Length && (line[end] != '"' || line[(end + 1)..].StartsWith("\""u8)); end++)
                {
                    end += line[end] == '"' ? 1 : 0; // the first of a doubled quote
                }

                if (end >= line.Length || (end + 1 < line.Length && line[end + 1] != ','))
                {
                    throw Wrong("a quote is not closed at the field's end", column);
                }

                field = line[1..end++];
            }
            else
            {
                end = line.IndexOf((byte)',');
                end = end < 0 ? line.Length : end;
                field = line[..end];
            }

            more = end < line.Length;
            line = more ? line[(end + 1)..] : [];
            return field;
        }

        private readonly string Name(ReadOnlySpan<byte> field, int column)
        {
            string name;
            try
            {
                name = StrictUtf8.GetString(field).Replace("\"\"", "\"");
            }
            catch (DecoderFallbackException)
            {
                throw Wrong("the column's name is not UTF-8", column);
            }

            return name.Length > 0 && !name.Any(InputFile.BreaksLine) ? name : throw Wrong("a column has a name on one line, not an empty one", column);
        }

        private readonly float Value(ReadOnlySpan<byte> field, int column, string name) =>
            float.TryParse(field, Number, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value)
                ? value
                : throw Wrong($"{InputFile.Quote(Encoding.Latin1.GetString(field))} in {InputFile.Quote(name)} is no number that float32 can hold", column);

        private readonly InvalidFileException Wrong(string problem, int? column = null) => file.Invalid(string.Create(
            CultureInfo.InvariantCulture, $"line {_line}{(column is { } c ? string.Create(CultureInfo.InvariantCulture, $", column {c + 1}") : "")}: {problem}"));
    }
}

/// <summary>A table of numbers.</summary>
/// <param name="Columns">The columns' names.</param>
/// <param name="Values">The numbers [rows, columns].</param>
public sealed record CsvTable(IReadOnlyList<string> Columns, Tensor Values);
