using GroupConv.Threading;

namespace GroupConv.Tests.Concurrency;

/// <summary>
/// A source that cancels itself when its token is polled for the n-th time: it stops a call at a moment of the test's choice. One at a
/// time, in tests of the collection <see cref="Core.RunsAlone"/>; polls of other tokens are not counted.
/// </summary>
internal sealed class CancelAtPoll : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private int _polls;

    /// <param name="poll">From 1 on; 0 never cancels, and counts only.</param>
    public CancelAtPoll(int poll)
    {
        CancellationToken mine = _source.Token;
        CancellationPoll.Polling = polled =>
        {
            if (polled == mine && Interlocked.Increment(ref _polls) == poll)
                _source.Cancel();
        };
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Polls so far, by all threads.</summary>
    public int Polls => Volatile.Read(ref _polls);

    public void Dispose()
    {
        CancellationPoll.Polling = null;
        _source.Dispose();
    }
}
