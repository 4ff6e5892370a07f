using Aae.Benchmarks.OpenBlas;
using Aae.Core;
using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Gemm;
using Aae.Kernels.Simd;

namespace Aae.Benchmarks.Roofline;

/// <summary>Measures products against the FMA peak and against OpenBLAS, all three in turn.</summary>
internal sealed unsafe class RooflineMeasurement
{
    private const double SecondsPerCase = 0.25;
    private const int WakeSize = 128;
    private const int PeakSteps = 20_000; // about 0.1 ms

    private readonly OpenBlasLibrary? _openBlas;
    private readonly InstructionSet _set = InstructionSets.Current;

    // One set of matrices as large as the largest case needs. The output is there twice, so that results can be compared.
    private readonly AlignedBlock _left, _right, _ours, _theirs, _bias, _small = new(3 * WakeSize * WakeSize);

    /// <summary>Prepares for some cases.</summary>
    /// <param name="cases">The cases.</param>
    /// <param name="openBlas">The library to compare with, or null.</param>
    public RooflineMeasurement(IReadOnlyList<RooflineCase> cases, OpenBlasLibrary? openBlas)
    {
        _openBlas = openBlas;
        Product[] products = [.. cases.Select(product => View(product, null, null, null))];
        _left = Fill(products.Max(product => Size(product.A)), 1);
        _right = Fill(products.Max(product => Size(product.B)), 2);
        _bias = Fill(cases.Max(product => product.N), 3);
        int outputs = products.Max(product => Size(product.C));
        (_ours, _theirs) = (new AlignedBlock(outputs), new AlignedBlock(outputs));
    }

    /// <summary>Measures one case.</summary>
    /// <exception cref="AaeException">Our product and that of OpenBLAS differ.</exception>
    public RooflineRow Measure(RooflineCase product, WorkerTeam team)
    {
        _openBlas?.SetThreads(team.Threads);
        Product ours = View(product, _left.Pointer, _right.Pointer, _ours.Pointer);
        Product theirs = ours with { C = View(product, null, null, _theirs.Pointer).C };
        bool isFused = product.Form == ProductForm.FusedLayer;
        float* bias = isFused ? _bias.Pointer : null;
        Activation activation = isFused ? Activation.Relu : Activation.Identity;
        var small = new MatrixView(_small.Pointer, WakeSize, WakeSize);
        var smallResult = new MatrixView(_small.Pointer + 2 * WakeSize * WakeSize, WakeSize, WakeSize);
        Action wake = () => MatrixProduct.Multiply(small, small, smallResult, team);

        // The peak next to ours, so that it is taken in the same instants.
        List<Side> sides =
        [
            new(FmaPeak.Run(_set, team, PeakSteps), () => FmaPeak.Run(_set, team, PeakSteps), wake),
            new(product.Operations, () => MatrixProduct.Multiply(ours.A, ours.B, ours.C, team, bias, activation), wake),
        ];
        if (isFused)
        {
            sides.Add(new(product.Operations, () => MatrixProduct.Multiply(ours.A, ours.B, ours.C, team), wake));
        }

        if (_openBlas is { } openBlas)
        {
            sides.Add(new(product.Operations, () => openBlas.Multiply(theirs.A, theirs.B, theirs.C), () => openBlas.Multiply(small, small, smallResult)));
        }

        double[][] rates = InterleavedTiming.Measure([.. sides], SecondsPerCase, team.Threads, 1e11 * team.Threads);
        if (_openBlas is not null)
        {
            if (isFused)
            {
                MatrixProduct.Multiply(ours.A, ours.B, ours.C, team);
            }

            Compare(product, ours.C);
        }

        return new RooflineRow(
            product.Name,
            product.M,
            product.K,
            product.N,
            team.Threads,
            InterleavedTiming.Median(rates[1]) / 1e9,
            InterleavedTiming.Ratio(rates[1], rates[0]),
            _openBlas is null ? null : InterleavedTiming.Ratio(rates[1], rates[^1]))
        {
            Peak = InterleavedTiming.Median(rates[0]) / 1e9,
            RatioToBare = isFused ? InterleavedTiming.Ratio(rates[1], rates[2]) : null,
        };
    }

    /// <summary>Runs small products until the JIT has compiled what all cases share, and the clock has risen.</summary>
    public void WarmUp(WorkerTeam team)
    {
        foreach (ProductForm form in Enum.GetValues<ProductForm>())
        {
            Product product = View(new RooflineCase("", form, 32, 32, 32), _small.Pointer, _small.Pointer + 32 * 32, _small.Pointer + 64 * 32);
            for (long start = Environment.TickCount64; Environment.TickCount64 < start + 50;)
            {
                MatrixProduct.Multiply(product.A, product.B, product.C, team);
            }
        }
    }

    private static Product View(RooflineCase product, float* left, float* right, float* result)
    {
        (int m, int k, int n) = (product.M, product.K, product.N);
        return product.Form switch
        {
            ProductForm.InputGradient => new(new(left, m, n), new MatrixView(right, k, n).Transposed, new(result, m, k)),
            ProductForm.WeightGradient => new(new MatrixView(left, m, k).Transposed, new(right, m, n), new(result, k, n)),
            _ => new(new(left, m, k), new(right, k, n), new(result, m, n)),
        };
    }

    // Sums of thousands of products in another order, each of at most 1/4.
    private void Compare(RooflineCase product, in MatrixView c)
    {
        for (int i = 0; i < Size(c); i++)
        {
            (float ours, float theirs) = (_ours.Pointer[i], _theirs.Pointer[i]);
            if (!(MathF.Abs(ours - theirs) < 0.01f))
            {
                throw new AaeException($"{product}: element [{i / c.Columns}, {i % c.Columns}] is {ours} and OpenBLAS says {theirs}");
            }
        }
    }

    private static int Size(in MatrixView matrix) => matrix.Rows * matrix.Columns;

    private static AlignedBlock Fill(int count, int seed)
    {
        var block = new AlignedBlock(count);
        var random = new Random(seed);
        foreach (ref float value in block.Span)
        {
            value = random.NextSingle() - 0.5f;
        }

        return block;
    }

    private readonly record struct Product(MatrixView A, MatrixView B, MatrixView C);
}
