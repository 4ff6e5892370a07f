using Aae.Benchmarks.Gemm;
using Aae.Benchmarks.OpenBlas;
using Aae.Benchmarks.Reporting;
using Aae.Core;
using Aae.Core.Threading;
using Aae.Kernels.Gemm;
using Aae.Kernels.Simd;

namespace Aae.Benchmarks.Roofline;

/// <summary>Measures products against the FMA peak and against OpenBLAS, all three in turn.</summary>
internal sealed unsafe class RooflineMeasurement
{
    private const double SecondsPerProduct = 0.25;
    private const int PeakSteps = 20_000; // about 0.1 ms

    private readonly OpenBlasLibrary? _openBlas;
    private readonly InstructionSet _set = InstructionSets.Current;

    // As large as the largest product needs. The result is there twice, so that the two can be compared.
    private readonly ProductOperands.Memory _memory, _theirMemory;
    private readonly ProductOperands _small = new(LayerProduct.Square(128));

    /// <summary>Prepares for some products.</summary>
    /// <param name="products">The products.</param>
    /// <param name="openBlas">The library to compare with, or null.</param>
    public RooflineMeasurement(IReadOnlyList<LayerProduct> products, OpenBlasLibrary? openBlas)
    {
        _openBlas = openBlas;
        _memory = new ProductOperands.Memory(products);
        _theirMemory = _memory.WithOtherResult();
    }

    /// <summary>Measures one product.</summary>
    /// <exception cref="AaeException">Our product and that of OpenBLAS differ.</exception>
    public RooflineRow Measure(LayerProduct product, WorkerTeam team)
    {
        _openBlas?.SetThreads(team.Threads);
        var ours = new ProductOperands(product, _memory);
        var theirs = new ProductOperands(product, _theirMemory);
        bool isFused = product.Form == ProductForm.FusedLayer;
        Action wake = () => _small.Multiply(team);

        // The peak next to ours, so that it is taken in the same instants.
        List<Side> sides =
        [
            new(FmaPeak.Run(_set, team, PeakSteps), () => FmaPeak.Run(_set, team, PeakSteps), wake),
            new(product.Operations, () => ours.Multiply(team), wake),
        ];
        if (isFused)
        {
            sides.Add(new(product.Operations, () => ours.MultiplyBare(team), wake));
        }

        if (_openBlas is { } openBlas)
        {
            sides.Add(new(
                product.Operations,
                () => openBlas.Multiply(theirs.A, theirs.B, theirs.C),
                () => openBlas.Multiply(_small.A, _small.B, _small.C)));
        }

        double[][] rates = InterleavedTiming.Measure([.. sides], SecondsPerProduct, team.Threads, 1e11 * team.Threads);
        if (_openBlas is not null)
        {
            if (isFused)
            {
                ours.MultiplyBare(team);
            }

            Compare(product, ours.C, theirs.C);
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

    /// <summary>Runs all forms of products on all ways through our code until the JIT is done with it; the clock has risen, too.</summary>
    public static void WarmUp(WorkerTeam team)
    {
        ProductOperands[] products =
        [
            .. from form in Enum.GetValues<ProductForm>()
               from size in ((int M, int K, int N)[])[(32, 32, 32), (100, 104, 250), (100, 8, 250), (100, 250, 8), (100, 250, 1), (1, 250, 250)]
               select new ProductOperands(new LayerProduct("", form, size.M, size.K, size.N)),
        ];
        Compilation.Settle(() =>
        {
            foreach (ProductOperands product in products)
            {
                product.Multiply(team);
                product.MultiplyBare(team);
            }

            FmaPeak.Run(InstructionSets.Current, team, PeakSteps);
        });
    }

    // Sums of thousands of products in another order, each of at most 1/4.
    private static void Compare(LayerProduct product, in MatrixView ours, in MatrixView theirs)
    {
        for (int i = 0; i < ours.Rows * ours.Columns; i++)
        {
            if (!(MathF.Abs(ours.Data[i] - theirs.Data[i]) < 0.01f))
            {
                throw new AaeException(
                    $"{product}: element [{i / ours.Columns}, {i % ours.Columns}] is {ours.Data[i]}, OpenBLAS says {theirs.Data[i]}");
            }
        }
    }
}
