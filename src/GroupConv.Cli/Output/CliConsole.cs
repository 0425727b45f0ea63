using GroupConv.Cli.Processes;
using GroupConv.Networks.Files;
using Spectre.Console;

namespace GroupConv.Cli.Output;

/// <summary>Where a command writes: results to one, progress and complaints to the other.</summary>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="OutIsTerminal">A person reads the output: tables get borders.</param>
/// <param name="ErrorIsTerminal">A person watches: progress is shown.</param>
internal sealed record CliConsole(TextWriter Out, TextWriter Error, bool OutIsTerminal, bool ErrorIsTerminal)
{
    /// <summary>Commands that the process must not end in the middle of, since they have something to save.</summary>
    public ProtectedWork Unsaved { get; } = new();

    /// <summary>What a write to the process's output throws when it fails; the second if its descriptor is closed.</summary>
    public static bool IsFailedWrite(Exception error) => error is IOException or UnauthorizedAccessException;

    /// <summary>Writes one line to standard error. If that cannot be written either, the exit code has to do.</summary>
    public void Complain(string message)
    {
        try
        {
            Error.WriteLine($"groupconv: {VisibleText.Of(message)}"); // it may quote a file
        }
        catch (Exception error) when (IsFailedWrite(error))
        {
        }
    }

    /// <summary>Runs long work; on a terminal a bar shows how far it is.</summary>
    /// <param name="title">What the work is.</param>
    /// <param name="steps">How many times <see cref="IProgress{T}.Report"/> will be called, each with what comes next.</param>
    /// <param name="work">The work.</param>
    public T WithProgress<T>(string title, int steps, Func<IProgress<string>, T> work)
    {
        if (!ErrorIsTerminal)
            return work(new NoProgress());
        // No automatic refresh: a thread that draws would take time from what is measured, and allocate.
        return Progress(Error)
            .AutoRefresh(false)
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .Start(context => work(new Bar(context, context.AddTask(title, maxValue: Math.Max(1, steps)), title)));
    }

    private static Progress Progress(TextWriter writer) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) }).Progress();

    private sealed class NoProgress : IProgress<string>
    {
        public void Report(string value)
        {
        }
    }

    private sealed class Bar(ProgressContext context, ProgressTask task, string title) : IProgress<string>
    {
        private bool _started;

        public void Report(string value)
        {
            // A step is done when the next one begins.
            if (_started)
                task.Increment(1);
            _started = true;
            task.Description = Markup.Escape($"{title}: {VisibleText.Of(value)}");
            context.Refresh();
        }
    }
}
