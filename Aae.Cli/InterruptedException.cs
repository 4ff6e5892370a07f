using Aae.Core;

namespace Aae.Cli;

/// <summary>Work was stopped by Ctrl+C, and the user can be told how to go on: the program ends with exit code 130.</summary>
/// <param name="message">One line.</param>
internal sealed class InterruptedException(string message) : AaeException(message);
