namespace Aae.Core.Data;

/// <summary>
/// How an array from elsewhere holds images: [n, height, width], or with a channel or three of them either before the rows,
/// [n, channels, height, width], or as a pixel's last axis, [n, height, width, channels].
/// </summary>
/// <param name="Height">Rows of an image.</param>
/// <param name="Width">Columns of an image.</param>
/// <param name="Channels">1 for grey, 3 for colour.</param>
/// <param name="ChannelsLast">Whether the channels of a pixel lie side by side, and not each channel as a whole.</param>
internal readonly record struct ImageLayout(int Height, int Width, int Channels, bool ChannelsLast)
{
    /// <summary>What arrays are read as images, in words for errors.</summary>
    public const string Allowed = "[n, height, width], [n, 3, height, width] or [n, height, width, 3]";

    /// <summary>
    /// The layout of an array; null if it holds no images. Where both ends of an image could be its channels, those before the rows
    /// are, unless images would be one column wide.
    /// </summary>
    /// <param name="sizes">The array's sizes, outermost first.</param>
    public static ImageLayout? Of(ReadOnlySpan<int> sizes) => sizes switch
    {
        [_, >= 1 and var height, >= 1 and var width] => new(height, width, 1, ChannelsLast: false),
        [_, (1 or 3) and var channels, >= 1 and var height, > 1 and var width] => new(height, width, channels, ChannelsLast: false),
        [_, >= 1 and var height, >= 1 and var width, (1 or 3) and var channels] => new(height, width, channels, ChannelsLast: true),
        _ => null,
    };

    /// <summary>Brings images to the order in which an <see cref="ImageSet"/> holds them, [n, channels, height, width].</summary>
    /// <param name="images">The images, changed in place.</param>
    public void ToPlanes<T>(Span<T> images)
    {
        if (!ChannelsLast || Channels == 1)
        {
            return;
        }

        int pixels = Height * Width;
        var image = new T[pixels * Channels];
        for (; !images.IsEmpty; images = images[image.Length..])
        {
            images[..image.Length].CopyTo(image);
            for (int i = 0; i < image.Length; i++)
            {
                images[i] = image[i % pixels * Channels + i / pixels];
            }
        }
    }
}
