using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Kernels.Gemm;

namespace Aae.Models.Evaluation;

/// <summary>
/// How near points lie to points a: a·x − ½‖x‖² is largest for the x nearest to a, so that the search for it is a matrix product.
/// Points whose squared distances differ by less than its rounding are not told apart.
/// </summary>
internal sealed unsafe class Affinities
{
    private readonly Tensor _x;
    private readonly Tensor _minusHalfNorms;

    /// <summary>Measures the norms.</summary>
    /// <param name="x">[m, d]; not to be changed meanwhile.</param>
    public Affinities(Tensor x)
    {
        _x = x;
        _minusHalfNorms = new Tensor(new Shape(x.Shape.Rows));
        for (int i = 0; i < x.Shape.Rows; i++)
        {
            _minusHalfNorms.Span[i] = (float)(-0.5 * SquaredNorm(x.Row(i)));
        }
    }

    /// <summary>‖x‖², summed in double.</summary>
    public static double SquaredNorm(ReadOnlySpan<float> x)
    {
        double sum = 0;
        foreach (float value in x)
        {
            sum += (double)value * value;
        }

        return sum;
    }

    /// <summary>Writes those to some points.</summary>
    /// <param name="a">[n, d]</param>
    /// <param name="result">[n, m]</param>
    /// <param name="team">The threads to use. The result has the same bits for any number.</param>
    public void To(Tensor a, Tensor result, WorkerTeam team)
    {
        MatrixProduct.Multiply(Matrix(a), Matrix(_x).Transposed, Matrix(result), team, _minusHalfNorms.Pointer);
        GC.KeepAlive(a);
        GC.KeepAlive(result);
        GC.KeepAlive(this);
    }

    private static MatrixView Matrix(Tensor tensor) => new(tensor.Pointer, tensor.Shape.Rows, tensor.Shape.Columns);
}
