using Aae.Core;

namespace Aae.Cli;

/// <summary>What was typed cannot be done: the program ends with exit code 2.</summary>
/// <param name="message">One line: what, which value, what is allowed.</param>
internal sealed class UsageException(string message) : AaeException(message);
