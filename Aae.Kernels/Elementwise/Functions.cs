using System.Runtime.CompilerServices;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Elementwise;

/// <summary>Functions over arrays that are no layer's activation: y = f(x), element by element. y may be x.</summary>
internal static unsafe class Functions
{
    /// <summary>eˣ, within 2 ulp.</summary>
    public static void Exp(float* x, float* y, long count, WorkerTeam team, InstructionSet? form = null) =>
        ElementLoop.Run(new Map<ExpFunction>(x, y), count, team, form);

    /// <summary>log x, within 2 ulp: −∞ of 0, NaN below it.</summary>
    public static void Log(float* x, float* y, long count, WorkerTeam team, InstructionSet? form = null) =>
        ElementLoop.Run(new Map<LogFunction>(x, y), count, team, form);

    /// <summary>log(1 + eˣ), within 4 ulp.</summary>
    public static void Softplus(float* x, float* y, long count, WorkerTeam team, InstructionSet? form = null) =>
        ElementLoop.Run(new Map<SoftplusFunction>(x, y), count, team, form);

    private interface IFunction
    {
        V Of<V>(V x)
            where V : unmanaged, ISimd<V>;

        float Reference(float x);
    }

    private readonly struct ExpFunction : IFunction
    {
        public V Of<V>(V x)
            where V : unmanaged, ISimd<V> => VectorMath.Exp(x);

        public float Reference(float x) => MathF.Exp(x);
    }

    private readonly struct LogFunction : IFunction
    {
        public V Of<V>(V x)
            where V : unmanaged, ISimd<V> => VectorMath.Log(x);

        public float Reference(float x) => MathF.Log(x);
    }

    private readonly struct SoftplusFunction : IFunction
    {
        public V Of<V>(V x)
            where V : unmanaged, ISimd<V> => VectorMath.Softplus(x);

        public float Reference(float x)
        {
            double u = Math.Exp(-Math.Abs((double)x));
            return (float)(Math.Max((double)x, 0) + 2 * Math.Atanh(u / (2 + u))); // log(1 + u), right for small u as well
        }
    }

    private readonly struct Map<TFunction>(float* x, float* y) : IElementKernel
        where TFunction : unmanaged, IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<V, L>(long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes => lanes.Store(y + i, default(TFunction).Of(lanes.Load<V>(x + i)));

        public void Reference(long i) => y[i] = default(TFunction).Reference(x[i]);
    }
}
