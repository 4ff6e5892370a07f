using Aae.Core.Data.Digits;

namespace Aae.Tests.Core.Data.Digits;

/// <summary>Many built-in digits at once.</summary>
internal static class Sheet
{
    /// <summary>Images [count, 784] and labels [count] of consecutive indexes.</summary>
    public static (byte[] Images, byte[] Labels) Render(ulong seed, long first, int count)
    {
        const int pixels = BuiltInDigits.Size * BuiltInDigits.Size;
        var images = new byte[count * pixels];
        var labels = new byte[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = (byte)BuiltInDigits.Render(seed, first + i, images.AsSpan(i * pixels, pixels));
        }

        return (images, labels);
    }
}
