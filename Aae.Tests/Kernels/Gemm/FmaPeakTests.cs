using Aae.Core.Threading;
using Aae.Kernels.Gemm;
using Aae.Kernels.Simd;

namespace Aae.Tests.Kernels.Gemm;

[Category("Unit")]
internal sealed class FmaPeakTests
{
    private static IEnumerable<InstructionSet> Sets => ProductCase.Sets;

    [Test]
    public void Peak_is_a_rate([ValueSource(nameof(Sets))] InstructionSet set) =>
        Assert.That(FmaPeak.Measure(set, new WorkerTeam(2)), Is.GreaterThan(0).And.LessThan(1e6));
}
