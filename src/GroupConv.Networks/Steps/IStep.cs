namespace GroupConv.Networks.Steps;

/// <summary>One operation of a compiled network, made for one caller at a time.</summary>
internal unsafe interface IStep
{
    /// <param name="buffers">The run's memory, by the numbers of <see cref="Compilation.Place"/>.</param>
    /// <param name="maxThreads">At least 1.</param>
    /// <param name="cancellationToken">Polled between tasks.</param>
    /// <exception cref="OperationCanceledException">It was canceled before all was done.</exception>
    void Run(float** buffers, int maxThreads, CancellationToken cancellationToken);
}
