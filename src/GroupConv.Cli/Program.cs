using System.Runtime.InteropServices;
using GroupConv.Cli.Files;
using GroupConv.Cli.Output;

namespace GroupConv.Cli;

internal static class Program
{
    // A convolution at work cannot be stopped, but what looks at the token gets time to end by itself.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    internal static async Task<int> Main(string[] args)
    {
        using var interruption = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Stop);
        var console = new CliConsole(Console.Out, Console.Error, !Console.IsOutputRedirected, !Console.IsErrorRedirected);
        if (VectorTiers.PerformanceWarning is { } warning)
            console.Complain($"warning: {warning}");
        Task<int> work = Task.Run(() => CommandLineApp.RunAsync(args, console, interruption.Token));
        await Task.WhenAny(work, Interrupted(interruption.Token));
        if (work.IsCompleted)
            return await work;
        AtomicFile.DeletePending();
        return ExitCode.Interrupted;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            interruption.Cancel();
        }
    }

    private static async Task Interrupted(CancellationToken token)
    {
        await Task.Delay(Timeout.Infinite, token).ContinueWith(_ => { }, TaskScheduler.Default);
        await Task.Delay(Grace, CancellationToken.None);
    }
}
