using Aae.Core.Hardware;
using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Gemm;

/// <summary>
/// C = f(A·B + bias) by tiles. One operand is held: a block of it stays in the second-level cache. The other streams past it,
/// a panel's columns or a tile's rows at a time. What is larger than a block is done block by block, the depth outside, the
/// held operand's other direction inside.
/// </summary>
/// <remarks>
/// These are the loops that BLIS puts around its micro-kernel, but either operand can be the held one, and both are read as
/// they stand where that is as fast as packing them: a layer's weights are ten times as large as its minibatch, and packing
/// them would cost a tenth of the product. Where the columns of B are contiguous (Wᵀ in dX = dY·Wᵀ) the transposed product
/// Cᵀ = Bᵀ·Aᵀ is computed, so that W is read along its rows; its tiles are transposed on their way to C.
/// </remarks>
internal unsafe partial struct BlockedProduct : IParallelWork
{
    /// <summary>The most depth of a block: a panel of 32 columns is 128 KiB, an eighth of a usual second-level cache.</summary>
    public const int MaxDepth = 1024;

    /// <summary>Multiply-adds that are worth a piece of their own: a few microseconds.</summary>
    private const long SmallestPiece = 1 << 17;

    // Rows a multiple of 2 KiB apart fall into the same few sets of the caches and drive each other out.
    private const int ConflictingStride = 512;

    // Below it, adding up a group's lanes takes longer than the group saves.
    private const int LeastGroupedDepth = 32;

    // Blocks of the depth begin at multiples of the largest group.
    private const int DepthUnit = 4;

    // A thread's scratch: what streams, packed; a tile on its way to C and one of what it starts from.
    private const int StreamedFloats = MaxDepth * PanelForm.MaxWidth;
    private const int TileFloats = TileKernel.MaxRows * PanelForm.MaxWidth;
    private const int ScratchFloats = StreamedFloats + 2 * TileFloats;

    // Four fifths of the second level hold the block; the rest is for what streams and for C.
    private static readonly int _heldFloats = Math.Clamp(CpuInfo.Current.Caches.L2 / sizeof(float) / 5 * 4, 48 << 10, 384 << 10);

    // What streams past several held blocks stays in an eighth of the third level meanwhile; others use it too.
    private static readonly int _streamedFloats = Math.Max(CpuInfo.Current.Caches.L3 / sizeof(float) / 8, 256 << 10);
    private static readonly AlignedBlock _zeros = new(PanelForm.MaxWidth);

    [ThreadStatic]
    private static AlignedBlock? _held;

    [ThreadStatic]
    private static AlignedBlock? _streamed;

    [ThreadStatic]
    private static AlignedBlock? _scratch;

    // Target [rows, columns] = Left [rows, depth] · Right [depth, columns]: Left is broadcast, Right is read in vectors.
    private MatrixView _left;
    private MatrixView _right;
    private MatrixView _target;
    private MatrixView _c;
    private Epilogue _epilogue;
    private InstructionSet _set;
    private Panels _panels;
    private TileRows _tiles; // of the held block if Left is held, of all of Left if it streams
    private bool _isTransposed; // Target is Cᵀ, Left Bᵀ, Right Aᵀ
    private bool _holdsLeft; // and Right streams by panels; else Right is held and Left streams by tiles
    private bool _isShallow; // all wide panels are for the kernels of few steps
    private bool _packsHeld;
    private bool _packsStreamed;
    private int _splits; // pieces into which the held rows are cut for each panel that streams

    // The block at hand.
    private int _firstDepth;
    private int _depth;
    private int _firstStreamed;
    private int _streamedCount;
    private int _firstHeld;
    private int _heldCount;
    private int _heldSteps; // of a tile that streams past all held panels
    private float* _block;
    private float* _streamedBlock; // null unless what streams is packed once for several held blocks
    private Phase _phase;

    private enum Phase
    {
        PackStreamed,
        PackHeld,
        Multiply,
    }

    private readonly bool IsLastDepth => _firstDepth + _depth == _left.Columns;

    private readonly bool StartsFromC => _epilogue.Accumulate || _firstDepth > 0;

