using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Aae.Core;
using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Distances;

/// <summary>
/// log Σ_j exp(−‖t − s_j‖² / 2σ²) for each of some points t and each of some deviations σ, over samples s_j that come in blocks
/// of any size and are not kept: what a Parzen-window estimate is made of.
/// </summary>
/// <remarks>
/// <para>With ½‖t − s‖² = ½‖t‖² − (t·s − ½‖s‖²) the distances are a matrix product, and what a sample adds depends on one number
/// per point, its affinity a = t·s − ½‖s‖². The state per point is the largest affinity so far (one for all σ) and per σ the sum
/// of exp((a − largest)/σ²), in double. Points and samples are counted from the points' mean, so that ½‖t‖² and a, which cancel,
/// are no larger than the data's spread makes them.</para>
/// <para>Work is cut over points: the bits do not depend on the number of threads. They do depend on how the samples are cut
/// into blocks, within the rounding of floats. A sample that is not finite makes every result NaN, a point its own.</para>
/// </remarks>
internal sealed unsafe class ParzenSums
{
    /// <summary>Samples that are centred, and then met by all points, at a time.</summary>
    public const int StripSamples = 10 * AffinityKernel.TileSamples;

    /// <summary>Samples that are centred by one piece.</summary>
    private const int PreparedRows = 32;

    /// <summary>Numbers of the largest array, the state's among them.</summary>
    private const int MaxNumbers = 1 << 30;

    private readonly AlignedBlock _points;
    private readonly double[] _halfNorms;
    private readonly AlignedBlock _center;
    private readonly AlignedBlock _slopes;
    private readonly double[] _deviations;
    private readonly AlignedBlock _largest;
    private readonly double[] _sums;
    private readonly AlignedBlock _samples;
    private readonly AlignedBlock _sampleHalfNorms;
    private readonly int _paddedPoints;
    private readonly int _sampleStride;

    /// <summary>Prepares some points.</summary>
    /// <param name="points">[count, dimensions], row-major; not kept.</param>
    /// <param name="count">Points, 0 or more.</param>
    /// <param name="dimensions">Dimensions, 1 or more.</param>
    /// <param name="deviations">The σ, each above 0.</param>
    /// <exception cref="AaeException">A σ is no standard deviation that floats can handle, or the points are too many.</exception>
    public ParzenSums(float* points, int count, int dimensions, ReadOnlySpan<double> deviations)
    {
        Require.That(count >= 0, "the number of a Parzen estimate's points", count, "0 or more");
        Require.That(dimensions > 0, "the number of a Parzen estimate's dimensions", dimensions, "1 or more");
        foreach (double deviation in deviations)
        {
            Require.That(deviation is >= 1e-15 and <= 1e15, "a Parzen window's standard deviation", deviation, "1e-15 to 1e15");
        }

        long padded = AffinityKernel.Padded(count);
        if (padded * Math.Max(dimensions, deviations.Length + 1) > MaxNumbers || StripSamples * (dimensions + 32L) > MaxNumbers)
        {
            throw new AaeException(
                $"a Parzen estimate of points [{count}, {dimensions}] and {deviations.Length} σ takes arrays of more than "
                + $"{MaxNumbers} numbers: take fewer at a time");
        }

        PointCount = count;
        Dimensions = dimensions;
        _paddedPoints = (int)padded;
        _deviations = deviations.ToArray();
        _slopes = new AlignedBlock(deviations.Length);
        for (int i = 0; i < deviations.Length; i++)
        {
            _slopes.Span[i] = (float)(1 / (Math.Log(2) * deviations[i] * deviations[i]));
        }

        _halfNorms = new double[count];
        _center = new AlignedBlock(dimensions);
        Center(points);
        _points = new AlignedBlock(_paddedPoints * dimensions);
        Pack(points);
        _largest = new AlignedBlock(_paddedPoints);
        _largest.Span.Fill(float.NegativeInfinity);
        _sums = GC.AllocateArray<double>(_paddedPoints * deviations.Length, pinned: true);
        _sampleStride = Scratch.Stride(dimensions);
        _samples = new AlignedBlock(StripSamples * _sampleStride);
        _sampleHalfNorms = new AlignedBlock(StripSamples);
    }

    /// <summary>Points.</summary>
    public int PointCount { get; }

    /// <summary>Dimensions of points and samples.</summary>
    public int Dimensions { get; }

    /// <summary>Samples so far.</summary>
    public long SampleCount { get; private set; }

    /// <summary>Whether a sample was not finite, so that every result is NaN.</summary>
    public bool IsSpoiled { get; private set; }

    /// <summary>Numbers of the state (see <see cref="CopyStateTo"/>).</summary>
    public int StateLength => 2 + _paddedPoints + _sums.Length;

