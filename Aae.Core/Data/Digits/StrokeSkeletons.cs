namespace Aae.Core.Data.Digits;

/// <summary>The skeletons of the ten digits, each in the several ways in which people write it.</summary>
internal static class StrokeSkeletons
{
    private static readonly Skeleton[][] ByDigit =
    [
        [
            // Round, closed with a short overlap.
            new(48, [(5.2f, 0.2f), (2.6f, 1.5f), (1.2f, 5.2f), (2.7f, 8.9f), (5.4f, 9.7f), (8.0f, 7.5f), (8.5f, 4.0f), (6.8f, 0.9f), (4.4f, 0.5f)]),

            // Narrow.
            new(28, [(5.6f, 0.1f), (3.5f, 1.7f), (2.4f, 5.6f), (3.4f, 9.1f), (5.2f, 9.7f), (7.0f, 7.2f), (7.5f, 3.6f), (6.6f, 0.8f), (5.3f, 0.1f)]),

            // Begun at the left, ended with a small tail inside.
            new(24, [(4.2f, 0.5f), (2.2f, 2.6f), (1.4f, 6.0f), (2.7f, 9.1f), (5.4f, 9.8f), (7.8f, 7.8f), (8.4f, 4.2f), (6.8f, 0.8f), (4.4f, 0.6f), (4.0f, 2.2f)]),
        ],
        [
            // A single line.
            new(66, [(5.0f, 0.0f), (5.0f, 3.3f), (5.0f, 6.7f), (5.0f, 10.0f)]),

            // A line bent a little.
            new(20, [(5.3f, 0.0f), (4.9f, 3.0f), (4.8f, 6.6f), (5.1f, 10.0f)]),

            // With a flag.
            new(9, [(3.0f, 2.1f), (4.2f, 1.2f), (5.2f, 0.0f), (5.2f, 0.0f), (5.1f, 5.0f), (5.0f, 10.0f)]),

            // With a flag and a foot.
            new(5, [(3.0f, 1.9f), (4.2f, 1.1f), (5.1f, 0.0f), (5.1f, 0.0f), (5.0f, 5.0f), (5.0f, 9.7f)], [(2.6f, 9.8f), (5.0f, 9.7f), (7.4f, 9.6f)]),
        ],
        [
            // With a corner at the foot.
            new(28, [(1.8f, 2.4f), (3.0f, 0.7f), (5.2f, 0.0f), (7.1f, 1.2f), (7.0f, 3.5f), (5.0f, 6.4f), (1.7f, 9.5f), (1.7f, 9.5f), (4.6f, 9.3f), (8.2f, 9.2f)]),

            // With a loop at the foot.
            new(30, [(1.8f, 2.2f), (3.5f, 0.4f), (5.9f, 0.3f), (7.1f, 2.2f), (6.2f, 5.0f), (4.5f, 7.8f), (2.5f, 9.5f), (1.2f, 8.9f), (1.9f, 7.5f), (3.9f, 7.9f), (5.8f, 9.2f), (8.4f, 9.0f)]),

            // Swan-necked, with a wave for a foot.
            new(20, [(2.3f, 1.6f), (4.0f, 0.2f), (6.3f, 0.6f), (6.9f, 2.8f), (5.6f, 5.6f), (3.4f, 8.2f), (2.0f, 9.3f), (2.0f, 9.3f), (3.6f, 8.7f), (5.4f, 9.4f), (7.9f, 9.5f)]),

            // Wide and low, near to a Z.
            new(22, [(0.8f, 1.6f), (3.0f, 0.4f), (6.0f, 0.2f), (7.2f, 1.6f), (5.4f, 4.4f), (2.4f, 7.4f), (0.8f, 9.2f), (0.8f, 9.2f), (4.6f, 8.9f), (9.4f, 8.8f)]),
        ],
        [
            // Two bows that meet in a point.
            new(45, [(2.0f, 1.3f), (4.2f, 0.0f), (6.6f, 0.9f), (6.4f, 3.2f), (4.0f, 4.6f), (4.0f, 4.6f), (6.5f, 5.3f), (7.4f, 7.4f), (6.0f, 9.4f), (3.7f, 9.9f), (1.6f, 8.7f)]),

            // The bows joined by a small loop.
            new(35, [(2.2f, 0.8f), (4.6f, 0.1f), (6.7f, 1.2f), (6.2f, 3.4f), (4.4f, 4.7f), (3.6f, 4.9f), (4.4f, 4.6f), (6.6f, 5.6f), (7.2f, 7.8f), (5.6f, 9.6f), (3.2f, 9.7f), (1.4f, 8.7f)]),

            // A flat top.
            new(20, [(2.0f, 0.6f), (4.4f, 0.4f), (6.9f, 0.3f), (6.9f, 0.3f), (5.4f, 2.4f), (4.0f, 4.2f), (4.0f, 4.2f), (6.5f, 5.0f), (7.3f, 7.2f), (5.8f, 9.4f), (3.6f, 9.8f), (1.6f, 8.9f)]),
        ],
        [
            // Open, an angle crossed by a line.
            new(37, [(2.5f, 0.2f), (2.0f, 2.8f), (1.6f, 5.6f), (1.6f, 5.6f), (4.4f, 5.6f), (7.9f, 5.2f)], [(7.1f, 0.4f), (6.7f, 3.4f), (6.3f, 6.6f), (6.0f, 10.0f)]),

            // Open, a cup whose right side runs down.
            new(28, [(2.4f, 0.4f), (1.7f, 2.8f), (2.1f, 4.9f), (4.2f, 5.2f), (6.2f, 3.9f), (7.2f, 0.6f), (7.2f, 0.6f), (6.7f, 4.0f), (6.3f, 7.0f), (6.0f, 10.0f)]),

            // Open, a small cup high on a long stem.
            new(18, [(2.2f, 1.4f), (1.8f, 3.2f), (2.8f, 4.3f), (5.0f, 4.0f), (8.0f, 3.1f)], [(7.4f, 0.0f), (6.4f, 3.4f), (5.4f, 6.8f), (4.6f, 10.0f)]),

            // Closed, in print.
            new(17, [(6.3f, 0.2f), (4.0f, 3.1f), (1.4f, 6.3f), (1.4f, 6.3f), (4.8f, 6.3f), (8.5f, 6.1f)], [(6.3f, 0.2f), (6.2f, 5.0f), (6.0f, 10.0f)]),
        ],
        [
            // Down and round, then the bar.
            new(30, [(3.0f, 0.5f), (2.6f, 2.5f), (2.3f, 4.5f), (2.3f, 4.5f), (4.5f, 4.0f), (6.5f, 5.2f), (6.8f, 7.5f), (5.2f, 9.5f), (3.1f, 9.8f), (1.4f, 8.9f)], [(3.0f, 0.5f), (5.4f, 0.3f), (8.0f, 0.0f)]),

            // In one stroke from the right.
            new(28, [(8.1f, 0.1f), (5.4f, 0.2f), (3.2f, 0.5f), (3.2f, 0.5f), (2.8f, 2.4f), (2.3f, 4.6f), (2.3f, 4.6f), (4.6f, 4.3f), (6.6f, 5.5f), (6.7f, 7.8f), (4.9f, 9.6f), (2.9f, 9.7f), (1.2f, 8.6f)]),

            // Rounded, near to an S.
            new(22, [(7.8f, 0.4f), (5.6f, 0.2f), (3.8f, 0.7f), (3.0f, 2.4f), (3.3f, 4.0f), (5.2f, 4.9f), (6.6f, 6.4f), (6.4f, 8.6f), (4.4f, 9.8f), (1.8f, 9.1f)]),

            // A small belly under a bar that flies off to the right.
            new(20, [(3.9f, 1.3f), (3.4f, 2.9f), (3.0f, 4.5f), (3.0f, 4.5f), (5.0f, 4.6f), (6.1f, 6.1f), (5.5f, 8.2f), (3.4f, 9.6f), (1.2f, 9.5f)], [(3.9f, 1.3f), (6.2f, 0.8f), (8.2f, 0.3f)]),
        ],
        [
            // A bowed back and a round belly.
            new(36, [(6.3f, 0.0f), (4.1f, 1.9f), (2.5f, 4.8f), (2.1f, 7.4f), (3.2f, 9.5f), (5.3f, 9.7f), (7.0f, 8.2f), (6.7f, 6.1f), (5.0f, 5.3f), (3.2f, 6.3f), (2.3f, 8.0f)]),

            // A straight back and a small belly.
            new(28, [(5.0f, 0.0f), (3.7f, 2.6f), (2.6f, 5.4f), (2.1f, 8.0f), (3.1f, 9.7f), (5.1f, 9.8f), (6.5f, 8.6f), (6.2f, 7.0f), (4.6f, 6.6f), (2.6f, 8.2f)]),

            // A hooked top, the belly left open.
            new(18, [(7.2f, 1.2f), (5.8f, 0.1f), (4.0f, 1.1f), (2.6f, 3.8f), (2.0f, 6.9f), (3.0f, 9.4f), (5.2f, 9.8f), (6.9f, 8.5f), (6.8f, 6.5f), (5.2f, 5.7f), (3.6f, 6.6f)]),

            // A long back that runs in from the upper right to a low, wide belly.
            new(18, [(7.4f, 0.2f), (4.8f, 2.2f), (2.6f, 5.0f), (1.6f, 7.8f), (3.0f, 9.6f), (5.8f, 9.5f), (7.6f, 7.8f), (6.6f, 6.4f), (4.4f, 6.9f), (2.6f, 8.6f)]),
        ],
        [
            // Plain.
            new(40, [(1.8f, 0.9f), (4.6f, 0.6f), (7.6f, 0.4f), (7.6f, 0.4f), (6.2f, 3.7f), (5.1f, 6.8f), (4.5f, 10.0f)]),

            // Rounded at the shoulder.
            new(20, [(1.5f, 1.5f), (3.8f, 0.5f), (6.3f, 0.3f), (7.5f, 1.3f), (6.8f, 3.8f), (5.5f, 6.8f), (4.4f, 10.0f)]),

            // With a serif.
            new(14, [(1.6f, 2.3f), (1.8f, 0.6f), (1.8f, 0.6f), (4.6f, 0.7f), (7.6f, 0.3f), (7.6f, 0.3f), (6.0f, 3.9f), (5.0f, 6.9f), (4.5f, 10.0f)]),

            // Broad, its stem bent.
            new(12, [(0.6f, 1.4f), (3.6f, 1.0f), (8.0f, 0.4f), (8.0f, 0.4f), (6.3f, 3.0f), (5.0f, 6.2f), (4.6f, 10.0f)]),

            // With a bar.
            new(14, [(1.8f, 0.8f), (4.6f, 0.7f), (7.6f, 0.4f), (7.6f, 0.4f), (6.0f, 3.7f), (4.8f, 6.8f), (4.0f, 10.0f)], [(3.0f, 5.5f), (5.2f, 5.2f), (7.5f, 4.9f)]),
        ],
        [
            // In one stroke, begun at the upper right.
            new(50, [(7.0f, 1.5f), (5.0f, 0.1f), (3.0f, 1.2f), (3.2f, 3.3f), (5.0f, 4.7f), (6.8f, 6.6f), (6.6f, 8.8f), (4.7f, 9.9f), (2.7f, 8.8f), (2.8f, 6.8f), (4.8f, 4.9f), (6.6f, 3.2f), (7.0f, 1.5f)]),

            // In one stroke that does not quite close.
            new(28, [(6.9f, 0.7f), (4.8f, 0.4f), (3.2f, 1.7f), (3.8f, 3.6f), (5.6f, 5.4f), (6.5f, 7.4f), (5.6f, 9.4f), (3.7f, 9.7f), (2.8f, 8.0f), (3.9f, 5.8f), (5.8f, 3.6f), (7.4f, 1.4f)]),

            // Two rings.
            new(22, [(5.0f, 0.1f), (3.2f, 0.9f), (2.9f, 2.8f), (4.3f, 4.6f), (6.2f, 4.1f), (6.9f, 2.2f), (6.2f, 0.6f), (4.8f, 0.1f)], [(4.6f, 4.6f), (2.8f, 5.9f), (2.5f, 8.1f), (4.3f, 9.8f), (6.4f, 9.2f), (7.1f, 7.2f), (6.2f, 5.2f), (4.4f, 4.6f)]),
        ],
        [
            // A ring and a straight tail.
            new(38, [(7.0f, 1.5f), (5.3f, 0.2f), (3.2f, 1.0f), (2.2f, 3.2f), (3.3f, 4.9f), (5.3f, 4.4f), (7.0f, 1.5f), (7.0f, 1.5f), (6.7f, 4.4f), (6.3f, 7.2f), (6.0f, 10.0f)]),

            // A ring and a tail that curls back.
            new(20, [(7.0f, 1.8f), (5.5f, 0.2f), (3.4f, 0.9f), (2.5f, 3.0f), (3.6f, 4.7f), (5.6f, 4.1f), (7.0f, 1.8f), (7.0f, 1.8f), (7.1f, 4.8f), (6.8f, 7.6f), (5.4f, 9.5f), (3.4f, 9.7f), (2.2f, 8.8f)]),

            // One swing: the tail leaves the ring without a corner and runs to the lower left.
            new(26, [(6.6f, 0.9f), (4.8f, 0.1f), (3.0f, 1.4f), (2.7f, 3.5f), (4.2f, 4.6f), (6.1f, 3.4f), (6.9f, 1.2f), (7.0f, 2.6f), (6.2f, 5.6f), (5.3f, 8.0f), (4.6f, 10.0f)]),

            // A small flat ring high on a long tail.
            new(16, [(7.2f, 1.4f), (5.4f, 0.6f), (3.0f, 1.6f), (1.6f, 3.4f), (3.0f, 4.4f), (5.4f, 3.4f), (7.2f, 1.4f), (7.2f, 1.4f), (6.2f, 4.4f), (5.2f, 7.2f), (4.4f, 10.0f)]),
        ],
    ];

    /// <summary>The ways of writing a digit; their weights sum to 100.</summary>
    /// <param name="digit">0 to 9.</param>
    public static ReadOnlySpan<Skeleton> Of(int digit) => ByDigit[digit];

    /// <summary>The most points that any skeleton has.</summary>
    public static int MaxPoints { get; } = ByDigit.Max(ways => ways.Max(way => way.Points.Length));

    /// <summary>The way that a number from 0 to 99 chooses, by the weights.</summary>
    public static Skeleton Choose(int digit, int percent)
    {
        ReadOnlySpan<Skeleton> ways = Of(digit);
        int way = 0;
        while (percent >= ways[way].Weight)
        {
            percent -= ways[way].Weight;
            way++;
        }

        return ways[way];
    }
}
