using Aae.Kernels.Simd;

namespace Aae.Tests.Isa;

/// <summary>Runs in each child of <see cref="InstructionSetMatrixTests"/>: has the child got what its variables ask for?</summary>
[Category("Unit")]
internal sealed class ExpectedInstructionSetTests
{
    /// <summary>The variable in which a parent says what its child must find.</summary>
    public const string Variable = "AAE_EXPECT_ISA";

    [Test]
    public void The_kernels_use_the_expected_instruction_set()
    {
        string expected = Environment.GetEnvironmentVariable(Variable)
            ?? Environment.GetEnvironmentVariable(InstructionSets.Variable)
            ?? InstructionSets.Widest.ToString();
        Assert.That(InstructionSets.Current.ToString(), Is.EqualTo(expected).IgnoreCase);
    }
}
