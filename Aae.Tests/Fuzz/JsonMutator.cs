using System.Text;
using System.Text.Json;

namespace Aae.Tests.Fuzz;

/// <summary>Changes a JSON text token by token, so that what comes out is mostly JSON again and reaches the checks behind the parser.</summary>
internal static class JsonMutator
{
    /// <summary>Values for any place: extreme numbers, numbers that are none, other types, texts that cannot be written on a line.</summary>
    public static readonly string[] Values =
    [
        "0", "-0", "-1", "1", "2", "3", "1.5", "0.0", "100", "65535", "65536", "65537", "46341", "2147483591", "2147483647", "2147483648", "-2147483648",
        "4294967296", "9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616",
        "1e5", "3e38", "1e39", "1e308", "1e999", "-1e999", "1e-999", "1e2147483648", new string('9', 400), "0." + new string('1', 400),
        "NaN", "Infinity", "-Infinity", "00", "0x10", "1e", ".5", "5.", "+1", "-",
        "null", "true", "false", "\"\"", "\"x\"", "\"1\"", "\"NaN\"", "[]", "{}", "[null]", "[[]]", "[{}]", "{\"\":1}", "{\"kind\":null}",
        "{\"kind\":\"gaussian\"}", "{\"kind\":\"adam\",\"rate\":1}", "[65536,65536]", "[1,2,3]", "[0]",
        "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"a\\nb\"", "\"\\u2028\"", "\"\\u0085\"", "\"/\"", "\"\\\\\"", "\"\\\"\"", "\"é😀\"", $"\"{new string('a', 600)}\"",
        "'x'", "undefined", "/* */ 1", "1 // x\n",
    ];

    private static readonly string[] _keys =
        ["", "x", "kind", "hidden", "Hidden", "rate", "size", "$type", "$.x", "a.b", "\\ud800", "a\\nb", "\\u0000", "\\u2028", "0", new string('k', 600)];

    private static readonly int[] _depths = [1, 2, 30, 61, 62, 63, 64, 65, 100, 1000, 5000];

    private static readonly string[] _pieces = ["{", "}", "[", "]", ",", ":", "\"", "\\", "//", "/*", "\0", "\uFEFF", "\n", "tru"];

    /// <summary>One to three mutations, one after the other.</summary>
    /// <param name="json">The text in UTF-8; it is left as it is.</param>
    /// <param name="dice">The mutant's choices.</param>
    public static byte[] Mutate(byte[] json, Dice dice)
    {
        for (int rounds = 1 + dice.Below(3); rounds > 0; rounds--)
        {
            List<Node> nodes = Read(json);
            if (nodes.Count > 0)
            {
                json = Once(json, dice.Pick(nodes), dice.Pick(nodes), dice);
            }
        }

        return json;
    }

    private static byte[] Once(byte[] json, Node node, Node other, Dice dice)
    {
        byte[] value = json[node.Start..node.End];
        bool isMember = node.Key < node.Start;
        switch (dice.Below(12))
        {
            case 0 when isMember:
                return Replace(json, node.Key, node.KeyEnd, $"\"{dice.Pick(_keys)}\"");
            case 1 when isMember: // the key twice, with the same value or another's
                return Replace(json, node.Key, node.Key, [.. json[node.Key..node.KeyEnd], (byte)':', .. dice.OneIn(2) ? value : json[other.Start..other.End], (byte)',']);
            case 2 when isMember: // a key more
                return Replace(json, node.Key, node.Key, $"\"{dice.Pick(_keys)}\":{dice.Pick(Values)},");
            case 3: // removed
                int end = node.End < json.Length && json[node.End] == ',' ? node.End + 1 : node.End;
                return Replace(json, node.Key, end, []);
            case 4:
                return Replace(json, node.Start, node.End, json[other.Start..other.End]);
            case 5:
                int depth = dice.Pick(_depths);
                bool lists = dice.OneIn(2);
                string open = string.Concat(Enumerable.Repeat(lists ? "[" : "{\"a\":", depth));
                return Replace(json, node.Start, node.End, [.. Encoding.ASCII.GetBytes(open), .. value, .. Encoding.ASCII.GetBytes(new string(lists ? ']' : '}', depth))]);
            case 6: // a list of many
                int count = dice.OneIn(4) ? 300 : dice.Below(5);
                return Replace(json, node.Start, node.End, [(byte)'[', .. value, .. Enumerable.Repeat((byte[])[(byte)',', .. value], count).SelectMany(item => item), (byte)']']);
            case 7:
                int at = dice.Below(json.Length);
                return Replace(json, at, dice.OneIn(2) ? at : at + 1, dice.Pick(_pieces));
            default:
                return Replace(json, node.Start, node.End, dice.Pick(Values));
        }
    }

    private static byte[] Replace(byte[] json, int start, int end, string text) => Replace(json, start, end, Encoding.UTF8.GetBytes(text));

    private static byte[] Replace(byte[] json, int start, int end, byte[] text) => [.. json[..start], .. text, .. json[end..]];

    // All values of the text, as far as it is JSON, each with the key before it.
    private static List<Node> Read(byte[] json)
    {
        var nodes = new List<Node>();
        var open = new Stack<(int Key, int KeyEnd, int Start)>();
        (int Start, int End)? key = null;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 10_000 });
        try
        {
            while (reader.Read())
            {
                int start = (int)reader.TokenStartIndex;
                int end = (int)reader.BytesConsumed;
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        end = start + reader.ValueSpan.Length + 2; // BytesConsumed lies behind the colon
                        key = (start, end);
                        continue;
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        open.Push((key?.Start ?? start, key?.End ?? start, start));
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        var (outerKey, outerKeyEnd, outerStart) = open.Pop();
                        nodes.Add(new Node(outerKey, outerKeyEnd, outerStart, end));
                        break;
                    default:
                        nodes.Add(new Node(key?.Start ?? start, key?.End ?? start, start, end));
                        break;
                }

                key = null;
            }
        }
        catch (JsonException)
        {
            // What was read so far is enough to go on with.
        }

        return nodes;
    }

    // A value json[Start..End] and the key json[Key..KeyEnd] before it; Key is Start where there is none.
    private readonly record struct Node(int Key, int KeyEnd, int Start, int End);
}
