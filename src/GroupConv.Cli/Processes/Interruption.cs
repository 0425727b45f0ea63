using System.Diagnostics.CodeAnalysis;

namespace GroupConv.Cli.Processes;

/// <summary>
/// Ends the process's work when the user interrupts it. The first signal cancels the work, which then has a grace to end by itself, and as
/// long as it needs if it has something to save. The second signal ends the process at once.
/// </summary>
/// <param name="unsaved">Works that have something to save.</param>
/// <param name="grace">How long all others may take to end.</param>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "a signal may come at any moment, even at the very end of the process")]
internal sealed class Interruption(ProtectedWork unsaved, TimeSpan grace)
{
    private readonly CancellationTokenSource _first = new();
    private readonly TaskCompletionSource _second = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _signals;

    /// <summary>Takes a signal; any thread may call it.</summary>
    public void Signal()
    {
        if (Interlocked.Increment(ref _signals) == 1)
            _first.Cancel();
        else
            _second.TrySetResult();
    }

    /// <summary>Runs the work until it ends or the process has to.</summary>
    /// <param name="work">The work; it looks at the token.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(Func<CancellationToken, Task<int>> work)
    {
        Task<int> running = Task.Run(() => work(_first.Token));
        await Task.WhenAny(running, PatienceIsOver(), _second.Task);
        return running.IsCompleted ? await running : ExitCode.Interrupted;
    }

    private async Task PatienceIsOver()
    {
        var signaled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (_first.Token.Register(signaled.SetResult))
            await signaled.Task;
        await Task.Delay(grace);
        await unsaved.WhenNone();
    }
}
