using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Tests.Kernels.Simd;

/// <summary>What holds for every kernel of independent elements, in every form that this CPU can run.</summary>
[Category("Kernel")]
[TestFixtureSource(typeof(ElementCases), nameof(ElementCases.All))]
internal sealed unsafe class ElementKernelTests(ElementCase kernel)
{
    [Test]
    public void Each_form_agrees_with_the_reference_at_every_length_and_alignment(
        [ValueSource(typeof(Kernel), nameof(Kernel.Forms))] InstructionSet form)
    {
        foreach (int length in Kernel.Lengths)
        {
            foreach (int offset in (int[])[0, 1, 3])
            {
                using var expected = Arrays(length, 0);
                using var actual = Arrays(length, offset);
                Run(expected, length, WorkerTeam.Single, InstructionSet.Scalar);
                Run(actual, length, WorkerTeam.Single, form);
                for (int k = 0; k < kernel.Arrays; k++)
                {
                    // What is only read must keep its bits.
                    Func<float, float, bool> near = kernel.Written.Contains(k) ? kernel.Near : Kernel.Same;
                    int at = Kernel.FirstDifference(expected[k].Span, actual[k].Span, near);
                    Assert.That(at, Is.EqualTo(-1), () =>
                        $"length {length}, array {k}: {actual[k].Span[at]:R} instead of {expected[k].Span[at]:R}");
                    Assert.That(actual[k].GuardsAreWhole, $"length {length}, array {k}: written outside");
                }
            }
        }
    }

    [Test]
    public void All_vector_widths_give_the_same_bits()
    {
        int length = 2 * Chunks.Elements + 13;
        using var expected = Arrays(length, 0);
        Run(expected, length, WorkerTeam.Single, Kernel.Forms.First());
        foreach (InstructionSet form in Kernel.Forms.Skip(1))
        {
            using var actual = Arrays(length, 1);
            Run(actual, length, WorkerTeam.Single, form);
            AssertSame(expected, actual, 0, length);
        }
    }

    [Test]
    public void An_element_does_not_depend_on_where_it_stands(
        [ValueSource(typeof(Kernel), nameof(Kernel.Forms))] InstructionSet form)
    {
        const int length = 200;
        using var whole = Arrays(length, 0);
        using var pieces = Arrays(length, 0);
        Run(whole, length, WorkerTeam.Single, form);
        var random = new System.Random(5);
        for (int start = 0; start < length;)
        {
            int count = Math.Min(random.Next(1, 23), length - start);
            var pointers = pieces.Pointers;
            for (int k = 0; k < pointers.Length; k++)
            {
                pointers[k] += start;
            }

            kernel.Run(pointers, count, WorkerTeam.Single, form);
            start += count;
        }

        AssertSame(whole, pieces, 0, length);
    }

    [Test]
    public void Output_may_take_the_place_of_an_input(
        [ValueSource(typeof(Kernel), nameof(Kernel.Forms))] InstructionSet form)
    {
        int length = Chunks.Elements + 21;
        foreach (var (written, read) in kernel.Aliases)
        {
            using var apart = Arrays(length, 0);
            using var together = Arrays(length, 0);
            Run(apart, length, WorkerTeam.Single, form);
            var pointers = together.Pointers;
            pointers[written] = pointers[read];
            kernel.Run(pointers, length, WorkerTeam.Single, form);
            Assert.That(
                Kernel.FirstDifference(apart[written].Span, together[read].Span, Kernel.Same), Is.EqualTo(-1), $"{written} = {read}");
        }
    }

    [Test]
    public void Any_number_of_threads_gives_the_same_bits([Values(2, 3, 4, 7)] int threads)
    {
        int length = 5 * Chunks.Elements + 17;
        using var single = Arrays(length, 0);
        using var team = Arrays(length, 0);
        Run(single, length, WorkerTeam.Single, InstructionSets.Widest);
        Run(team, length, new WorkerTeam(threads), InstructionSets.Widest);
        AssertSame(single, team, 0, length);
    }

    [Test]
    public void Nothing_is_allocated()
    {
        int length = 3 * Chunks.Elements;
        using var arrays = Arrays(length, 0);
        var pointers = arrays.Pointers;
        kernel.Run(pointers, length, WorkerTeam.Single, InstructionSets.Widest);
        Assert.That(Allocations.OfTen(() => kernel.Run(pointers, length, WorkerTeam.Single, InstructionSets.Widest)), Is.Zero);
    }

    private void Run(ArraySet arrays, int count, WorkerTeam team, InstructionSet form) =>
        kernel.Run(arrays.Pointers, count, team, form);

    private ArraySet Arrays(int length, int offset) => new(kernel.Arrays, length, offset);

    private void AssertSame(ArraySet expected, ArraySet actual, int start, int count)
    {
        foreach (int k in kernel.Written)
        {
            int at = Kernel.FirstDifference(expected[k].Span.Slice(start, count), actual[k].Span.Slice(start, count), Kernel.Same);
            Assert.That(at, Is.EqualTo(-1), () => $"array {k}: {actual[k].Span[at]:R} instead of {expected[k].Span[at]:R}");
        }
    }

    /// <summary>Arrays filled with the same numbers every time, special ones among them.</summary>
    private sealed class ArraySet : IDisposable
    {
        private readonly Guarded[] _arrays;

        public ArraySet(int count, int length, int offset)
        {
            _arrays = [.. Enumerable.Range(0, count).Select(k => new Guarded(length, offset + k))];
            for (int k = 0; k < count; k++)
            {
                Kernel.FillWithSpecials(_arrays[k].Span, 17 * k + length);
            }
        }

        public Guarded this[int k] => _arrays[k];

        public float*[] Pointers
        {
            get
            {
                var pointers = new float*[_arrays.Length];
                for (int k = 0; k < pointers.Length; k++)
                {
                    pointers[k] = _arrays[k].Pointer;
                }

                return pointers;
            }
        }

        public void Dispose() => Array.ForEach(_arrays, array => array.Dispose());
    }
}
