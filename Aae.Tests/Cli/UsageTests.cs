using Aae.Cli;
using Aae.Cli.Output;
using Aae.Core;

namespace Aae.Tests.Cli;

[Category("Unit")]
internal sealed class UsageTests
{
    [TestCase("", "a command is missing: one of train, sample")]
    [TestCase("trian", "unknown command 'trian'; did you mean 'train'?")]
    [TestCase("--foo", "unknown option '--foo'")]
    [TestCase("@file", "unknown command '@file'")]
    [TestCase("train a b", "unknown argument 'b'")]
    [TestCase("train --ot x", "unknown option '--ot'; did you mean '--out'?")]
    [TestCase("train nope", "there is no recipe 'nope'; built in are digits-2d")]
    [TestCase("train --set", "'--set'")]
    [TestCase("train --set epochs", "--set epochs: allowed is path=value")]
    [TestCase("train --set foo=1", "unknown key 'foo'")]
    [TestCase("train --set encoder.hiden=[1]", "unknown key 'encoder.hiden'")]
    [TestCase("train --set epochs=x", "epochs = \"x\"")]
    [TestCase("train --set epochs=0", "epochs = 0: allowed is a whole number from 1")]
    [TestCase("train --set code.z.size=1e9", "code.z.size")]
    [TestCase("train --set phases.generator.rate=-1", "phases.generator.rate = -1")]
    [TestCase("train --set variant=flow", "variant = \"flow\"")]
    [TestCase("train --epochs 0", "--epochs 0: allowed is a whole number from 1 to 1000000")]
    [TestCase("train --epochs many", "--epochs many: allowed is")]
    [TestCase("train --steps -3", "--steps -3: allowed is")]
    [TestCase("train --seed -1", "--seed -1: allowed is a whole number from 0 to 18446744073709551615")]
    [TestCase("train --seed 18446744073709551616", "--seed 18446744073709551616: allowed is")]
    [TestCase("train --seeds 4..0", "--seeds 4..0: allowed are different whole numbers, at most 1000, as 0..4 or 0,3,7")]
    [TestCase("train --seeds 1,1", "--seeds 1,1: allowed are different")]
    [TestCase("train --seeds 0..", "--seeds 0..: allowed are")]
    [TestCase("train --seeds 0..1000", "--seeds 0..1000: allowed are")]
    [TestCase("train --seeds -1", "--seeds -1: allowed are")]
    [TestCase("train --seeds 0..1 --seed 3", "--seeds trains a run for each seed: --seed cannot be given with it")]
    [TestCase("train --seeds 0..1 --init x.safetensors", "--init cannot be given with it")]
    [TestCase("train --seeds 0..1 --resume RUN", "--resume cannot be given with it")]
    [TestCase("train --seeds 0..1 --profile", "--profile cannot be given with it")]
    [TestCase("train --seeds 0..1 --set seed=3", "--set seed cannot be given with it")]
    [TestCase("train --set data.shift=0", "data.shift = 0: allowed is a whole number from 1")]
    [TestCase("train --set code.z.ramp=0", "code.z.ramp = 0: allowed is a whole number from 1")]
    [TestCase("train --set stop.metric=validationError", "the key 'stop.patience' is missing")]
    [TestCase("train --threads 0", "--threads 0: allowed is a whole number from 1 to 1024")]
    [TestCase("train --threads -2", "--threads -2: allowed is")]
    [TestCase("train --resume", "--resume RUN needs the folder of the run")]
    [TestCase("train --resume RUN --out RUN", "--out cannot be given with it")]
    [TestCase("train --checkpoint-every 0", "--checkpoint-every 0: allowed is a number of steps, as 500, or a time, as 30s, 10m or 2h")]
    [TestCase("train --keep-last 0", "--keep-last 0: allowed is a whole number from 1")]
    [TestCase("train --on-divergence hope", "--on-divergence hope: allowed is stop or retry")]
    [TestCase("train --resume RUN --seed 3", "--seed cannot be given with it")]
    [TestCase("train --resume RUN --set epochs=3", "--set cannot be given with it")]
    [TestCase("train --resume RUN --init x.safetensors", "--init cannot be given with it")]
    [TestCase("train digits-2d --resume --out RUN", "RECIPE cannot be given with it")]
    [TestCase("train --resume RUN --epochs 1", "is a run of 2 epochs, and a resumed run can only have more")]
    [TestCase("sample", "RUN is missing")]
    [TestCase("sample --foo", "unknown option '--foo'")]
    [TestCase("sample RUN extra", "unknown argument 'extra'")]
    [TestCase("sample RUN -n", "'-n'")]
    [TestCase("sample RUN -n 0", "-n 0: allowed is a whole number from 1")]
    [TestCase("sample RUN -n 1.5", "-n 1.5: allowed is")]
    [TestCase("sample RUN -n 99999999999999999999", "-n 99999999999999999999: allowed is")]
    [TestCase("sample RUN --seed 1 --seed 2", "'--seed' expects a single argument")]
    [TestCase("neighbours RUN --split train", "unknown option '--split'")]
    [TestCase("sample RUN -o x.jpg", "-o x.jpg: allowed is a file name ending in .png or .npy")]
    [TestCase("sample RUN -o .png", "-o .png: allowed is")]
    [TestCase("sample RUN/checkpoints/best.safetensors --best", "--best chooses among a run's checkpoints")]
    [TestCase("encode RUN -o x.png", "-o x.png: allowed is a file name ending in .npy")]
    [TestCase("decode RUN", "CODES is missing")]
    [TestCase("scatter RUN --split foo", "--split foo: allowed is one of test, validation, train")]
    [TestCase("interpolate RUN --steps 1", "--steps 1: allowed is a whole number from 2")]
    [TestCase("manifold RUN --size 1001", "--size 1001: allowed is a whole number from 1 to 1000")]
    [TestCase("evaluate", "RUN is missing")]
    [TestCase("sample RUN --class 9..0", "--class 9..0: allowed are different whole numbers")]
    [TestCase("likelihood", "RUN is missing, or --samples-file with samples from elsewhere")]
    [TestCase("likelihood RUN --samples-file x.npy", "RUN and --samples-file are two kinds of samples")]
    [TestCase("likelihood --samples-file x.npy", "--data names the data set")]
    [TestCase("likelihood --sanity", "--data names the data set")]
    [TestCase("likelihood --samples-file x.npy --data digits --samples 3", "--samples says which samples RUN makes")]
    [TestCase("likelihood --samples-file x.npy --data digits --best", "--best says which samples RUN makes")]
    [TestCase("likelihood --samples-file x.npy --data digits --seed 3", "--seed says which samples RUN makes")]
    [TestCase("likelihood RUN --sigma 0.2 -o curve.png", "--output is for the curve over the --grid; of one --sigma there is none")]
    [TestCase("likelihood RUN --samples 0", "--samples 0: allowed is a whole number from 1 to 1000000000000, as 5000, 10k or 1m")]
    [TestCase("likelihood RUN --samples 9999999999m", "--samples 9999999999m: allowed is")]
    [TestCase("likelihood RUN --samples 1.5k", "--samples 1.5k: allowed is")]
    [TestCase("likelihood RUN --grid 0.1", "--grid 0.1: allowed are 2 to 100 ascending numbers from 1e-6 to 1e6, as 0.1..1:10 or 0.1,0.2,0.3")]
    [TestCase("likelihood RUN --grid 0.2,0.1", "--grid 0.2,0.1: allowed are")]
    [TestCase("likelihood RUN --grid 0..1:3", "--grid 0..1:3: allowed are")]
    [TestCase("likelihood RUN --grid 0.1..1:1", "--grid 0.1..1:1: allowed are")]
    [TestCase("likelihood RUN --grid 0.1..NaN:3", "--grid 0.1..NaN:3: allowed are")]
    [TestCase("likelihood RUN --sigma 0", "--sigma 0: allowed is a number from 1e-6 to 1e6")]
    [TestCase("likelihood RUN --sigma 0.2 --grid 0.1,0.2", "they cannot be given together")]
    [TestCase("quality", "RUN is missing, or --samples-file with samples from elsewhere")]
    [TestCase("quality RUN --samples 2m", "--samples 2m: allowed is a whole number from 1 to 1000000, as 5000, 10k or 1m")]
    [TestCase("classify", "RUN is missing")]
    [TestCase("cluster RUN --images", "'--images'")]
    [TestCase("embed RUN --images x.npy --split train", "--split, which chooses among the data set's images, cannot be given with it")]
    [TestCase("embed RUN -o x.png", "-o x.png: allowed is a file name ending in .npy or .csv")]
    [TestCase("recipes shwo", "unknown argument 'shwo'; did you mean 'show'?")]
    [TestCase("recipes show", "NAME is missing")]
    [TestCase("recipes show nope", "there is no recipe 'nope'")]
    [TestCase("data", "a command is missing: one of list, info, ")]
    [TestCase("data info nope", "there is no data set 'nope'; known are digits, mnist, svhn, faces, tfd, and a path of one's own: an .npy array")]
    [TestCase("data fetch nope", "there is no data set 'nope'")]
    [TestCase("data show digits -o x.gif", "-o x.gif: allowed is a file name ending in .png")]
    [TestCase("info extra", "unknown argument 'extra'")]
    public void A_wrong_command_line_gives_one_line_and_exit_code_2(string line, string expected)
    {
        Outcome outcome = Program.Run(Words(line));
        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.EqualTo(2), outcome.ToString());
            Assert.That(outcome.Results, Is.Empty);
            Assert.That(outcome.Messages, Does.Match("^aae: [^\n]*\n$").And.Contain(expected));
        });
    }

    [Test]
    public void Best_means_what_train_keeps() =>
        Assert.That(Program.Run("encode", "--help").Results, Does.Match(@"lowest\s+reconstruction\s+error\s+on\s+the\s+validation\s+images"));

    [TestCase("")]
    [TestCase("train")]
    [TestCase("sample")]
    [TestCase("neighbours")]
    [TestCase("reconstruct")]
    [TestCase("encode")]
    [TestCase("decode")]
    [TestCase("interpolate")]
    [TestCase("manifold")]
    [TestCase("scatter")]
    [TestCase("evaluate")]
    [TestCase("likelihood")]
    [TestCase("quality")]
    [TestCase("reproduce")]
    [TestCase("classify")]
    [TestCase("cluster")]
    [TestCase("embed")]
    [TestCase("recipes")]
    [TestCase("recipes show")]
    [TestCase("data")]
    [TestCase("data list")]
    [TestCase("data info")]
    [TestCase("data fetch")]
    [TestCase("data show")]
    [TestCase("info")]
    public void Help_names_options_and_gives_examples_that_parse(string command)
    {
        Outcome help = Program.Run([.. Words(command), "--help"]);
        Assert.That(help.ExitCode, Is.Zero, help.ToString());
        Assert.That(help.Results, Does.Contain("Usage:").And.Contain("--help"));
        Assert.That(help.Messages, Is.Empty);
        if (command.Length == 0)
        {
            Assert.That(help.Results, Does.Contain("[suggest:").And.Contain("exit codes").IgnoreCase);
            return;
        }

        string[] examples = [.. help.Results[help.Results.IndexOf("Examples:", StringComparison.Ordinal)..].Split('\n')[1..].Select(line => line.Trim()).Where(line => line.Length > 0)];
        Assert.That(examples, Is.Not.Empty.And.All.StartsWith($"aae {command}"));
        foreach (string example in examples)
        {
            string[] words = [.. example.Split(" > ")[0].Replace("'[256, 256]'", "[256,256]").Split(' ')[1..]];
            Assert.That(UsageText.Of(Application.Parse(words, new Terminal(TextWriter.Null, TextWriter.Null))), Is.Null, example);
        }
    }

    [TestCase("aae re", new[] { "reconstruct", "recipes" })]
    [TestCase("aae train ", new[] { "digits-2d", "mnist-2d", "mnist-8d", "--set", "--resume" })]
    [TestCase("aae recipes show ", new[] { "digits-2d", "mnist-8d" })]
    [TestCase("aae data fetch ", new[] { "digits", "mnist" })]
    [TestCase("aae scatter x --split ", new[] { "test", "validation", "train" })]
    public void Completion_offers(string line, string[] words)
    {
        Outcome outcome = Program.Run($"[suggest:{line.Length}]", line);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(outcome.Results.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), Is.SupersetOf(words));
    }

    [TestCase("train", "--out", "")]
    [TestCase("sample", "")]
    public void An_empty_argument_is_a_wrong_command_line(params string[] args)
    {
        Outcome outcome = Program.Run(args);
        Assert.That(outcome.ExitCode, Is.EqualTo(2));
        Assert.That(outcome.Messages, Does.Match("^aae: [^\n]*empty[^\n]*\n$"));
    }

    [TestCase("standard output", true)]
    [TestCase(null, false)]
    public void A_stream_that_cannot_be_written_is_a_failure_for_results_alone(string? name, bool fails)
    {
        using var full = new GuardedWriter(new StreamWriter(new FullStream()) { AutoFlush = true }, name);
        Assert.That(() => full.WriteLine("text"), fails ? Throws.TypeOf<AaeException>().With.Message.StartsWith("standard output") : Throws.Nothing);
    }

    private static string[] Words(string line) =>
        [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Replace("RUN", TrainedRun.Run, StringComparison.Ordinal))];

    private sealed class FullStream : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("No space left on device");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device");
    }
}
