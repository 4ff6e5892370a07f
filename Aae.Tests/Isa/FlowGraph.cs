using System.Text.RegularExpressions;

namespace Aae.Tests.Isa;

/// <summary>
/// The basic blocks of a listing and the ways from one to the next. Where code stands says little of where it runs: the JIT
/// lays tails in front of the loop that they follow, and jumps back to an epilogue are no loops.
/// </summary>
internal sealed partial class FlowGraph
{
    // Blocks: their lines, the blocks that may follow them, and those that they may follow. Block 0 is the entry.
    private readonly List<List<string>> _blocks = [[]];
    private readonly List<HashSet<int>> _successors = [];
    private readonly List<HashSet<int>> _predecessors = [];
    private readonly HashSet<int> _reached;

    /// <summary>Cuts the lines at labels and behind jumps.</summary>
    public FlowGraph(IEnumerable<string> lines)
    {
        var labels = new Dictionary<string, int>();
        var cases = new List<string>();
        foreach (string line in lines)
        {
            if (Label().Match(line) is { Success: true } label)
            {
                _blocks.Add([]);
                labels[label.Value] = _blocks.Count - 1;
            }
            else if (Case().Match(line) is { Success: true } target)
            {
                cases.Add(target.Groups[1].Value);
            }
            else if (Instruction().IsMatch(line))
            {
                _blocks[^1].Add(line);
                if (Jump().IsMatch(line))
                {
                    _blocks.Add([]);
                }
            }
        }

        for (int block = 0; block < _blocks.Count; block++)
        {
            _successors.Add([]);
            _predecessors.Add([]);
        }

        for (int block = 0; block < _blocks.Count; block++)
        {
            string last = _blocks[block].LastOrDefault("");
            Match jump = Jump().Match(last);
            if (jump.Success && labels.TryGetValue(jump.Groups["target"].Value, out int target))
            {
                Connect(block, target);
            }
            else if (jump.Groups["instruction"].Value == "jmp")
            {
                // By a table; a method has few, so one of them may reach all cases.
                cases.ForEach(name => Connect(block, labels[name]));
            }

            if (!NoWayOn().IsMatch(last) && block + 1 < _blocks.Count)
            {
                Connect(block, block + 1);
            }
        }

        _reached = Reach(_successors, [0], without: -1);
    }

    /// <summary>The lines of each loop within which there is no other.</summary>
    public IReadOnlyList<IReadOnlyList<string>> InnermostLoops()
    {
        // A loop is all that reaches a jump back to its head without passing the head. A jump is one back if every way to it
        // from the entry leads through the head.
        var loops = new Dictionary<int, SortedSet<int>>();
        foreach (int head in _reached)
        {
            HashSet<int> elsewhere = Reach(_successors, [0], without: head);
            int[] back = [.. _predecessors[head].Where(block => _reached.Contains(block) && !elsewhere.Contains(block))];
            if (back.Length > 0)
            {
                loops[head] = [head, .. Reach(_predecessors, back, without: head)];
            }
        }

        return
        [
            .. loops
                .Where(loop => !loop.Value.Any(block => block != loop.Key && loops.ContainsKey(block)))
                .Select(loop => loop.Value.SelectMany(block => _blocks[block]).ToArray()),
        ];
    }

    private static HashSet<int> Reach(List<HashSet<int>> ways, int[] from, int without)
    {
        var reached = new HashSet<int>();
        var open = new Stack<int>(from);
        while (open.TryPop(out int block))
        {
            if (block != without && reached.Add(block))
            {
                foreach (int next in ways[block])
                {
                    open.Push(next);
                }
            }
        }

        return reached;
    }

    private void Connect(int from, int to)
    {
        _successors[from].Add(to);
        _predecessors[to].Add(from);
    }

    [GeneratedRegex(@"^G_M\w+_IG\d+")]
    private static partial Regex Label();

    [GeneratedRegex(@"^\s+[a-z][\w.]*(\s|$)")]
    private static partial Regex Instruction();

    [GeneratedRegex(@"^\s+(?<instruction>j\w+)\s+(?:SHORT )?(?<target>\S+)")]
    private static partial Regex Jump();

    [GeneratedRegex(@"^\s+(jmp|ret|tail\.jmp|int3)\b")]
    private static partial Regex NoWayOn();

    [GeneratedRegex(@"; case (G_M\w+_IG\d+)")]
    private static partial Regex Case();
}
