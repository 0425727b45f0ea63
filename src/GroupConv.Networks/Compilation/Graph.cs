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
        Ops.Add(op);
        return op.Output;
    }

    public static void Connect(GraphOp op, GraphTensor input)
    {
        op.Inputs.Add(input);
        input.Consumers.Add(op);
    }

    /// <summary>Takes an operation out whose work another does now: who read its output reads another tensor.</summary>
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
        Ops.Remove(op);
    }
}
