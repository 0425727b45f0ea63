using GroupConv.Networks.Steps;

namespace GroupConv.Networks.Training;

/// <summary>The steps of one batch size.</summary>
internal sealed unsafe class TrainingPlan
{
    private readonly IStep[] _forward;
    private readonly IStep[] _backward;

    public TrainingPlan(TrainingGraph graph, TrainingMemory memory, NetworkShapes shapes, TrainingOptions options)
    {
        List<IStep> forward = [];
        var backward = new List<IStep>[graph.Nodes.Count];
        for (int i = 0; i < backward.Length; i++)
        {
            var context = new NodeSteps(graph.Nodes[i], memory, shapes, options);
            StepTable.Add(context);
            forward.AddRange(context.Forward);
            backward[i] = graph.Nodes[i].Output.NeedsGradient ? [.. context.Backward, .. context.Accumulation()] : [];
        }

        _forward = [.. forward];
        _backward = [.. backward.Reverse().SelectMany(steps => steps)];
    }

    /// <summary>Elements of the output, of this batch.</summary>
    public required long OutputElements { get; init; }

    /// <summary>Elements of the input, of this batch.</summary>
    public required long InputElements { get; init; }

    /// <param name="buffers">The memory of the run.</param>
    /// <param name="maxThreads">At least 1.</param>
    /// <param name="beforeStep">Called before every step, or null.</param>
    /// <param name="cancellationToken">Polled many times within each step.</param>
    /// <exception cref="OperationCanceledException">It was canceled before all was done.</exception>
    public void Forward(float** buffers, int maxThreads, Action? beforeStep, CancellationToken cancellationToken) =>
        Run(_forward, buffers, maxThreads, beforeStep, cancellationToken);

    /// <inheritdoc cref="Forward"/>
    public void Backward(float** buffers, int maxThreads, Action? beforeStep, CancellationToken cancellationToken) =>
        Run(_backward, buffers, maxThreads, beforeStep, cancellationToken);

    private static void Run(IStep[] steps, float** buffers, int maxThreads, Action? beforeStep, CancellationToken cancellationToken)
    {
        foreach (IStep step in steps)
        {
            beforeStep?.Invoke();
            step.Run(buffers, maxThreads, cancellationToken);
        }
    }
}
