using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Gemm;

namespace Aae.Benchmarks.Gemm;

/// <summary>The matrices of a <see cref="LayerProduct"/>, C = f(A·B + bias), in memory that many of them may use in turn.</summary>
internal sealed unsafe class ProductOperands
{
    private readonly AlignedBlock _left, _right, _result, _bias;
    private readonly float* _biasOrNull;
    private readonly Activation _activation;

    /// <summary>Allocates matrices of one product, with values between −½ and ½.</summary>
    public ProductOperands(LayerProduct product)
        : this(product, new Memory([product]))
    {
    }

    /// <summary>Lays the matrices of a product into memory.</summary>
    public ProductOperands(LayerProduct product, Memory memory)
    {
        (_left, _right, _result, _bias) = (memory.Left, memory.Right, memory.Result, memory.Bias);
        (A, B, C) = View(product, _left.Pointer, _right.Pointer, _result.Pointer);
        if (product.Form == ProductForm.FusedLayer)
        {
            _biasOrNull = _bias.Pointer;
            _activation = Activation.Relu;
        }
    }

    public MatrixView A { get; }

    public MatrixView B { get; }

    public MatrixView C { get; }

    /// <summary>Computes the product.</summary>
    public void Multiply(WorkerTeam team) => MatrixProduct.Multiply(A, B, C, team, _biasOrNull, _activation);

    /// <summary>Computes A·B without bias and activation.</summary>
    public void MultiplyBare(WorkerTeam team) => MatrixProduct.Multiply(A, B, C, team);

    private static (MatrixView A, MatrixView B, MatrixView C) View(LayerProduct product, float* left, float* right, float* result)
    {
        (int m, int k, int n) = (product.M, product.K, product.N);
        return product.Form switch
        {
            ProductForm.InputGradient => (new(left, m, n), new MatrixView(right, k, n).Transposed, new(result, m, k)),
            ProductForm.WeightGradient => (new MatrixView(left, m, k).Transposed, new(right, m, n), new(result, k, n)),
            _ => (new(left, m, k), new(right, k, n), new(result, m, n)),
        };
    }

    /// <summary>Memory for the largest matrices of some products.</summary>
    internal sealed class Memory
    {
        /// <summary>Allocates and fills it.</summary>
        public Memory(IReadOnlyList<LayerProduct> products)
        {
            (MatrixView A, MatrixView B, MatrixView C)[] views = [.. products.Select(product => View(product, null, null, null))];
            Left = Fill(views.Max(view => view.A.Rows * view.A.Columns), 1);
            Right = Fill(views.Max(view => view.B.Rows * view.B.Columns), 2);
            Result = new AlignedBlock(views.Max(view => view.C.Rows * view.C.Columns));
            Bias = Fill(products.Max(product => product.N), 3);
        }

        private Memory(Memory other)
        {
            (Left, Right, Bias) = (other.Left, other.Right, other.Bias);
            Result = new AlignedBlock(other.Result.Length);
        }

        public AlignedBlock Left { get; }

        public AlignedBlock Right { get; }

        public AlignedBlock Result { get; }

        public AlignedBlock Bias { get; }

        /// <summary>The same with another result.</summary>
        public Memory WithOtherResult() => new(this);

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
    }
}