    /// <summary>
    /// Adds samples [count, dimensions], row-major; they are not kept. Allocates nothing once threads have their scratch.
    /// </summary>
    /// <exception cref="AaeException">The count is below 0.</exception>
    public void Append(float* samples, int count, WorkerTeam team)
    {
        Require.That(count >= 0, "the number of a Parzen estimate's samples", count, "0 or more");
        int some;
        for (int first = 0; first < count; first += some)
        {
            some = Math.Min(StripSamples, count - first);
            var centred = new CentredRows(
                samples + (nint)first * Dimensions, Dimensions, _center.Pointer, _samples.Pointer, _sampleStride,
                _sampleHalfNorms.Pointer);
            Chunks.Run(centred, some, PreparedRows, team, form: null);
            foreach (float halfNorm in _sampleHalfNorms.Span[..some])
            {
                IsSpoiled |= !float.IsFinite(halfNorm);
            }

            var kernel = new AffinityKernel(
                _points.Pointer, _paddedPoints, Dimensions, _samples.Pointer, _sampleStride, _sampleHalfNorms.Pointer, some,
                _slopes.Pointer, _deviations.Length, _largest.Pointer,
                (double*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_sums)));
            Chunks.Run(kernel, kernel.Blocks, 1, team, form: null);
        }

        SampleCount += count;
        GC.KeepAlive(this);
    }

    /// <summary>log Σ_j exp(−‖t − s_j‖² / 2σ²) over the samples so far; −∞ of none.</summary>
    /// <param name="deviation">Which σ, from 0.</param>
    /// <param name="target">One number per point, in nats.</param>
    /// <exception cref="AaeException">There is no such σ, or the target has another length.</exception>
    public void Read(int deviation, Span<double> target)
    {
        Require.That((uint)deviation < (uint)_deviations.Length, "a Parzen window", deviation, $"0 to {_deviations.Length - 1}");
        Require.That(target.Length == PointCount, "the length of a Parzen estimate", target.Length, $"{PointCount}, the number of points");
        double perSquare = 1 / (_deviations[deviation] * _deviations[deviation]);
        for (int i = 0; i < PointCount; i++)
        {
            // Rounding may put the nearest sample a little nearer than 0.
            double halfSquare = Math.Max(0, _halfNorms[i] - _largest.Span[i]);
            double sum = _sums[(nint)deviation * _paddedPoints + i];
            target[i] = IsSpoiled || double.IsNaN(_halfNorms[i]) ? double.NaN
                : SampleCount == 0 ? double.NegativeInfinity
                : Math.Log(sum) - halfSquare * perSquare;
        }
    }

    /// <summary>Writes the state of the sums, from which they can go on later with the same points and deviations.</summary>
    /// <param name="state"><see cref="StateLength"/> numbers.</param>
    /// <exception cref="AaeException">The span has another length.</exception>
    public void CopyStateTo(Span<double> state)
    {
        RequireState(state);
        state[0] = SampleCount;
        state[1] = IsSpoiled ? 1 : 0;
        for (int i = 0; i < _paddedPoints; i++)
        {
            state[2 + i] = _largest.Span[i];
        }

        _sums.CopyTo(state[(2 + _paddedPoints)..]);
    }

    /// <summary>Goes on from a state that <see cref="CopyStateTo"/> wrote.</summary>
    /// <exception cref="AaeException">The state is that of other points or deviations.</exception>
    public void Restore(ReadOnlySpan<double> state)
    {
        RequireState(state);
        SampleCount = (long)state[0];
        IsSpoiled = state[1] != 0;
        for (int i = 0; i < _paddedPoints; i++)
        {
            _largest.Span[i] = (float)state[2 + i];
        }

        state[(2 + _paddedPoints)..].CopyTo(_sums);
    }

    /// <summary>The mean of the points that are finite.</summary>
    private void Center(float* points)
    {
        double[] sum = new double[Dimensions];
        int finite = 0;
        for (int i = 0; i < PointCount; i++)
        {
            var point = new ReadOnlySpan<float>(points + (nint)i * Dimensions, Dimensions);
            _halfNorms[i] = IsFinite(point) ? 0 : double.NaN;
            for (int j = 0; j < Dimensions && _halfNorms[i] == 0; j++)
            {
                sum[j] += point[j];
            }

            finite += _halfNorms[i] == 0 ? 1 : 0;
        }

        for (int j = 0; j < Dimensions; j++)
        {
            _center.Span[j] = (float)(sum[j] / Math.Max(1, finite));
        }
    }

    /// <summary>Centres the points and lays them out as the products want them. One that is not finite becomes zeros here.</summary>
    private void Pack(float* points)
    {
        for (int i = 0; i < PointCount; i++)
        {
            double square = _halfNorms[i];
            for (int j = 0; j < Dimensions && square >= 0; j++)
            {
                float value = points[(nint)i * Dimensions + j] - _center.Span[j];
                _points.Span[AffinityKernel.PlaceOf(i, j, _paddedPoints, Dimensions)] = value;
                square += (double)value * value;
            }

            _halfNorms[i] = 0.5 * square;
        }
    }

    private void RequireState(ReadOnlySpan<double> state)
    {
        if (state.Length != StateLength)
        {
            throw new AaeException(
                $"the state of a Parzen estimate has {StateLength} numbers here, not {state.Length}: other points or deviations");
        }
    }

    private static bool IsFinite(ReadOnlySpan<float> point)
    {
        double square = 0;
        foreach (float value in point)
        {
            square += (double)value * value;
        }

        return square < 1e36; // beyond it, products of floats overflow
    }
}
