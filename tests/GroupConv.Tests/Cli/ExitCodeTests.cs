using System.CommandLine;
using System.Text.RegularExpressions;
using GroupConv.Cli;
using GroupConv.Cli.Commands;
using GroupConv.Cli.Files;
using GroupConv.Cli.Measurement;
using GroupConv.Cli.Output;
using GroupConv.Cli.Verification;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Cli;

public sealed class ExitCodeTests : IDisposable
{
    private const string Line = "one,1,4,5,5,4,3,3,1,1,1,1,1,1,1,1,2\n";
    private readonly CommandLine _cli = new();

    [Theory]
    [InlineData("name a command")]
    [InlineData("'bogus' is not a command", "bogus")]
    [InlineData("'--bogus' is not an option of sweep", "sweep", "--bogus", "3")]
    [InlineData("'extra' is not an option of sweep", "sweep", "extra")]
    [InlineData("'--layers' is required", "bench")]
    [InlineData("--threads must be a whole number", "sweep", "--threads", "two")]
    [InlineData("--threads must be a whole number", "sweep", "--threads", "0")]
    [InlineData("single argument", "sweep", "--threads", "1", "--threads", "2")]
    [InlineData("argument missing", "sweep", "--threads")]
    [InlineData("--groups must be", "sweep", "--groups", "1,,2")]
    [InlineData("InChannels must be divisible by Groups, but got InChannels 256 and Groups 3", "sweep", "--groups", "1,3")]
    [InlineData("Winograd cannot run this layer: it is for kernels of 3x3", "sweep", "--kernel", "5", "--algorithm", "winograd")]
    [InlineData("is over 2^63 - 1", "sweep", "--size", "2000000000", "--in-channels", "2147483647", "--batch", "2147483647", "--groups", "1")]
    [InlineData("must say c_out", "verify", "--case", "c_in=1 h=1 w=1")]
    [InlineData("'bogus=1'", "verify", "--case", "bogus=1")]
    [InlineData("is smaller than the dilated kernel's 3", "verify", "--case", "c_in=1 c_out=1 h=1 w=1 kernel=3")]
    [InlineData("nothing was run", "verify", "--case", "c_in=1 c_out=1 h=1 w=1 algorithm=winograd")]
    [InlineData("--format must be table or csv", "bench", "--layers", "x", "--format", "xml")]
    [InlineData("no such file", "bench", "--layers", "no/such/file.csv")]
    [InlineData("is a folder", "explain", "--layers", ".")]
    [InlineData("must end in .npy, .ppm or .pgm", "conv", "--input", "a.npy", "--weight", "b.npy", "--output", "c.txt")]
    [InlineData("no such folder", "conv", "--input", "a.npy", "--weight", "b.npy", "--output", "no/such/c.npy")]
    public async Task AMistakeIsOneLineOnStandardErrorAnd2(string complaint, params string[] args)
    {
        (int code, string output, string error) = await CommandLine.RunAsync(args);

        code.Should().Be(ExitCode.UserError);
        output.Should().BeEmpty();
        error.TrimEnd().Should().StartWith("groupconv: ").And.Contain(complaint).And.NotContain("\n");
    }

    [Fact]
    public async Task HelpIsNoMistake()
    {
        (int code, string output, string error) = await CommandLine.RunAsync("conv", "--help");
        (code, error).Should().Be((ExitCode.Success, ""));
        output.Should().Contain("top,left,bottom,right");
    }

    [Fact]
    public async Task OutputThatCannotBeWrittenIsAnErrorWhateverTheCommand()
    {
        string layers = _cli.Write("layers.csv", LayerFile.Header + "\n" + Line);
        foreach (string[] args in (string[][])[["--version"], ["explain", "--help"], ["explain", "--layers", layers], ["verify", "--random", "1"]])
        {
            foreach (Exception failure in (Exception[])[new IOException("No space left on device"), new UnauthorizedAccessException("closed")])
            {
                using var error = new StringWriter();
                (await CommandLineApp.RunAsync(args, new FailingWriter(failure), error)).Should().Be(ExitCode.UserError);
                error.ToString().Should().Be($"groupconv: cannot write the output: {failure.Message}{Environment.NewLine}");
            }
        }
    }

    [Fact]
    public async Task AComplaintThatCannotBeWrittenChangesNoExitCode()
    {
        using var nowhere = new FailingWriter(new IOException("full"));
        (await CommandLineApp.RunAsync(["bogus"], nowhere, nowhere)).Should().Be(ExitCode.UserError);
        (await CommandLineApp.RunAsync(["explain", "--help"], nowhere, nowhere)).Should().Be(ExitCode.UserError);
    }

    [Fact]
    public async Task AMistakeOfTheProgramIsOneLineToo()
    {
        using var error = new StringWriter();

        int code = await CommandLineApp.RunAsync(["explain", "--help"], new FailingWriter(new DivideByZeroException("by\nnothing")), error);

        code.Should().Be(ExitCode.InternalError);
        error.ToString().Should().Be($"groupconv: internal error: DivideByZeroException: by nothing{Environment.NewLine}");
    }

