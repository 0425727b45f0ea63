using System.CommandLine;
using System.CommandLine.Help;
using GroupConv.Cli.Commands;
using GroupConv.Cli.Output;

namespace GroupConv.Cli;

/// <summary>The whole command line, apart from the process: tests run it in their own.</summary>
internal static class CommandLineApp
{
    /// <summary>Runs with plain text output, as if redirected.</summary>
    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellation = default) =>
        RunAsync(args, new CliConsole(output, error, OutIsTerminal: false, ErrorIsTerminal: false), cancellation);

    public static Task<int> RunAsync(string[] args, CliConsole console, CancellationToken cancellation) =>
        RunAsync(Root(console), args, console, cancellation);

    /// <summary>Parses, runs, and turns every way to fail into one line and an <see cref="ExitCode"/>; throws nothing.</summary>
    public static async Task<int> RunAsync(Command root, string[] args, CliConsole console, CancellationToken cancellation)
    {
        try
        {
            // No response files: an argument that starts with @ is an argument.
            ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
            if (parsed.Errors.Count > 0)
                throw new UserErrorException(FirstError(root, parsed));
            var settings = new InvocationConfiguration
            {
                Output = console.Out,
                Error = console.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(settings, cancellation);
        }
        catch (OperationCanceledException)
        {
            console.Complain("interrupted");
            return ExitCode.Interrupted;
        }
        catch (OutOfMemoryException)
        {
            console.Complain("not enough memory for these sizes");
            return ExitCode.UserError;
        }
        catch (InsufficientExecutionStackException)
        {
            console.Complain("the network has more inputs and outputs than one run can take");
            return ExitCode.UserError;
        }
        catch (Exception error) when (error is UserErrorException or ArgumentException or OverflowException or NotSupportedException)
        {
            console.Complain(ErrorText.OneLine(error));
            return ExitCode.UserError;
        }
        catch (Exception error) when (CliConsole.IsFailedWrite(error))
        {
            // Files have exceptions of their own. A closed pipe is none: .NET drops what is written to it.
            console.Complain($"cannot write the output: {ErrorText.OneLine(error.GetBaseException())}");
            return ExitCode.UserError;
        }
        catch (Exception error)
        {
            console.Complain($"internal error: {error.GetType().Name}: {ErrorText.OneLine(error)}");
            return ExitCode.InternalError;
        }
    }

    // Not a RootCommand: that is named after the file of the program, which the user of a tool never sees.
    private static Command Root(CliConsole console) =>
        new("groupconv", "Grouped convolution: measure it, run it, check it, have it explained. FLOPs are 2 x MACs throughout.")
        {
            new HelpOption(),
            new VersionOption(),
            SweepCommand.Create(console),
            ConvCommand.Create(console),
            BenchCommand.Create(console),
            VerifyCommand.Create(console),
            ExplainCommand.Create(console),
            RunCommand.Create(console),
            SummaryCommand.Create(console),
            ProfileCommand.Create(console),
            TrainCommand.Create(console),
            EvaluateCommand.Create(console),
        };

    /// <summary>An unknown word comes with complaints about all that it made the parser miss; the word itself is what helps.</summary>
    private static string FirstError(Command root, ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens.Count > 0)
            return command == root
                ? $"'{parsed.UnmatchedTokens[0]}' is not a command; there are {CommandNames(command)}"
                : $"'{parsed.UnmatchedTokens[0]}' is not an option of {command.Name}; see {root.Name} {command.Name} --help";
        return command == root
            ? $"name a command: {CommandNames(command)}; --help says more"
            : parsed.Errors[0].Message.TrimEnd('.');
    }

    private static string CommandNames(Command command) => string.Join(", ", command.Subcommands.Select(one => one.Name));
}
