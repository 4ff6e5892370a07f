namespace Aae.Kernels.Gemm;

/// <summary>
/// A block's tiles on their way to C: from where their sums start, straight into C or by way of a dense tile where C is ragged,
/// transposed or not written at all, and through the function behind the sums.
/// </summary>
internal unsafe partial struct BlockedProduct
{
    /// <summary>Computes a run of tiles, by way of <paramref name="edge"/> where C cannot be written as it stands.</summary>
    private readonly void Multiply(Tile* tile, in Panel panel, int row, int height, float* edge)
    {
        if (_isTransposed || panel.MustPack || _epilogue.IsUpdate)
        {
            int count = tile->Count;
            tile->Count = 1;
            (int nextRow, int nextColumn) = _holdsLeft ? (height, 0) : (0, panel.Form.Width);
            for (int i = 0; i < count; i++)
            {
                MultiplyByEdge(tile, panel with { First = panel.First + i * nextColumn }, row + i * nextRow, height, edge);
            }

            tile->Count = count;
            return;
        }

        SetTarget(tile, panel, row);
        tile->NextStart = StartsFromC ? tile->NextC : _epilogue.Bias != null && !_holdsLeft ? panel.Form.Width : 0;
        MultiplyTile(tile, panel.Form, height);
    }

    private readonly void MultiplyTile(Tile* tile, in PanelForm form, int height)
    {
        if (form.IsForPacked && tile->ARowStride == 1 && tile->AColumnStride == height && tile->BRowStride == form.Width)
        {
            form.MultiplyPacked(height, tile);
        }
        else
        {
            form.Multiply(height, tile);
        }
    }

    /// <summary>Has a tile read some rows of Left, packed [depth, height], or as they stand if nothing is packed.</summary>
    private readonly void SetLeft(Tile* tile, int row, int height, float* packed)
    {
        tile->A = packed != null ? packed : _left.At(row, _firstDepth);
        tile->ARowStride = packed != null ? 1 : _left.RowStride;
        tile->AColumnStride = packed != null ? height : _left.ColumnStride;
    }

    /// <summary>Has a tile written to C as it stands.</summary>
    private readonly void SetTarget(Tile* tile, in Panel panel, int row)
    {
        float* bias = _epilogue.Bias;
        tile->Activation = IsLastDepth && AppliesInTile(panel) ? _epilogue.Activation : default;
        tile->C = _target.At(row, panel.First);
        tile->CRowStride = _target.RowStride;
        tile->Start = StartsFromC ? tile->C : bias != null ? bias + panel.First : _zeros.Pointer;
        tile->StartRowStride = StartsFromC ? _target.RowStride : 0;
    }

    /// <summary>Computes one tile into <paramref name="edge"/> and copies what of it is C's, or moves a parameter by it.</summary>
    private readonly void MultiplyByEdge(Tile* tile, in Panel panel, int row, int height, float* edge)
    {
        (int width, int group) = (panel.Form.Width, panel.Form.Group);
        float* bias = _epilogue.Bias;
        float* c = _target.At(row, panel.First);
        bool hasStart = StartsFromC || bias != null;
        float* start = group == 1 ? edge : edge + TileFloats;
        if (StartsFromC)
        {
            Move(c, start, width, height, panel.Count, isToC: false);
        }
        else if (bias != null)
        {
            for (int i = 0; i < height; i++)
            {
                for (int j = 0; j < panel.Count; j++)
                {
                    start[i * width + j] = bias[_isTransposed ? row + i : panel.First + j];
                }
            }
        }

        bool startsInTile = hasStart && group == 1;
        tile->Activation = default;
        tile->C = edge;
        tile->CRowStride = width * group;
        tile->Start = startsInTile ? start : _zeros.Pointer;
        tile->StartRowStride = startsInTile ? width : 0;
        MultiplyTile(tile, panel.Form, height);
        if (group > 1)
        {
            Packing.Fold(edge, height, width, group, hasStart ? start : null, edge);
        }

        if (_epilogue.IsUpdate)
        {
            _epilogue.Update.RunPart(edge, width, (long)row * _c.RowStride + panel.First, _c.RowStride, height, panel.Count, _set);
        }
        else
        {
            Move(c, edge, width, height, panel.Count, isToC: true);
        }
    }

    /// <summary>Copies a tile of the target between C and a dense tile.</summary>
    private readonly void Move(float* c, float* edge, int width, int rows, int columns, bool isToC)
    {
        if (_isTransposed && isToC)
        {
            Packing.Transpose(edge, width, rows, columns, c, _target.ColumnStride);
        }
        else if (_isTransposed)
        {
            Packing.Transpose(c, _target.ColumnStride, columns, rows, edge, width);
        }
        else if (isToC)
        {
            Packing.Copy(edge, width, rows, columns, c, _target.RowStride);
        }
        else
        {
            Packing.Copy(c, _target.RowStride, rows, columns, edge, width);
        }
    }

    /// <summary>
    /// Whether the tiles of a panel apply the function themselves: it is a simple one, and what they write are C's elements.
    /// </summary>
    private readonly bool AppliesInTile(in Panel panel) =>
        _holdsLeft && !_isTransposed && !panel.MustPack && !_epilogue.IsGradient && TileKernel.Knows(_epilogue.Activation.Kind);

    /// <summary>Applies f or f′ to a part of the target, while it is in the cache.</summary>
    private readonly void Finish(int row, int rows, int column, int columns)
    {
        if (IsLastDepth && _isTransposed)
        {
            _epilogue.Apply(_c, column, columns, row, rows, _set);
        }
        else if (IsLastDepth)
        {
            _epilogue.Apply(_c, row, rows, column, columns, _set);
        }
    }
}
