namespace GroupConv.Networks.Compilation;

/// <summary>
/// A network while it is compiled: operations in the order in which they run, with the tensors between them. Passes change it; every pass
/// leaves a graph that computes the same.
/// </summary>
internal sealed class Graph
{
    public List<GraphOp> Ops { get; } = [];

    public required IReadOnlyList<GraphTensor> Inputs { get; init; }

    public List<GraphTensor> Outputs { get; } = [];

    /// <summary>Adds an operation at the end.</summary>
    public GraphTensor Add(GraphOp op, TensorShape shape, params ReadOnlySpan<GraphTensor> inputs)
    {
        foreach (GraphTensor input in inputs)
            Connect(op, input);
        op.Output = new GraphTensor(shape) { Producer = op };
        op.Position = Ops.Count;
        Ops.Add(op);
        return op.Output;
    }

    public static void Connect(GraphOp op, GraphTensor input)
    {
        op.Inputs.Add(input);
        input.Consumers.Add(op);
    }

    /// <summary>Marks an operation whose work another does now: what read its output reads another tensor. <see cref="Compact"/> takes it out.</summary>
    public void Remove(GraphOp op, GraphTensor instead)
    {
        foreach (GraphTensor input in op.Inputs)
            input.Consumers.Remove(op);
        foreach (GraphOp consumer in op.Output.Consumers)
        {
            for (int i = 0; i < consumer.Inputs.Count; i++)
            {
                if (consumer.Inputs[i] == op.Output)
                    consumer.Inputs[i] = instead;
            }

            instead.Consumers.Add(consumer);
        }

        for (int i = 0; i < Outputs.Count; i++)
        {
            if (Outputs[i] == op.Output)
                Outputs[i] = instead;
        }

        instead.IsOutput |= op.Output.IsOutput;
        op.IsRemoved = true;
    }

    /// <summary>Takes the removed operations out, all at once: a large graph has as many as a quarter of its operations.</summary>
    public void Compact() => Ops.RemoveAll(op => op.IsRemoved);
}
