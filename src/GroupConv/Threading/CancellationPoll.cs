namespace GroupConv.Threading;

/// <summary>Polls a caller's token between two pieces of work. Nothing is registered with the token, so nothing is allocated.</summary>
internal static class CancellationPoll
{
    /// <summary>
    /// Called before every poll of a token that can be canceled, on the thread that polls. Null outside of tests, which cancel or wait
    /// here in order to reach a moment in the middle of a call.
    /// </summary>
    internal static Action<CancellationToken>? Polling { get; set; }

    /// <summary>Whether the work is to stop.</summary>
    public static bool IsCanceled(CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled)
            return false;
        Polling?.Invoke(cancellationToken);
        return cancellationToken.IsCancellationRequested;
    }
}
