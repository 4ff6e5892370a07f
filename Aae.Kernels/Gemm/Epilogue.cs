using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Optimizers;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Gemm;

/// <summary>
/// What a product does beside its sums: C = f(scale·A·B + bias), C += scale·A·B, or C = (scale·A·B) ⊙ f′; or it has an
/// optimizer move a parameter along A·B, tile by tile, so that the gradient is never written.
/// </summary>
internal unsafe struct Epilogue
{
    /// <summary>C = A·B.</summary>
    public Epilogue()
    {
    }

    /// <summary>One value for each column of C, or null.</summary>
    public float* Bias;

    /// <summary>f.</summary>
    public Activation Activation;

    /// <summary>Add to C rather than write it.</summary>
    public bool Accumulate;

    /// <summary>Multiplies the elements of A or of B, whichever takes less.</summary>
    public float Scale = 1;

    /// <summary>Outputs y of f, shaped like C, if the sums are to be multiplied by f′; else its data are null.</summary>
    public MatrixView Outputs;

    /// <summary>Moves a parameter shaped like C, of which only the shape is used; else it is none.</summary>
    public ParameterUpdate Update;

    /// <summary>Whether a parameter is moved instead of C being written.</summary>
    public readonly bool IsUpdate => !Update.IsNone;

    /// <summary>Whether the sums are multiplied by f′ rather than put through f.</summary>
    public readonly bool IsGradient => Outputs.Data != null;

    /// <summary>Whether something is left to do with C when the sums with their bias stand there.</summary>
    public readonly bool HasFunction => Activation.Kind != ActivationKind.Identity;

    /// <summary>Applies f or f′ to a part of C that holds sums.</summary>
    public readonly void Apply(in MatrixView c, int firstRow, int rows, int firstColumn, int columns, InstructionSet set)
    {
        if (!HasFunction)
        {
            return;
        }

        // C of one column is a run of its own if its rows touch; else C's rows are the runs.
        bool isRun = columns == 1 && c.RowStride == 1 && (!IsGradient || Outputs.RowStride == 1);
        (int runs, int length) = isRun ? (1, rows) : (rows, columns);
        for (int i = firstRow; i < firstRow + runs; i++)
        {
            float* x = c.At(i, firstColumn);
            if (IsGradient)
            {
                Activations.Gradient(Activation, Outputs.At(i, firstColumn), x, x, length, WorkerTeam.Single, set);
            }
            else
            {
                Activations.Apply(Activation, x, x, length, WorkerTeam.Single, set);
            }
        }
    }
}
