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

    public void Forward(float** buffers, int maxThreads)
    {
        foreach (IStep step in _forward)
            step.Run(buffers, maxThreads, CancellationToken.None);
    }

    public void Backward(float** buffers, int maxThreads)
    {
        foreach (IStep step in _backward)
            step.Run(buffers, maxThreads, CancellationToken.None);
    }
}
