namespace Aae.Core.Formats;

/// <summary>
/// Reads the Python dictionary of an npy header: the keys descr, fortran_order and shape, each once, in any order, with a
/// string, a truth value and a tuple of whole numbers. Nothing else that Python could write there is understood.
/// </summary>
/// <param name="file">The file, for errors.</param>
/// <param name="text">The header, one character a byte.</param>
/// <param name="start">The header's first byte in the file.</param>
internal sealed class NpyHeaderParser(InputFile file, string text, long start)
{
    private int _next;
    private string? _descr;
    private bool? _fortranOrder;
    private (long[] Sizes, long At)? _shape;

    /// <summary>Reads the whole header.</summary>
    /// <exception cref="InvalidFileException">The header is not such a dictionary, or tells of an array that is not read here.</exception>
    public NpyHeader Parse()
    {
        Expect('{');
        while (!Accept('}'))
        {
            int keyAt = Skip();
            string key = ParseString("a key");
            Expect(':');
            if (!ParseValue(key))
            {
                throw Wrong($"unexpected or repeated key {InputFile.Quote(key)}", keyAt);
            }

            if (!Accept(','))
            {
                Expect('}');
                break;
            }
        }

        if (Skip() < text.Length)
        {
            throw Wrong("something follows the dictionary", _next);
        }

        if (_descr is not { } descr || _fortranOrder is not { } fortranOrder || _shape is not { } shape)
        {
            throw Wrong("one of the keys 'descr', 'fortran_order' and 'shape' is missing", 0);
        }

        var (type, bigEndian) = TypeOf(descr);
        return new NpyHeader(descr, type, bigEndian, fortranOrder, shape.Sizes, shape.At);
    }

    private bool ParseValue(string key)
    {
        switch (key)
        {
            case "descr" when _descr is null:
                if (Skip() < text.Length && text[_next] == '[')
                {
                    throw Wrong("arrays of records are not read; save each field as an array of its own", _next);
                }

                _descr = ParseString("an element type");
                return true;
            case "fortran_order" when _fortranOrder is null:
                _fortranOrder = ParseTruth();
                return true;
            case "shape" when _shape is null:
                _shape = ParseShape();
                return true;
            default:
                return false;
        }
    }

    private (ElementType Type, bool BigEndian) TypeOf(string descr)
    {
        ElementType? type = descr.Length < 2 ? null : descr[1..] switch
        {
            "f2" => ElementType.Float16,
            "f4" => ElementType.Float32,
            "f8" => ElementType.Float64,
            "u1" => ElementType.UInt8,
            "b1" => ElementType.Boolean,
            "i4" => ElementType.Int32,
            "i8" => ElementType.Int64,
            _ => null,
        };
        if (type is { } known && (descr[0] is '<' or '>' || (descr[0] == '|' && Elements.SizeOf(known) == 1)))
        {
            return (known, descr[0] == '>');
        }

        throw Wrong(descr.Length > 1 && descr[1] == 'O'
            ? $"arrays of objects ({InputFile.Quote(descr)}) are not read: they hold pickled Python code"
            : $"elements of type {InputFile.Quote(descr)} are not read; f2, f4, f8, i4, i8 (with < or >), u1 and b1 are", 0);
    }

    private string ParseString(string what)
    {
        int open = Skip();
        if (open == text.Length || text[open] is not ('\'' or '"'))
        {
            throw Wrong($"expected {what} in quotes", open);
        }

        int close = text.IndexOf(text[open], open + 1);
        string content = close < 0 ? throw Wrong("a quote is not closed", open) : text[(open + 1)..close];
        _next = close + 1;
        return content.Contains('\\') ? throw Wrong("escapes in strings are not read", open) : content;
    }

    private bool ParseTruth()
    {
        int at = Skip();
        foreach (string word in new[] { "True", "False" })
        {
            if (string.CompareOrdinal(text, at, word, 0, word.Length) == 0)
            {
                _next += word.Length;
                return word == "True";
            }
        }

        throw Wrong("fortran_order must be True or False", at);
    }

    private (long[] Sizes, long At) ParseShape()
    {
        int at = Skip();
        var sizes = new List<long>();
        Expect('(');
        while (!Accept(')'))
        {
            sizes.Add(ParseSize());
            if (!Accept(','))
            {
                // (3) is a number in Python, (3,) a tuple.
                if (sizes.Count == 1 && Accept(')'))
                {
                    throw Wrong("the shape of one axis is written (n,)", at);
                }

                Expect(')');
                break;
            }
        }

        return ([.. sizes], start + at);
    }

    private long ParseSize()
    {
        int first = Skip();
        long value = 0;
        for (; _next < text.Length && char.IsAsciiDigit(text[_next]); _next++)
        {
            value = Math.Min(value * 10 + (text[_next] - '0'), 1L << 53); // more than any file holds
        }

        if (_next == first)
        {
            throw Wrong("expected a size, a whole number of 0 or more", first);
        }

        if (_next < text.Length && text[_next] == 'L')
        {
            _next++; // Python 2 wrote long numbers so
        }

        return value;
    }

    private int Skip()
    {
        while (_next < text.Length && text[_next] is ' ' or '\n' or '\t' or '\r')
        {
            _next++;
        }

        return _next;
    }

    private bool Accept(char c)
    {
        bool found = Skip() < text.Length && text[_next] == c;
        _next += found ? 1 : 0;
        return found;
    }

    private void Expect(char c)
    {
        if (!Accept(c))
        {
            throw Wrong($"expected '{c}'", _next);
        }
    }

    private InvalidFileException Wrong(string problem, int at) => file.Invalid($"npy header: {problem}", start + at);
}