    /// <summary>C = f(scale·A·B + bias), or as the epilogue says; C is row-major, the shapes fit and are not empty.</summary>
    public static void Multiply(
        InstructionSet set, in MatrixView a, in MatrixView b, in MatrixView c, in Epilogue epilogue, WorkerTeam team)
    {
        (int m, int k, int n) = (c.Rows, a.Columns, c.Columns);
        int width = PanelForm.Widest(set).Width;
        bool readsWAlongRows = !PanelForm.Widest(set).IsForPacked && b.RowStride == 1 && b.ColumnStride != 1 && n > m && k > m;
        bool readsXAlongRows = a.RowStride == 1 && a.ColumnStride != 1 && n < width && m > n;
        bool isTransposed = readsWAlongRows || readsXAlongRows;

        // Where C is the largest of the three, its rows (or those of what is moved) are gone along, so that memory is met in order.
        bool goesAlongRows = epilogue.IsUpdate || (PanelForm.Widest(set).IsForPacked && !isTransposed && n >= width && k < m && k < n && k > ShallowKernel.MaxDepth);
        var product = new BlockedProduct
        {
            _left = isTransposed ? b.Transposed : a,
            _right = isTransposed ? a.Transposed : b,
            _target = isTransposed ? c.Transposed : c,
            _c = c,
            _epilogue = epilogue,
            _set = set,
            _isTransposed = isTransposed,
            _holdsLeft = !readsWAlongRows && !goesAlongRows && (readsXAlongRows || n >= width),
        };
        bool isSmall = (long)m * n * Math.Max(1, k) < 2 * SmallestPiece;
        product.Run(isSmall ? WorkerTeam.Single : team);
    }

    /// <summary>Packs one strip of the held block, or multiplies the block by one strip that streams.</summary>
    public readonly void Execute(int index)
    {
        if (_phase == Phase.PackHeld && _holdsLeft)
        {
            PackTile(index, _firstHeld, _block, _epilogue.Scale);
        }
        else if (_phase == Phase.PackHeld)
        {
            PackPanel(index, _firstHeld, _heldCount, _block, _epilogue.Scale);
        }
        else if (_phase == Phase.PackStreamed && _holdsLeft)
        {
            PackPanel(index, _firstStreamed, _streamedCount, _streamedBlock, scale: 1);
        }
        else if (_phase == Phase.PackStreamed)
        {
            PackTile(index, _firstStreamed, _streamedBlock, scale: 1);
        }
        else if (_holdsLeft)
        {
            StreamPanel(index / _splits, index % _splits);
        }
        else
        {
            StreamTile(index);
        }
    }

    private void Run(WorkerTeam team)
    {
        int depth = _left.Columns;
        int held = _holdsLeft ? _left.Rows : _right.Columns;
        PanelForm widest = PanelForm.Widest(_set);
        int unit = widest.Width;
        int depthBlocks = Math.Max(1, CeilingOf(depth, MaxDepth));
        int mostHeld = _heldFloats / Math.Max(1, CeilingOf(depth, depthBlocks));
        int heldBlocks = held <= mostHeld ? 1 : CeilingOf(held, Math.Max(unit, mostHeld / unit * unit));

        _packsStreamed = heldBlocks > 1 || (_holdsLeft
            ? _right.ColumnStride != 1 || _right.RowStride % ConflictingStride == 0 || held / heldBlocks >= widest.WorthPacking
            : widest.IsForPacked || _left.RowStride % ConflictingStride == 0);
        _isShallow = _holdsLeft && !_isTransposed && _epilogue.Scale == 1 && widest.IsShallow(depth);
        _packsHeld = !_isShallow && (!_holdsLeft || (widest.IsForPacked && _packsStreamed) || heldBlocks > 1 || _epilogue.Scale != 1
            || Math.Max(_left.RowStride, _left.ColumnStride) % ConflictingStride == 0);

        // By shape and strides alone, never by what is packed: the bits must not depend on the size of the caches.
        bool hasGroups = depth >= LeastGroupedDepth && _left.ColumnStride == 1 && (!_holdsLeft || _epilogue.Scale == 1);
        int group = !hasGroups ? 1 : depth % 4 == 0 ? 4 : depth % 2 == 0 ? 2 : 1;
        _panels = new Panels(_set, group);
        int tileRows = PanelForm.Choose(_set, _right.Columns, group).Rows;
        int streamed = _holdsLeft ? _right.Columns : _left.Rows;
        int streamedUnit = _holdsLeft ? unit : tileRows;
        int streamedBlocks = heldBlocks == 1 ? 1 : CeilingOf(streamed, Math.Max(streamedUnit, _streamedFloats / Math.Clamp(depth, 1, MaxDepth)));
        AlignedBlock block = _held ??= new AlignedBlock(_heldFloats + MaxDepth * PanelForm.MaxWidth);
        _block = block.Pointer;
        for (int d = 0; d < depthBlocks; d++)
        {
            (_firstDepth, _depth) = Part(depth, DepthUnit, d, depthBlocks);
            for (int s = 0; s < streamedBlocks; s++)
            {
                (_firstStreamed, _streamedCount) = Part(streamed, streamedUnit, s, streamedBlocks);
                _tiles = new TileRows(_streamedCount, tileRows); // unless Left is held
                if (heldBlocks > 1)
                {
                    _streamed ??= new AlignedBlock(_streamedFloats + MaxDepth * PanelForm.MaxWidth);
                    _streamedBlock = _streamed.Pointer;
                    Run(team, Phase.PackStreamed, _holdsLeft ? _panels.Count(_streamedCount) : _tiles.Count);
                }

                for (int h = 0; h < heldBlocks; h++)
                {
                    (_firstHeld, _heldCount) = Part(held, unit, h, heldBlocks);
                    _tiles = _holdsLeft ? new TileRows(_heldCount, tileRows) : _tiles;
                    RunBlock(team);
                }
            }
        }

        GC.KeepAlive(block);
    }

