using GroupConv.Threading;

namespace GroupConv.Planning;

/// <summary>The last step from a caller to a call: all sizes are checked and all memory pinned, from here on there are only pointers.</summary>
internal static unsafe class ConvRun
{
    /// <param name="calls">Those of the size.</param>
    /// <param name="batch">N; 0 is nothing to do.</param>
    /// <param name="input">As <see cref="ConvCall.Run"/>.</param>
    /// <param name="residual">Likewise.</param>
    /// <param name="output">Likewise.</param>
    /// <param name="maxThreads">0 for one a processor.</param>
    /// <param name="cancellationToken">Polled between tasks.</param>
    public static void Run(
        CallPool<ConvCall> calls, int batch, float* input, float* residual, float* output, int maxThreads, CancellationToken cancellationToken)
    {
        Require.NotNegative(maxThreads);
        cancellationToken.ThrowIfCancellationRequested(); // the size's first call packs weights, which may take a while
        if (batch == 0)
            return;
        ConvCall call = calls.Rent();
        try
        {
            call.Run(input, residual, output, WorkerTeam.Clamp(maxThreads), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            calls.Return(call); // a run that stopped between tasks leaves what any run leaves
            throw;
        }

        calls.Return(call); // not after other exceptions: the call's state would be unknown
    }
}
