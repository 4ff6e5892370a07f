using System.Globalization;
using System.Numerics;

namespace Aae.Models.Training;

/// <summary>A number of a training's state, under the name that a checkpoint gives it.</summary>
internal abstract class StateNumber(string name)
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>The number as a text from which <see cref="TrySet"/> makes the same number.</summary>
    public abstract string Text { get; }

    /// <summary>A number that lives elsewhere.</summary>
    /// <param name="name">The name.</param>
    /// <param name="get">Tells it.</param>
    /// <param name="set">Changes it.</param>
    public static StateNumber Of<T>(string name, Func<T> get, Action<T> set)
        where T : INumber<T> => new Typed<T>(name, get, set);

    /// <summary>Takes the number of a text; false if the text is missing or none of the kind.</summary>
    public abstract bool TrySet(string? text);

    private sealed class Typed<T>(string name, Func<T> get, Action<T> set) : StateNumber(name)
        where T : INumber<T>
    {
        public override string Text => get().ToString(null, CultureInfo.InvariantCulture);

        public override bool TrySet(string? text)
        {
            if (!T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T? number))
            {
                return false;
            }

            set(number);
            return true;
        }
    }
}