    /// <summary>Packs the held block, if it must be, and has all that streams pass by it.</summary>
    private void RunBlock(WorkerTeam team)
    {
        (int heldStrips, int streamedStrips) = (_tiles.Count, _panels.Count(_streamedCount));
        _heldSteps = 0;
        if (!_holdsLeft)
        {
            (heldStrips, streamedStrips) = (_panels.Count(_heldCount), _tiles.Count);
            _heldSteps = _panels.Steps(_heldCount, _depth);
        }

        if (_packsHeld)
        {
            Run(team, Phase.PackHeld, heldStrips);
        }

        // Where few panels stream, each meets the held rows in several pieces.
        long work = (long)_heldCount * _streamedCount * Math.Max(1, _depth);
        _splits = _holdsLeft && team.Threads > 1
            ? (int)Math.Clamp(Math.Min(8L * team.Threads, work / SmallestPiece) / streamedStrips, 1, heldStrips)
            : 1;
        Run(team, Phase.Multiply, streamedStrips * _splits);
    }

    private void Run(WorkerTeam team, Phase phase, int count)
    {
        _phase = phase;
        team.Run(count, this);
    }

    /// <summary>Some of the held rows by one panel of columns.</summary>
    private readonly void StreamPanel(int index, int split)
    {
        AlignedBlock scratch = _scratch ??= new AlignedBlock(ScratchFloats);
        float* edge = scratch.Pointer + StreamedFloats;
        Panel panel = _panels.At(_streamedCount, index);
        panel = panel with { First = _firstStreamed + panel.First };
        Tile tile = default;
        tile.Depth = _depth;
        tile.B = _right.At(_firstDepth, panel.First);
        tile.BRowStride = _right.RowStride;
        float* next = _right.At(_firstDepth, panel.First + panel.Form.Width);
        nint nextStride = _right.RowStride;
        if (_streamedBlock != null)
        {
            tile.B = _streamedBlock + (nint)(panel.First - _firstStreamed) * _depth;
            tile.BRowStride = panel.Form.Width * panel.Form.Group;
            next = tile.B + (nint)panel.Form.Width * _depth;
            nextStride = tile.BRowStride;
        }
        else if (_packsStreamed || panel.MustPack)
        {
            Pack(tile.B, panel, scratch.Pointer);
            tile.B = scratch.Pointer;
            tile.BRowStride = panel.Form.Width * panel.Form.Group;
        }

        if (_isShallow && !panel.MustPack && panel.Form.IsShallow(_depth))
        {
            StreamShallow(&tile, panel, split);
            return;
        }

        int first = _tiles.Count * split / _splits, end = _tiles.Count * (split + 1) / _splits;
        if (_depth < TileKernel.ShallowDepth && !_epilogue.IsUpdate)
        {
            tile.AskFor(_target.At(_firstHeld + _tiles.Start(first), panel.First), _target.RowStride, Math.Max(1, _depth / _tiles.Height(first)));
        }
        else
        {
            // The rows of the next panel: at each tile as many as all are asked for when the last one is done. Columns that are
            // contiguous are asked for line by line.
            tile.AskFor(next, _right.ColumnStride != 1 && _streamedBlock == null ? Tile.LineFloats : nextStride, end - first);
        }

        bool isPacked = _packsHeld && panel.Form.Group == 1;
        for (int t = first; t < end; t += tile.Count)
        {
            int row = _tiles.Start(t);
            int height = _tiles.Height(t);
            tile.Count = Math.Min(_tiles.EndOfHeight(t), end) - t;
            SetLeft(&tile, _firstHeld + row, height, isPacked ? _block + (nint)row * _depth : null);
            tile.NextA = (nint)height * (isPacked ? _depth : _left.RowStride);
            tile.NextC = (nint)height * _target.RowStride;
            Multiply(&tile, panel, _firstHeld + row, height, edge);
        }

        GC.KeepAlive(scratch);
        if (!AppliesInTile(panel))
        {
            Finish(_firstHeld + _tiles.Start(first), _tiles.Start(end) - _tiles.Start(first), panel.First, panel.Count);
        }
    }

