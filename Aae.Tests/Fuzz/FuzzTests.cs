using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Aae.Tests.Fuzz;

/// <summary>
/// A reader against mutated files: it returns or throws what it documents, in one line that names the file, ends in time, and
/// allocates no more than the file accounts for.
/// </summary>
/// <remarks>
/// The environment variable AAE_FUZZ_MUTANT=number repeats one mutant alone and prints its bytes.
/// </remarks>
[Category("Fuzz")]
internal abstract partial class FuzzTests
{
    private const string Variable = "AAE_FUZZ_MUTANT";

    // Mutants take some 50 µs; a machine that is busy with other things is not a hang.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly HashSet<string> _answers = [];
    private string _folder = null!;
    private int _accepted;
    private double _largestShare;

    /// <summary>How many mutants there are.</summary>
    protected virtual int Mutants => 20_000;

    /// <summary>The mutated file; its name is new for each reader.</summary>
    protected string FilePath => Path.Combine(_folder, $"file{Extension}");

    /// <summary>The end of the file's name.</summary>
    protected virtual string Extension => "";

    /// <summary>What is mutated: valid files that use as much of the format as there is.</summary>
    protected abstract IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>At least so many different complaints come, numbers aside: else the mutants do not get past the first check.</summary>
    protected abstract int LeastAnswers { get; }

    /// <summary>Reads the file and drops what it holds.</summary>
    protected abstract void Read(string path);

    /// <summary>Whether the reader's documentation names the exception.</summary>
    protected abstract bool IsDocumented(Exception failure);

    /// <summary>The most that the reader may allocate for a file.</summary>
    protected abstract long Allowance(byte[] file);

    /// <summary>One mutant.</summary>
    protected virtual byte[] Mutate(byte[] seed, byte[] other, Dice dice) => ByteMutator.Mutate(seed, other, dice);

    [OneTimeSetUp]
    public void CreateFolder()
    {
        const string memory = "/dev/shm";
        _folder = Directory.Exists(memory)
            ? Directory.CreateDirectory(Path.Combine(memory, $"aae-fuzz-{Guid.NewGuid():N}")).FullName
            : Directory.CreateTempSubdirectory("aae-fuzz-").FullName;
    }

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Every_mutant_is_read_or_refused_as_documented()
    {
        foreach (byte[] seed in Seeds)
        {
            Assert.That(() => Answer(seed), Is.Null, "a seed is not read");
        }

        if (int.TryParse(Environment.GetEnvironmentVariable(Variable), out int only))
        {
            TestContext.Out.WriteLine(Convert.ToHexString(Mutant(only)));
            Watch(only, only);
        }
        else
        {
            Watch(0, Mutants - 1);
            TestContext.Out.WriteLine($"{_accepted} of {Mutants} read, {_answers.Count} different complaints, at most {_largestShare:P0} of the allowance");
            Assert.That(_accepted, Is.InRange(Mutants / 200, Mutants * 9 / 10), "mutants that are read");
            Assert.That(_answers, Has.Count.AtLeast(LeastAnswers), string.Join("\n", _answers.Order()));
        }
    }

    private byte[] Mutant(int number)
    {
        var dice = new Dice(GetType().Name, number);
        return Mutate(dice.Pick(Seeds), dice.Pick(Seeds), dice);
    }

    // What the reader does wrong with a mutant, or null.
    private string? Wrong(int number)
    {
        byte[] file = Mutant(number);
        Exception? failure = Answer(file, out long allocated);
        if (failure is null)
        {
            _accepted++;
        }
        else if (!IsDocumented(failure))
        {
            return failure.ToString();
        }
        else if (!failure.Message.StartsWith(FilePath, StringComparison.Ordinal) || failure.Message.Length > 1000 || Breaking().IsMatch(failure.Message))
        {
            return $"not a line that begins with the file: {failure.Message}";
        }
        else
        {
            _answers.Add(Varying().Replace(failure.Message[FilePath.Length..], "…"));
        }

        long allowance = Allowance(file);
        _largestShare = Math.Max(_largestShare, (double)allocated / allowance);
        return allocated <= allowance ? null : $"{file.Length} bytes made it allocate {allocated}, allowed are {allowance} ({failure?.Message})";
    }

    private Exception? Answer(byte[] file) => Answer(file, out _);

    private Exception? Answer(byte[] file, out long allocated)
    {
        File.WriteAllBytes(FilePath, file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exception? failure = null;
        try
        {
            Read(FilePath);
        }
        catch (Exception e)
        {
            failure = e;
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return failure;
    }

    // Nothing can end a thread that hangs: it is left behind, and the test fails with the mutant's number.
    private void Watch(int first, int last)
    {
        string? wrong = null;
        int current = first;
        var thread = new Thread(() =>
        {
            try
            {
                while (current <= last && (wrong = Wrong(current)) is null)
                {
                    Volatile.Write(ref current, current + 1);
                }
            }
            catch (Exception defect)
            {
                wrong = $"the mutator fails: {defect}"; // which would end the process from here
            }
        });
        thread.IsBackground = true;
        thread.Start();
        int seen = -1;
        var still = Stopwatch.StartNew();
        while (!thread.Join(TimeSpan.FromMilliseconds(100)))
        {
            if (Volatile.Read(ref current) != seen)
            {
                seen = current;
                still.Restart();
            }
            else if (still.Elapsed > _patience)
            {
                wrong = "hangs";
                break;
            }
        }

        Assert.That(wrong, Is.Null, $"mutant {current} of {GetType().Name}; {Variable}={current} repeats it");
    }

    // Numbers and quoted words differ from mutant to mutant; the rest of a complaint tells which check made it.
    [GeneratedRegex("'.*'|\".*\"|\\w+(\\.\\w+)+|[0-9A-F]*[0-9]+[0-9A-F.]*")]
    private static partial Regex Varying();

    // What ends a line on a terminal or in a log.
    [GeneratedRegex("[\\p{Cc}\u2028\u2029]")]
    private static partial Regex Breaking();
}
