namespace GroupConv.Cli.Processes;

/// <summary>Counts works that the process must not end in the middle of: those that have something to save when they are interrupted.</summary>
internal sealed class ProtectedWork
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _none = Completed();
    private int _count;

    /// <summary>Completes when no such work goes on.</summary>
    public Task WhenNone()
    {
        lock (_lock)
            return _none.Task;
    }

    /// <summary>Begins such a work.</summary>
    /// <returns>Ends it when it is disposed, once.</returns>
    public IDisposable Begin()
    {
        lock (_lock)
        {
            if (_count++ == 0)
                _none = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return new Work(this);
    }

    private void End()
    {
        lock (_lock)
        {
            if (--_count == 0)
                _none.SetResult();
        }
    }

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }

    private sealed class Work(ProtectedWork all) : IDisposable
    {
        public void Dispose() => all.End();
    }
}
