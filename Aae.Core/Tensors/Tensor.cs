using System.Numerics.Tensors;
using Aae.Core.Memory;

namespace Aae.Core.Tensors;

/// <summary>
/// A dense, row-major array of float32 with a <see cref="Shape"/>. Its memory starts on a 64-byte boundary and never moves;
/// it is freed by the garbage collector, so nobody disposes a tensor. It is made when the elements are first asked for: until
/// then a tensor is its shape, so that a model can be put together and held against a file before it takes memory.
/// </summary>
public sealed class Tensor
{
    private AlignedBlock? _block;
    private readonly int _offset;

    /// <summary>Creates a tensor of zeros.</summary>
    /// <param name="shape">The sizes of its axes.</param>
    /// <exception cref="AaeException">The shape counts more elements than a tensor can hold.</exception>
    public Tensor(Shape shape)
    {
        AlignedBlock.CheckLength(shape.Count);
        Shape = shape;
    }

    /// <summary>Creates a tensor with a copy of the given elements.</summary>
    /// <param name="shape">The sizes of its axes.</param>
    /// <param name="elements">As many elements as the shape counts, the last axis running fastest.</param>
    /// <exception cref="AaeException">The number of elements is not the shape's.</exception>
    public Tensor(Shape shape, ReadOnlySpan<float> elements)
        : this(shape)
    {
        if (elements.Length != shape.Count)
        {
            throw new AaeException($"a tensor {shape} needs {shape.Count} elements, not {elements.Length}");
        }

        elements.CopyTo(Span);
    }

    internal Tensor(AlignedBlock block, int offset, Shape shape)
    {
        _block = block;
        _offset = offset;
        Shape = shape;
    }

    /// <summary>The sizes of the axes, outermost first.</summary>
    public Shape Shape { get; }

    /// <summary>All elements, the last axis running fastest. Writes go to the tensor.</summary>
    public Span<float> Span => Block.Span.Slice(_offset, Shape.Count);

    /// <summary>The first element, on a 64-byte boundary unless the tensor is a view; valid as long as the tensor is reachable.</summary>
    internal unsafe float* Pointer => Block.Pointer + _offset;

    private AlignedBlock Block => _block ?? MakeBlock();

    /// <summary>One row (the elements that share an index on the outermost axis).</summary>
    /// <param name="index">0 to Rows − 1.</param>
    public Span<float> Row(int index) => (uint)index < (uint)Shape.Rows
        ? Span.Slice(index * Shape.Columns, Shape.Columns)
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"a tensor {Shape} has {Shape.Rows} rows");

    /// <summary>The same elements under another shape. Both tensors share the memory.</summary>
    /// <param name="shape">A shape that counts as many elements.</param>
    /// <exception cref="AaeException">The shape counts another number of elements.</exception>
    public Tensor Reshape(Shape shape) => shape.Count == Shape.Count
        ? new Tensor(Block, _offset, shape)
        : throw new AaeException($"a tensor {Shape} with {Shape.Count} elements cannot take the shape {shape} with {shape.Count}");

    /// <summary>Rows [start, start + count) as a tensor that shares the memory.</summary>
    /// <param name="start">The first row.</param>
    /// <param name="count">The number of rows.</param>
    /// <exception cref="AaeException">The tensor is a scalar.</exception>
    public Tensor Rows(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)start + count, Shape.Rows, nameof(count));
        if (Shape.Rank == 0)
        {
            throw new AaeException("a scalar cannot be cut into rows");
        }

        int[] sizes = Shape.ToArray();
        sizes[0] = count;
        return new Tensor(Block, _offset + start * Shape.Columns, new Shape(sizes));
    }

    /// <summary>Copies another tensor's elements into this one.</summary>
    /// <param name="source">A tensor of the same shape.</param>
    /// <exception cref="AaeException">The shapes differ.</exception>
    public void CopyFrom(Tensor source)
    {
        if (source.Shape != Shape)
        {
            throw new AaeException($"a tensor {source.Shape} cannot be copied into one of shape {Shape}");
        }

        source.Span.CopyTo(Span);
    }

    /// <summary>A zero-copy view for <see cref="TensorPrimitives"/>-style code. A scalar becomes a vector of one.</summary>
    public TensorSpan<float> AsTensorSpan()
    {
        int[] sizes = Shape.Rank == 0 ? [1] : Shape.ToArray();
        return new TensorSpan<float>(Span, Array.ConvertAll(sizes, size => (nint)size));
    }

    /// <summary>A zero-copy read-only view for <see cref="TensorPrimitives"/>-style code.</summary>
    public ReadOnlyTensorSpan<float> AsReadOnlyTensorSpan() => AsTensorSpan();

    /// <summary>The kind and the shape, as in "Tensor [100, 784]".</summary>
    public override string ToString() => $"Tensor {Shape}";

    // Threads that ask at the same time get the same block.
    private AlignedBlock MakeBlock() => Interlocked.CompareExchange(ref _block, new AlignedBlock(Shape.Count), null) ?? _block;
}
