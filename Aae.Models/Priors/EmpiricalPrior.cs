using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;

namespace Aae.Models.Priors;

/// <summary>p(z) given by samples of it: each draw is one of the rows.</summary>
public sealed class EmpiricalPrior : Prior
{
    private readonly Lazy<Tensor> _rows;
    private readonly bool _sequential;

    /// <summary>Creates the prior.</summary>
    /// <param name="rows">The samples [n, size], n ≥ 1.</param>
    /// <param name="sequential">
    /// Whether step t with a batch of b takes rows t·b, t·b + 1, … (from the beginning again after the last) instead of
    /// drawing them at random.
    /// </param>
    /// <exception cref="AaeException">The tensor is no matrix or has no rows.</exception>
    public EmpiricalPrior(Tensor rows, bool sequential = false)
        : base(rows.Shape.Columns)
    {
        if (rows.Shape.Rank != 2 || rows.Shape.Count == 0)
        {
            throw new AaeException($"the samples of an empirical prior are a matrix [samples, dimensions], not {rows.Shape}");
        }

        _rows = new Lazy<Tensor>(rows);
        _sequential = sequential;
    }

    /// <summary>Creates a prior whose samples are read when the first is drawn.</summary>
    /// <param name="size">Their dimensions.</param>
    /// <param name="read">Reads them [n, size]; called again if it fails.</param>
    /// <param name="sequential">As above.</param>
    internal EmpiricalPrior(int size, Func<Tensor> read, bool sequential)
        : base(size)
    {
        _rows = new Lazy<Tensor>(read, LazyThreadSafetyMode.PublicationOnly);
        _sequential = sequential;
    }

    /// <inheritdoc/>
    public override void Sample(RandomStream stream, ulong step, Tensor samples)
    {
        int count = samples.Shape.Rows;
        Tensor rows = _rows.Value;
        ulong n = (ulong)rows.Shape.Rows;
        for (int i = 0; i < count; i++)
        {
            ulong row = _sequential ? ((step % n) * ((ulong)count % n) + (ulong)i) % n : Draw(stream, step, (uint)i, n);
            rows.Row((int)row).CopyTo(samples.Row(i));
        }
    }
}
