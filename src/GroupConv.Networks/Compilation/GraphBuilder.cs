namespace GroupConv.Networks.Compilation;

/// <summary>
/// A network with its weights as a graph. Layers that are special forms of others become those: linear layers and transposed
/// convolutions become convolutions, batch norms scales and shifts.
/// </summary>
internal static class GraphBuilder
{
    public static Graph Build(Network network, StateDict weights, IReadOnlyList<TensorShape> inputs)
    {
        NetworkShapes shapes = network.Shapes(inputs);
        var graph = new Graph { Inputs = [.. inputs.Select(shape => new GraphTensor(shape) { IsInput = true })] };
        var tensors = new GraphTensor[network.Nodes.Count];
        GraphTensor Of(NetworkValue value) => value.IsInput ? graph.Inputs[value.Input] : tensors[value.Node];

        foreach (NetworkNode node in network.Nodes)
        {
            ReadOnlyMemory<float>[] values =
                [.. node.Layer.Parameters.Select(parameter => weights.Get(node.ParameterName(parameter), parameter.Shape).Values)];
            tensors[node.Index] = Add(graph, node, values, shapes[node.Output], [.. node.Inputs.Select(Of)]);
        }

        foreach ((_, NetworkValue value) in network.Outputs)
        {
            graph.Outputs.Add(Of(value));
            Of(value).IsOutput = true;
        }

        return graph;
    }

    private static GraphTensor Add(Graph graph, NetworkNode node, ReadOnlyMemory<float>[] weights, TensorShape shape, GraphTensor[] inputs) =>
        node.Layer switch
        {
            Conv2d conv => AddConv(graph, node, conv.Options, weights, shape, inputs[0]),
            Conv1d conv => AddConv(graph, node, conv.Options, weights, shape, inputs[0]),
            Linear linear => AddConv(graph, node, OptionsOf(linear), weights, shape, inputs[0]),
            ConvTranspose2d transpose => AddConv(graph, node, TransposedConv.AdjointOf(transpose), weights, shape, inputs[0]),
            BatchNorm2d norm => graph.Add(Affine.OfBatchNorm(node, norm, weights), shape, inputs),
            _ => graph.Add(new GraphOp(node.Name, node.Layer, [node.Index]) { Weights = weights }, shape, inputs),
        };

    private static GraphTensor AddConv(
        Graph graph, NetworkNode node, GroupedConv2dOptions options, ReadOnlyMemory<float>[] weights, TensorShape shape, GraphTensor input)
    {
        var op = new ConvOp(node.Name, node.Layer, [node.Index], options)
        {
            Kernel = weights[0],
            Bias = options.Bias ? weights[1] : default,
        };
        return graph.Add(op, shape, input);
    }

    private static GroupedConv2dOptions OptionsOf(Linear linear) => new(linear.InFeatures, linear.OutFeatures, kernel: 1) { Bias = linear.Bias };
}
