using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;

namespace Aae.Autograd.Ops;

/// <summary>
/// L = 1/batch · Σ_i log Σ_k exp(c_k − ½‖W_k(z_i − m_k)‖²): the log density of a mixture of Gaussians, averaged over the batch.
/// A component x = m + A·ε of weight w has W = A⁻¹ and c = log w − log|det A| − ½n·log 2π.
/// z [batch, n], c [K], m [K, n], W [K, n·n] row by row → scalar
/// ∂z_i = −∂L/batch · Σ_k r_ik W_kᵀW_k(z_i − m_k), r_i the softmax of the exponents;   c, m and W are constants
/// </summary>
internal sealed class MixtureLogDensityOp(Variable z, Tensor c, Tensor m, Tensor w) : Op(ShapeRule(z.Shape, c.Shape, m.Shape, w.Shape), z)
{
    private readonly double[] _exponents = new double[c.Shape.Count];
    private readonly double[] _whitened = new double[m.Shape.Columns]; // W_k(z_i − m_k)
    private readonly double[] _slope = new double[m.Shape.Columns];

    protected internal override void Forward()
    {
        double sum = 0;
        for (int row = 0; row < X(0).Shape.Rows; row++)
        {
            sum += LogDensity(X(0).Row(row));
        }

        Y.Span[0] = (float)(sum / X(0).Shape.Rows);
    }

    protected internal override void Backward()
    {
        double scale = -OutputGradient.Span[0] / (double)X(0).Shape.Rows;
        for (int row = 0; row < X(0).Shape.Rows; row++)
        {
            Span<float> point = X(0).Row(row);
            double density = LogDensity(point);
            Array.Clear(_slope);
            for (int k = 0; k < _exponents.Length; k++)
            {
                AddSlope(k, Math.Exp(_exponents[k] - density), point);
            }

            for (int j = 0; j < _slope.Length; j++)
            {
                InputGradient(0).Row(row)[j] = (float)(scale * _slope[j]);
            }
        }
    }

    /// <summary>The log density at a point; keeps the exponents.</summary>
    private double LogDensity(ReadOnlySpan<float> point)
    {
        double largest = double.NegativeInfinity;
        for (int k = 0; k < _exponents.Length; k++)
        {
            Whiten(k, point);
            double squares = 0;
            foreach (double x in _whitened)
            {
                squares += x * x;
            }

            _exponents[k] = c.Span[k] - 0.5 * squares;
            largest = Math.Max(largest, _exponents[k]);
        }

        double sum = 0;
        foreach (double exponent in _exponents)
        {
            sum += Math.Exp(exponent - largest);
        }

        return largest + Math.Log(sum);
    }

    private void Whiten(int k, ReadOnlySpan<float> point)
    {
        ReadOnlySpan<float> mean = m.Row(k);
        ReadOnlySpan<float> rows = w.Row(k);
        int n = mean.Length;
        for (int i = 0; i < n; i++)
        {
            double sum = 0;
            for (int j = 0; j < n; j++)
            {
                sum += rows[i * n + j] * ((double)point[j] - mean[j]);
            }

            _whitened[i] = sum;
        }
    }

    /// <summary>_slope += r·WᵀW(z − m).</summary>
    private void AddSlope(int k, double r, ReadOnlySpan<float> point)
    {
        Whiten(k, point);
        ReadOnlySpan<float> rows = w.Row(k);
        int n = _slope.Length;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                _slope[j] += r * rows[i * n + j] * _whitened[i];
            }
        }
    }

    private static Shape ShapeRule(Shape z, Shape c, Shape m, Shape w) =>
        z.Rank == 2 && z.Count > 0 && c.Rank == 1 && c.Count > 0 && m == new Shape(c[0], z[1]) && w == new Shape(c[0], z[1] * z[1])
            ? new Shape()
            : throw new AaeException(
                $"mixture log density: z {z}, log weights {c}, means {m}, whitenings {w} do not fit z [batch, n], log weights [K], means [K, n], whitenings [K, n·n]");
}
