namespace GroupConv.Networks.Compilation;

/// <summary>
/// Takes operations out of a graph that the one before them can do in passing: what does nothing, batch norm behind a convolution,
/// the sum of a residual connection, and every activation that is a clamp.
/// </summary>
internal static class Fusion
{
    /// <summary>What does nothing at inference.</summary>
    public static void RemoveIdentities(Graph graph)
    {
        foreach (GraphOp op in graph.Ops.ToArray())
        {
            // A tensor of the caller's that is returned as it came needs a copy, and so an operation.
            if (op.Layer is Identity or Dropout && !(op.Output.IsOutput && op.Inputs[0].IsInput))
            {
                if (op.Inputs[0].Producer is { } producer)
                    producer.Nodes.AddRange(op.Nodes);
                graph.Remove(op, op.Inputs[0]);
            }
        }
    }

    /// <summary>
    /// One walk in the order of the operations, so that a chain of them ends in one: convolution, batch norm, sum, ReLU.
    /// </summary>
    public static void FuseEpilogues(Graph graph)
    {
        foreach (GraphOp op in graph.Ops.ToArray())
        {
            if (op is AffineOp affine)
                FoldIntoConvolution(graph, affine);
            else if (op.Layer is Add)
                FuseResidual(graph, op);
            else if (ClampOf(op.Layer) is { } clamp)
                FuseClamp(graph, op, clamp);
        }
    }

    private static void FoldIntoConvolution(Graph graph, AffineOp affine)
    {
        if (affine.Inputs[0] is not { HasOneReader: true, Producer: ConvOp { IsPlain: true } conv })
            return;
        Affine.FoldInto(conv, affine);
        graph.Remove(affine, conv.Output);
    }

    private static void FuseResidual(Graph graph, GraphOp add)
    {
        GraphTensor a = add.Inputs[0], b = add.Inputs[1];
        if (a == b || !a.Shape.Equals(b.Shape))
            return;
        // The later of the two runs when the other is there.
        (GraphTensor sum, GraphTensor residual) = PlaceOf(graph, a) > PlaceOf(graph, b) ? (a, b) : (b, a);
        if (sum is not { HasOneReader: true, Producer: ConvOp { IsPlain: true, Layer: not ConvTranspose2d } conv })
            return;
        conv.Nodes.AddRange(add.Nodes);
        graph.Remove(add, sum);
        Graph.Connect(conv, residual);
    }

    private static void FuseClamp(Graph graph, GraphOp activation, OutputClamp clamp)
    {
        GraphTensor input = activation.Inputs[0];
        if (!input.HasOneReader)
            return;
        switch (input.Producer)
        {
            case ConvOp conv when conv.Options.Clamp == OutputClamp.None:
                conv.Options = conv.Options with { Clamp = clamp };
                break;
            case AffineOp affine when affine.Clamp == OutputClamp.None:
                affine.Clamp = clamp;
                break;
            default:
                return;
        }

        input.Producer.Nodes.AddRange(activation.Nodes);
        graph.Remove(activation, input);
    }

    /// <summary>The activation as a clamp, or null where it is none.</summary>
    public static OutputClamp? ClampOf(Layer layer) => layer switch
    {
        ReLU => OutputClamp.Relu,
        ReLU6 => OutputClamp.Relu6,
        Clamp limits => new OutputClamp(limits.Min, limits.Max),
        _ => null,
    };

    private static int PlaceOf(Graph graph, GraphTensor tensor) => tensor.Producer is { } op ? graph.Ops.IndexOf(op) : -1;
}
