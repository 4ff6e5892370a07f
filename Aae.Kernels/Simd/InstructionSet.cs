using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Aae.Core;

namespace Aae.Kernels.Simd;

/// <summary>The forms in which kernels exist, narrowest first.</summary>
internal enum InstructionSet
{
    /// <summary>Plain loops: each kernel's reference.</summary>
    Scalar,

    /// <summary>128-bit vectors: SSE or, on Arm64, AdvSimd.</summary>
    Vector128,

    /// <summary>256-bit vectors with fused multiply-add.</summary>
    Avx2,

    /// <summary>512-bit vectors and mask registers.</summary>
    Avx512,
}

/// <summary>Picks the instruction set that kernels use: the widest of this CPU, or a narrower one by the variable AAE_ISA.</summary>
internal static class InstructionSets
{
    /// <summary>The environment variable that asks for one: avx512, avx2, vector128 or scalar.</summary>
    public const string Variable = "AAE_ISA";

    /// <summary>The widest that this CPU (and the .NET runtime's switches) allow.</summary>
    public static readonly InstructionSet Widest =
        Avx512F.IsSupported && Avx512DQ.IsSupported ? InstructionSet.Avx512
        : Avx2.IsSupported && Fma.IsSupported ? InstructionSet.Avx2
        : Vector128.IsHardwareAccelerated ? InstructionSet.Vector128
        : InstructionSet.Scalar;

    /// <summary>The one in use. Read once; the JIT folds it to a constant.</summary>
    public static readonly InstructionSet Current = Choose(Environment.GetEnvironmentVariable(Variable), Widest);

    /// <summary>The asked-for instruction set, or the widest where none is asked for.</summary>
    /// <param name="asked">The variable's value, or null.</param>
    /// <param name="widest">The widest that the CPU has.</param>
    /// <exception cref="AaeException">The value is no instruction set, or the CPU lacks it.</exception>
    public static InstructionSet Choose(string? asked, InstructionSet widest)
    {
        if (string.IsNullOrEmpty(asked))
        {
            return widest;
        }

        if (!Enum.TryParse(asked, ignoreCase: true, out InstructionSet set) || !set.ToString().Equals(asked, StringComparison.OrdinalIgnoreCase))
        {
            throw new AaeException($"{Variable}={asked} is no instruction set: avx512, avx2, vector128 and scalar are");
        }

        return set <= widest
            ? set
            : throw new AaeException($"{Variable}={asked}: this CPU offers {widest.ToString().ToLowerInvariant()} at most");
    }
}