    /// <summary>Some of the held rows, as they stand, by one panel of a product of a few steps.</summary>
    private readonly void StreamShallow(Tile* tile, in Panel panel, int split)
    {
        int first = (int)((long)_heldCount * split / _splits), end = (int)((long)_heldCount * (split + 1) / _splits);
        SetLeft(tile, _firstHeld + first, end - first, packed: null);
        SetTarget(tile, panel, _firstHeld + first);
        panel.Form.MultiplyShallow(end - first, tile);
        if (!AppliesInTile(panel))
        {
            Finish(_firstHeld + first, end - first, panel.First, panel.Count);
        }
    }

    /// <summary>One tile's rows by all held columns.</summary>
    private readonly void StreamTile(int index)
    {
        AlignedBlock scratch = _scratch ??= new AlignedBlock(ScratchFloats);
        float* edge = scratch.Pointer + StreamedFloats;
        int row = _firstStreamed + _tiles.Start(index);
        int height = _tiles.Height(index);
        Tile tile = default;
        tile.Depth = _depth;
        float* packed = _streamedBlock;
        if (packed != null)
        {
            packed += (nint)(row - _firstStreamed) * _depth;
        }
        else if (_packsStreamed)
        {
            packed = scratch.Pointer;
            Packing.Pack(_left.At(row, _firstDepth), _left.ColumnStride, _left.RowStride, _depth, height, packed, height);
        }

        // The next tile's rows, in the course of all panels' steps.
        int panels = _panels.Count(_heldCount);
        int stepsPerAsk = Math.Max(1, (int)(Tile.AskedFloats * (long)_heldSteps / Math.Max(1, height * _depth)));
        if (_streamedBlock != null)
        {
            tile.AskFor(packed + (nint)height * _depth, Tile.AskedFloats, stepsPerAsk);
        }
        else
        {
            tile.AskFor(_left.At(row + height, _firstDepth), _left.RowStride, stepsPerAsk, height);
        }

        for (int p = 0; p < panels; p += tile.Count)
        {
            Panel panel = _panels.At(_heldCount, p);
            tile.Count = _panels.IsWide(panel) ? _heldCount / panel.Form.Width : 1;
            SetLeft(&tile, row, height, panel.Form.Group == 1 ? packed : null);
            tile.B = _block + (nint)panel.First * _depth;
            tile.BRowStride = panel.Form.Width * panel.Form.Group;
            tile.NextB = (nint)panel.Form.Width * _depth;
            tile.NextC = panel.Form.Width;
            Multiply(&tile, panel with { First = _firstHeld + panel.First }, row, height, edge);
        }

        GC.KeepAlive(scratch);
        Finish(row, height, _firstHeld, _heldCount);
    }

    /// <summary>Whether <see cref="Epilogue.Update"/> works for a gradient [m, n] that is a product of so much depth.</summary>
    public static bool CanUpdate(InstructionSet set, int m, int k, int n) => set != InstructionSet.Scalar
        && m > 1 && n >= PanelForm.Widest(set).Width && k is > ShallowKernel.MaxDepth and <= MaxDepth;

    /// <summary>Packs one of the block's tiles of Left, behind those before it.</summary>
    private readonly void PackTile(int index, int firstRow, float* block, float scale)
    {
        (int row, int height) = (_tiles.Start(index), _tiles.Height(index));
        float* strip = block + (nint)row * _depth;
        Packing.Pack(_left.At(firstRow + row, _firstDepth), _left.ColumnStride, _left.RowStride, _depth, height, strip, height);
        Packing.Scale(strip, height * _depth, scale);
    }

    /// <summary>Packs one of the block's panels of Right, behind those before it.</summary>
    private readonly void PackPanel(int index, int firstColumn, int columns, float* block, float scale)
    {
        Panel panel = _panels.At(columns, index);
        float* strip = block + (nint)panel.First * _depth;
        Pack(_right.At(_firstDepth, firstColumn + panel.First), panel, strip);
        Packing.Scale(strip, panel.Form.Width * _depth, scale);
    }

    /// <summary>Packs a panel's columns of Right.</summary>
    private readonly void Pack(float* source, in Panel panel, float* target) => Packing.Pack(
        source, _right.RowStride, _right.ColumnStride, _depth, panel.Count, target, panel.Form.Width, panel.Form.Group);

    // One of the parts into which a length is cut, at multiples of a unit.
    private static (int First, int Count) Part(int length, int unit, int part, int parts)
    {
        int units = CeilingOf(length, unit);
        int first = (int)((long)units * part / parts) * unit;
        int end = part == parts - 1 ? length : (int)((long)units * (part + 1) / parts) * unit;
        return (first, end - first);
    }

    private static int CeilingOf(int count, int size) => (count + size - 1) / size;
}
