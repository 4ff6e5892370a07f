using Aae.Core;
using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Reductions;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Normalization;

/// <summary>
/// Batch normalization of columns (Ioffe and Szegedy 2015): x̂ = (x − mean) / √(variance + ε), y = γ·x̂ + β. A dense layer's
/// x is [batch, units]; a convolution's, with channels last, is [batch · height · width, channels].
/// </summary>
internal static unsafe class BatchNorm
{
    [ThreadStatic]
    private static AlignedBlock? _sums;

    /// <summary>
    /// Mean, biased variance (divided by the number of rows) and 1/√(variance + ε) of each column.
    /// </summary>
    /// <param name="rows">Rows, 1 or more.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="x">[rows, columns].</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="mean">[columns].</param>
    /// <param name="variance">[columns].</param>
    /// <param name="inverse">[columns]: 1/√(variance + ε).</param>
    /// <param name="team">The threads to use.</param>
    /// <param name="form">The instruction set; the one in use if null.</param>
    /// <exception cref="AaeException">There is no row, or ε is not above 0.</exception>
    public static void Statistics(
        int rows, int columns, float* x, float epsilon, float* mean, float* variance, float* inverse, WorkerTeam team,
        InstructionSet? form = null)
    {
        RequireMatrix(rows, columns, "for a mean", 1);
        RequireEpsilon(epsilon);
        float* sums = Scratch.Require(ref _sums, (long)ColumnBlocks.Count(rows) * 3 * columns);
        ColumnBlocks.Sum(new BlockMoments(x, rows, columns, sums), rows, columns, team, form);
        ElementLoop.Run(new JoinedMoments(rows, columns, sums, epsilon, mean, variance, inverse), columns, team, form);
    }

    /// <summary>y = (x − mean)·(γ·inverse) + β. x, y [rows, columns]; y may be x.</summary>
    public static void Normalize(
        int rows, int columns, float* x, float* mean, float* inverse, float* gamma, float* beta, float* y, WorkerTeam team,
        InstructionSet? form = null)
    {
        RequireMatrix(rows, columns);
        ColumnBlocks.Map(new Normalized(x, columns, mean, inverse, gamma, beta, y), rows, columns, team, form);
    }

    /// <summary>∂β = Σ ∂y and ∂γ = Σ ∂y·x̂ of each column. x, dy [rows, columns].</summary>
    public static void ParameterGradients(
        int rows, int columns, float* x, float* dy, float* mean, float* inverse, float* gammaGradient, float* betaGradient,
        WorkerTeam team, InstructionSet? form = null)
    {
        RequireMatrix(rows, columns);
        int blocks = ColumnBlocks.Count(rows);
        float* sums = Scratch.Require(ref _sums, (long)blocks * 2 * columns);
        ColumnBlocks.Sum(new BlockGradients(x, dy, columns, mean, inverse, sums), rows, columns, team, form);
        ElementLoop.Run(new JoinedSums(sums, blocks, 2 * columns, betaGradient), columns, team, form);
        ElementLoop.Run(new JoinedSums(sums + columns, blocks, 2 * columns, gammaGradient), columns, team, form);
    }

    /// <summary>
    /// ∂x = γ·inverse·(∂y − (∂β + x̂·∂γ)/rows): the gradient through the batch's own statistics. x, dy, dx [rows, columns]; dx may
    /// be dy.
    /// </summary>
    public static void InputGradient(
        int rows, int columns, float* x, float* dy, float* mean, float* inverse, float* gamma, float* gammaGradient,
        float* betaGradient, float* dx, WorkerTeam team, InstructionSet? form = null)
    {
        RequireMatrix(rows, columns);
        var step = new InputGradients(x, dy, rows, columns, mean, inverse, gamma, gammaGradient, betaGradient, dx);
        ColumnBlocks.Map(step, rows, columns, team, form);
    }

    /// <summary>
    /// running ← (1 − momentum)·running + momentum·batch, as PyTorch does it: the variance enters the running one unbiased, times
    /// rows/(rows − 1), although the batch itself is normalized with the biased one.
    /// </summary>
    /// <exception cref="AaeException">There are fewer than two rows, so no unbiased variance, or the momentum is not 0 to 1.</exception>
    public static void UpdateRunning(
        int rows, int columns, float momentum, float* mean, float* variance, float* runningMean, float* runningVariance,
        WorkerTeam team, InstructionSet? form = null)
    {
        RequireMatrix(rows, columns, "for an unbiased variance", 2);
        Require.That(momentum is >= 0 and <= 1, "the momentum of batch normalization", momentum, "0 to 1");
        float unbiased = (float)(rows / (rows - 1.0));
        ElementLoop.Run(new Running(mean, 1, momentum, runningMean), columns, team, form);
        ElementLoop.Run(new Running(variance, unbiased, momentum, runningVariance), columns, team, form);
    }

    private static void RequireMatrix(int rows, int columns, string why = "", int leastRows = 0)
    {
        Require.Matrix("batch normalization", rows, columns);
        if (rows < leastRows)
        {
            throw new AaeException($"batch normalization of [{rows}, {columns}] needs {leastRows} or more rows {why}");
        }
    }

    private static void RequireEpsilon(float epsilon) =>
        Require.That(epsilon is > 0 and < float.PositiveInfinity, "ε of batch normalization", epsilon, "above 0 and finite");
}