    [Fact]
    public async Task EveryDefaultThatHelpShowsCanBeWritten()
    {
        CliConsole console = new(TextWriter.Null, TextWriter.Null, OutIsTerminal: false, ErrorIsTerminal: false);
        Command[] commands =
        [
            BenchCommand.Create(console), ConvCommand.Create(console), ExplainCommand.Create(console), SweepCommand.Create(console),
            VerifyCommand.Create(console),
        ];
        int defaults = 0;
        foreach (Command command in commands)
        {
            string help = (await CommandLine.RunAsync(command.Name, "--help")).Output;
            foreach (Match shown in Regex.Matches(help, @"^  (--[a-z-]+) .*\[default: (.*)\]", RegexOptions.Multiline))
            {
                (string option, string text) = (shown.Groups[1].Value, shown.Groups[2].Value);
                command.Parse([option, text]).Errors.Should().NotContain(one => one.Message.StartsWith(option), $"{command.Name} shows {text}");
                defaults++;
            }
        }

        defaults.Should().Be(21);
    }

    [Fact]
    public async Task ACancelledCommandGives130()
    {
        string layers = _cli.Write("layers.csv", LayerFile.Header + "\n" + Line);
        foreach (string[] args in (string[][])[["bench", "--layers", layers], ["verify", "--layers", layers], ["explain", "--layers", layers], ["sweep", "--size", "4"]])
            (await CommandLine.RunAsync(new CancellationToken(canceled: true), args)).Code.Should().Be(ExitCode.Interrupted, args[0]);
    }

    [Fact]
    public async Task ExplainSaysNameCostAndPlan()
    {
        string layers = _cli.Write("layers.csv", LayerFile.Header + "\n" + Line);

        (int code, string output, _) = await CommandLine.RunAsync("explain", "--layers", layers);

        code.Should().Be(ExitCode.Success);
        output.Should().StartWith("one: ").And.Contain("72 params (1/2 of G = 1) + 4 bias").And.Contain("plan: ");
        output.Should().ContainAll(nameof(ConvAlgorithm.Reference), nameof(ConvAlgorithm.Im2colGemm), nameof(ConvAlgorithm.SpatialLanes), nameof(ConvAlgorithm.ChannelLanes));
    }

    [Fact]
    public async Task BenchRunsTheAlgorithmAskedFor()
    {
        string layers = _cli.Write("layers.csv", LayerFile.Header + "\n" + Line);
        foreach (ConvAlgorithm algorithm in Enum.GetValues<ConvAlgorithm>().Except([ConvAlgorithm.Auto, ConvAlgorithm.Depthwise]))
        {
            (int code, string output, _) = await CommandLine.RunAsync(
                "bench", "--layers", layers, "--algorithm", $"{algorithm}".ToLowerInvariant(), "--format", "csv", "--seconds", "0.001", "--threads", "1");
            code.Should().Be(ExitCode.Success);
            output.Should().Contain($"one,{algorithm},");
        }
    }

    [Fact]
    public async Task BenchCsvHasItsColumns()
    {
        string layers = _cli.Write("layers.csv", LayerFile.Header + "\n" + Line);

        (int code, string output, string error) = await CommandLine.RunAsync("bench", "--layers", layers, "--format", "csv", "--seconds", "0.02", "--threads", "1");

        code.Should().Be(ExitCode.Success);
        error.Should().Contain(VectorTiers.Best.ToString());
        string[] lines = output.TrimEnd().Split(Environment.NewLine);
        lines[0].Should().Be("name,algorithm,median_ms,p25_ms,gflops,allocated_bytes");
        string[] fields = lines.Should().HaveCount(2).And.Subject.Last().Split(',');
        fields.Should().HaveCount(6);
        fields[0].Should().Be("one");
        fields[2..5].Should().AllSatisfy(field => double.Parse(field, System.Globalization.CultureInfo.InvariantCulture).Should().BeGreaterThanOrEqualTo(0));
    }

    [Fact]
    public void BenchCountsInTheTimeOfItsClock()
    {
        Layer layer = InputFile.Read(_cli.Write("layers.csv", LayerFile.Header + "\n" + Line), LayerFile.Read).Single();
        var settings = new BenchSettings(Threads: 1, ConvAlgorithm.Auto, Seconds: 0.01) { Clock = new StepClock(TimeSpan.FromMilliseconds(2)) };

        BenchRow row = LayerBench.Measure(layer, settings, CancellationToken.None);

        (row.Name, row.MedianSeconds, row.P25Seconds).Should().Be(("one", 0.002, 0.002));
        row.Gflops.Should().BeApproximately(2 * 4 * 25 * 2 * 9 / 0.002 / 1e9, 1e-12, "4 outputs of 25 places, of 2 channels and 9 taps each");
    }

    [Fact]
    public async Task VerifyFindsNothing()
    {
        string layers = _cli.Write("layers.csv", LayerFile.Header + "\n" + Line);

        (int code, string output, _) = await CommandLine.RunAsync("verify", "--layers", layers, "--random", "5", "--seed", "3");

        code.Should().Be(ExitCode.Success);
        output.Should().StartWith("6 layers, ").And.Contain("no bit differs").And.Contain("Winograd");
    }

    [Fact]
    public void VerifyThatFoundADifferenceGives1()
    {
        using var output = new StringWriter();
        var console = new CliConsole(output, TextWriter.Null, OutIsTerminal: false, ErrorIsTerminal: false);
        var failure = new VerifyFailure(VerifyCase.Random(1), "difference.");

        VerifyCommand.Report(console, 9, new Verifier(), new WinogradVerifier(), [failure]).Should().Be(ExitCode.Difference);

        output.ToString().Should().Contain("difference.");
    }

    public void Dispose() => _cli.Dispose();
}
