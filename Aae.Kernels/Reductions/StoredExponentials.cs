using System.Runtime.CompilerServices;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Reductions;

/// <summary>
/// The exponentials of a row in memory, kept in y until their sum is known. y may be x. Those behind the last whole vector
/// stay in a register: a masked store cannot be forwarded to the load that would follow.
/// </summary>
internal readonly unsafe ref struct StoredExponentials<V>
    where V : unmanaged, ISimd<V>
{
    private readonly float* _y;
    private readonly int _whole;
    private readonly FirstLanes _lanes;
    private readonly V _rest;
    private readonly bool _hasRest;

    /// <summary>Computes them.</summary>
    public StoredExponentials(float* x, float* y, int columns)
    {
        int rest = columns & (V.Count - 1);
        _y = y;
        _whole = columns - rest;
        _lanes = new(rest);
        _hasRest = rest > 0;
        float max = ElementLoop.Largest<V>(x, columns);
        _rest = V.Create(0);
        if (_hasRest)
        {
            var last = _lanes.Keep(_lanes.Load<V>(x + _whole), V.Create(float.NegativeInfinity));
            _rest = VectorMath.Exp(last - V.Create(max));
        }

        Sum = ElementLoop.Sum<V, Kept>(new(x, max, y), 0, _whole) + V.Sum(_rest);
    }

    /// <summary>Their sum.</summary>
    public double Sum { get; }

    /// <summary>Puts what the step makes of each in its place.</summary>
    public void Finish<TStep>(TStep step)
        where TStep : unmanaged, IExponentialStep
    {
        ElementLoop.Run<V, Applied<TStep>>(new(step, _y, _y), 0, _whole);
        if (_hasRest)
        {
            _lanes.Store(_y + _whole, step.Of(_rest, _whole, _lanes));
        }
    }

    private readonly struct Kept(float* x, float max, float* y) : IVectorTerm
    {
        public static bool IsCheap => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Add<T, L>(T sum, long i, L lanes)
            where T : unmanaged, ISimd<T>
            where L : unmanaged, ILanes
        {
            var term = VectorMath.Exp(lanes.Load<T>(x + i) - T.Create(max));
            lanes.Store(y + i, term);
            return sum + term;
        }
    }
}

/// <summary>What becomes of an exponential once the row's sum is known.</summary>
internal interface IExponentialStep
{
    /// <summary>The results for the exponentials e of columns j on.</summary>
    V Of<V, L>(V e, long j, L lanes)
        where V : unmanaged, ISimd<V>
        where L : unmanaged, ILanes;
}

/// <summary>The step over the exponentials e of a row, with results in y. y may be e.</summary>
internal readonly unsafe struct Applied<TStep>(TStep step, float* e, float* y) : IVectorStep
    where TStep : unmanaged, IExponentialStep
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<V, L>(long i, L lanes)
        where V : unmanaged, ISimd<V>
        where L : unmanaged, ILanes => lanes.Store(y + i, step.Of(lanes.Load<V>(e + i), i, lanes));
}
