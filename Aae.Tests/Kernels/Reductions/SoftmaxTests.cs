using System.Numerics.Tensors;
using Aae.Core.Threading;
using Aae.Kernels.Losses;
using Aae.Kernels.Reductions;
using Aae.Kernels.Simd;
using Aae.Tests.Kernels.Simd;

namespace Aae.Tests.Kernels.Reductions;

/// <summary>What softmax and the largest of a row mean.</summary>
[Category("Kernel")]
internal sealed unsafe class SoftmaxTests
{
    [Test]
    public void Rows_sum_to_1_and_agree_with_TensorPrimitives()
    {
        const int columns = 37;
        float[] x = new float[5 * columns];
        Kernel.Fill(x, 3, -30, 30);
        float[] y = new float[x.Length];
        float[] oracle = new float[columns];
        fixed (float* input = x, output = y)
        {
            Softmax.Apply(5, columns, input, output, WorkerTeam.Single);
        }

        for (int i = 0; i < 5; i++)
        {
            ReadOnlySpan<float> row = y.AsSpan(i * columns, columns);
            TensorPrimitives.SoftMax<float>(x.AsSpan(i * columns, columns), oracle);
            Assert.That(TensorPrimitives.Sum(row), Is.EqualTo(1).Within(1e-6));
            Assert.That(TensorPrimitives.Distance(row, oracle), Is.LessThan(1e-6));
        }
    }

    [Test]
    public void Large_logits_do_not_overflow_and_minus_infinity_is_probability_0(
        [ValueSource(typeof(Kernel), nameof(Kernel.Forms))] InstructionSet form)
    {
        float[] x = [1e30f, 1e30f, float.NegativeInfinity, -1e30f];
        float[] y = new float[4];
        float[] t = [1, 0, 0, 0];
        fixed (float* input = x, output = y, target = t)
        {
            Softmax.Apply(1, 4, input, output, WorkerTeam.Single, form);
            Assert.That(y, Is.EqualTo((float[])[0.5f, 0.5f, 0, 0]));
            double value = SoftmaxCrossEntropy.Value(input, target, 1, 4, WorkerTeam.Single, form);
            Assert.That(value, Is.EqualTo(Math.Log(2)).Within(1e-7));
        }
    }
}
