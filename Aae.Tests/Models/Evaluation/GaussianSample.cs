using Aae.Core.Random;
using Aae.Core.Tensors;

namespace Aae.Tests.Models.Evaluation;

/// <summary>Samples of N(μ, s²I) for tests whose answer has a closed form.</summary>
internal static class GaussianSample
{
    /// <summary>[n, d] of N((shift, 0, …, 0), deviation²·I), a pure function of the seed.</summary>
    public static Tensor Draw(int n, int d, ulong seed, double deviation = 1, double shift = 0)
    {
        var stream = RandomStream.Named(seed, "test.gaussian");
        var sample = new Tensor(new Shape(n, d));
        for (int i = 0; i < sample.Shape.Count; i++)
        {
            (uint r0, uint r1, _, _) = stream.Block(0, (uint)i);
            double radius = Math.Sqrt(-2 * Math.Log((r0 + 0.5) / 4294967296.0));
            sample.Span[i] = (float)(deviation * radius * Math.Cos(Math.Tau * r1 / 4294967296.0) + (i % d == 0 ? shift : 0));
        }

        return sample;
    }
}
