namespace GroupConv.Networks.Compilation;

/// <summary>
/// Takes operations out of a graph whose work another operation can do as well. Each fusion has one method that decides, and lists all its
/// conditions there:
/// <list type="bullet">
/// <item>identity: what does nothing at inference is skipped (<see cref="IsRemovable"/>);</item>
/// <item>batch norm: multiplied into the weights of the convolution before it (<see cref="ConvToFold"/>);</item>
/// <item>sum: added in the epilogue of the later of its two operands (<see cref="ConvToAddIn"/>);</item>
/// <item>clamp: done in the epilogue of a convolution, or with a batch norm (<see cref="CanClamp"/>).</item>
/// </list>
/// </summary>
internal static class Fusion
{
    /// <summary>Removes what does nothing at inference.</summary>
    public static void RemoveIdentities(Graph graph)
    {
        foreach (GraphOp op in graph.Ops.ToArray())
        {
            if (!IsRemovable(op))
                continue;
            op.Inputs[0].Producer?.Nodes.AddRange(op.Nodes);
            graph.Remove(op, op.Inputs[0]);
        }

        graph.Compact();
    }

    /// <summary>Fuses in one walk in the order of the operations, so that a chain of them ends in one: convolution, batch norm, sum, ReLU.</summary>
    public static void FuseEpilogues(Graph graph, CompileOptions options)
    {
        foreach (GraphOp op in graph.Ops.ToArray())
        {
            if (options.FoldBatchNorms && op is AffineOp norm && ConvToFold(norm) is { } folded)
            {
                Affine.FoldInto(folded, norm);
                graph.Remove(norm, folded.Output);
            }
            else if (options.Fuse && op.Layer is Add && ConvToAddIn(op) is var (conv, residual))
            {
                conv.Nodes.AddRange(op.Nodes);
                graph.Remove(op, conv.Output);
                Graph.Connect(conv, residual);
            }
            else if (options.Fuse && ClampOf(op.Layer) is { } clamp && CanClamp(op))
            {
                GraphOp producer = op.Inputs[0].Producer!;
                if (producer is ConvOp clamped)
                    clamped.Options = clamped.Options with { Clamp = clamp };
                else
                    ((AffineOp)producer).Clamp = clamp;
                producer.Nodes.AddRange(op.Nodes);
                graph.Remove(op, op.Inputs[0]);
            }
        }

        graph.Compact();
    }

    /// <summary>The activation as a clamp, or null where it is none.</summary>
    public static OutputClamp? ClampOf(Layer layer) => layer switch
    {
        ReLU => OutputClamp.Relu,
        ReLU6 => OutputClamp.Relu6,
        Clamp limits => new OutputClamp(limits.Min, limits.Max),
        _ => null,
    };

    /// <summary>
    /// An identity can be skipped unless it returns an input of the caller's as an output: that needs a copy, and so an operation.
    /// </summary>
    private static bool IsRemovable(GraphOp op) =>
        op.Layer is Identity or Dropout && !(op.Output.IsOutput && op.Inputs[0].IsInput);

    /// <summary>
    /// The convolution that a batch norm can be folded into, or null: it computes the norm's input, nothing else reads that, nothing is done to
    /// the sums but the bias, and its output channels are on the axis that the norm normalizes, which is axis 1.
    /// </summary>
    private static ConvOp? ConvToFold(AffineOp norm) =>
        norm.Inputs[0] is { HasOneReader: true, Producer: ConvOp { IsPlain: true, ChannelAxis: 1 } conv } ? conv : null;

    /// <summary>
    /// The convolution that a sum can be done in and what it then adds, or null: the two operands have one shape, so that every element meets
    /// its own, and are not one tensor; the convolution computes the later of them, so that the other is there when it runs; nothing else reads
    /// its output, and nothing is done to the sums yet but the bias. A transposed convolution is several convolutions, whose outputs interleave.
    /// </summary>
    private static (ConvOp Conv, GraphTensor Residual)? ConvToAddIn(GraphOp add)
    {
        GraphTensor a = add.Inputs[0], b = add.Inputs[1];
        if (a == b || !a.Shape.Equals(b.Shape))
            return null;
        (GraphTensor sum, GraphTensor residual) = PositionOf(a) > PositionOf(b) ? (a, b) : (b, a);
        return sum is { HasOneReader: true, Producer: ConvOp { IsPlain: true, Layer: not ConvTranspose2d } conv } ? (conv, residual) : null;
    }

    /// <summary>
    /// A clamp can be done where its input is computed if that is a convolution or a batch norm without a clamp of its own, and nothing else reads
    /// it. It is the same for every element, so axes do not matter.
    /// </summary>
    private static bool CanClamp(GraphOp activation) =>
        activation.Inputs[0] is { HasOneReader: true, Producer: { } producer }
        && (producer is ConvOp conv ? conv.Options.Clamp : producer is AffineOp affine ? affine.Clamp : null) == OutputClamp.None;

    private static int PositionOf(GraphTensor tensor) => tensor.Producer?.Position ?? -1;
}
