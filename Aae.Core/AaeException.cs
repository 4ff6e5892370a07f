namespace Aae.Core;

/// <summary>
/// A failure that the user can act on: a bad file, option, shape or number. The message is one line that says what is
/// wrong, where, with which value, and what is allowed. Anything else that is thrown is a defect of the program.
/// </summary>
public class AaeException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">One line: what, where, which value, what is allowed.</param>
    public AaeException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with the failure that caused it.</summary>
    /// <param name="message">One line: what, where, which value, what is allowed.</param>
    /// <param name="cause">The failure underneath.</param>
    public AaeException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
