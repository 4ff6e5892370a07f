using Aae.Cli;
using Aae.Cli.Output;

using var interruption = new Interruption();
return Application.Run(args, Terminal.OfProcess(interruption));
