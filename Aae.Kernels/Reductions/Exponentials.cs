using System.Runtime.CompilerServices;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Reductions;

/// <summary>The pass that softmax and its loss share: e^(x − m), kept in y and summed. y may be x.</summary>
internal readonly unsafe struct Exponentials(float* x, float max, float* y) : IVectorTerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Term<V, L>(long i, L lanes)
        where V : unmanaged, ISimd<V>
        where L : unmanaged, ILanes
    {
        var term = VectorMath.Exp(lanes.Load<V>(x + i) - V.Create(max));
        lanes.Store(y + i, term);
        return term;
    }

    /// <summary>m by an ordinary loop: the largest number, −∞ of none.</summary>
    public static float Largest(float* x, int count)
    {
        float largest = float.NegativeInfinity;
        for (int i = 0; i < count; i++)
        {
            largest = MathF.Max(largest, x[i]);
        }

        return largest;
    }
}
