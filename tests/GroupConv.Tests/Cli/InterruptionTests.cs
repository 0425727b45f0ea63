using System.Diagnostics;
using GroupConv.Cli;
using GroupConv.Cli.Processes;
using GroupConv.Networks;
using GroupConv.Tests.Support;
using GroupConv.Tests.Training;

namespace GroupConv.Tests.Cli;

/// <summary>What ends the process when the user interrupts it, and when.</summary>
public sealed class InterruptionTests : IDisposable
{
    private readonly CommandLine _cli = new();

    [Fact]
    public async Task Work_that_looks_at_the_token_ends_by_itself()
    {
        var interruption = new Interruption(new ProtectedWork(), TimeSpan.FromHours(1));
        Task<int> run = interruption.RunAsync(async token =>
        {
            interruption.Signal();
            await Task.Delay(Timeout.Infinite, token).ContinueWith(_ => { }, TaskScheduler.Default);
            return 7;
        });
        (await run).Should().Be(7);
    }

    [Fact]
    public async Task Work_that_does_not_is_left_behind()
    {
        var interruption = new Interruption(new ProtectedWork(), TimeSpan.Zero);
        var never = new TaskCompletionSource<int>();
        Task<int> run = interruption.RunAsync(_ => never.Task);
        interruption.Signal();
        (await run).Should().Be(ExitCode.Interrupted);
    }

    [Fact]
    public async Task Work_with_something_to_save_gets_the_time_it_needs()
    {
        var unsaved = new ProtectedWork();
        var interruption = new Interruption(unsaved, TimeSpan.Zero);
        var isSaved = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        bool wasSaved = false;
        Task<int> run = interruption.RunAsync(async _ =>
        {
            using (unsaved.Begin())
            using (unsaved.Begin())
            {
                begun.SetResult();
                await isSaved.Task;
                wasSaved = true;
            }

            return ExitCode.Interrupted;
        });
        await begun.Task;
        interruption.Signal();
        unsaved.WhenNone().IsCompleted.Should().BeFalse();
        run.IsCompleted.Should().BeFalse();
        isSaved.SetResult();
        (await run).Should().Be(ExitCode.Interrupted);
        wasSaved.Should().BeTrue();
    }

    [Fact]
    public async Task A_second_signal_ends_the_process_at_once()
    {
        var unsaved = new ProtectedWork();
        var interruption = new Interruption(unsaved, TimeSpan.FromHours(1));
        var never = new TaskCompletionSource<int>();
        var begun = new TaskCompletionSource();
        Task<int> run = interruption.RunAsync(_ =>
        {
            unsaved.Begin();
            begun.SetResult();
            return never.Task;
        });
        await begun.Task;
        interruption.Signal();
        interruption.Signal();
        (await run).Should().Be(ExitCode.Interrupted);
    }

    /// <summary>A whole training in one batch, which takes far longer than the grace of other commands.</summary>
    [UnixTheory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_training_that_gets_a_signal_writes_its_checkpoint(string signal)
    {
        string data = SyntheticHar.Write(_cli.Path("data"), train: 600, test: 12), checkpoint = _cli.Path("out/checkpoint.safetensors");
        using Process child = ChildProcess.Begin(
            ChildProgram.Program, ["train", "har", "--data", data, "--out", _cli.Path("out"), "--batch", "600", "--blocks", "4", "--epochs", "50", "--threads", "1"]);
        Task<string> error = child.StandardError.ReadToEndAsync();
        while (await child.StandardOutput.ReadLineAsync() is { } line && !line.StartsWith("epoch", StringComparison.Ordinal))
            continue;
        Process.Start("kill", [$"-{signal}", $"{child.Id}"]).Dispose();
        await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();

        child.ExitCode.Should().Be(ExitCode.Interrupted);
        (await error).Should().Contain("groupconv: interrupted in epoch ").And.Contain($"saved to {checkpoint}");
        TrainingCheckpoint.Load(checkpoint).History.Count.Should().BeLessThan(50);
    }

    public void Dispose() => _cli.Dispose();
}
