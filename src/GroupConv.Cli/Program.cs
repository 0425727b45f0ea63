using System.Runtime.InteropServices;
using GroupConv.Cli.Output;
using GroupConv.Cli.Processes;
using GroupConv.Networks.Files;

namespace GroupConv.Cli;

internal static class Program
{
    // Reading a model cannot be stopped in the middle, but what looks at the token gets time to end by itself.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    internal static async Task<int> Main(string[] args)
    {
        var console = new CliConsole(Console.Out, Console.Error, !Console.IsOutputRedirected, !Console.IsErrorRedirected);
        var interruption = new Interruption(console.Unsaved, Grace);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Stop);
        if (VectorTiers.PerformanceWarning is { } warning)
            console.Complain($"warning: {warning}");
        int code = await interruption.RunAsync(token => CommandLineApp.RunAsync(args, console, token));
        WholeFile.DeletePending();
        return code;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            interruption.Signal();
        }
    }
}
