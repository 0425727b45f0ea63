namespace GroupConv.Networks.Training;

/// <summary>The nodes that a network's output needs, in the order in which they run forward, with the tensors between them.</summary>
internal sealed class TrainingGraph
{
    private readonly Network _network;
    private readonly NetworkShapes _shapes;
    private readonly TrainingValue?[] _values;

    /// <param name="network">One input, one output.</param>
    /// <param name="shapes">Those of the largest batch.</param>
    /// <param name="inputGradient">Whether the gradient of the input is asked for.</param>
    public TrainingGraph(Network network, NetworkShapes shapes, bool inputGradient)
    {
        _network = network;
        _shapes = shapes;
        _values = new TrainingValue?[network.Nodes.Count];
        Input = new TrainingValue(shapes[NetworkValue.OfInput(0)].Elements, inputGradient);
        Values.Add(Input);
        Dictionary<int, NormChain> chains = NormChain.Of(network, shapes);
        bool[] isLive = LiveNodes();
        foreach (NetworkNode node in network.Nodes.Where(node => isLive[node.Index]))
        {
            if (!chains.TryGetValue(node.Index, out NormChain? chain))
                Add(node);
            else if (chain.Last == node)
                Add(chain);
        }

        Output = Of(network.Outputs[0].Value);
    }

    public List<TrainingNode> Nodes { get; } = [];

    /// <summary>All tensors, the input first.</summary>
    public List<TrainingValue> Values { get; } = [];

    public TrainingValue Input { get; }

    public TrainingValue Output { get; }

    private TrainingValue Of(NetworkValue value) => value.IsInput ? Input : _values[value.Node]!;

    private void Add(NetworkNode node)
    {
        if (node.Layer is Flatten or Reshape or Identity)
            _values[node.Index] = Of(node.Inputs[0]);
        else
            Add(node, node, [.. node.Inputs.Select(Of)], rectifies: false);
    }

    private void Add(NormChain chain)
    {
        TrainingValue input = Of(chain.Norm.Inputs[0]);
        Add(chain.Norm, chain.Last, chain.Residual is { } residual ? [input, Of(residual)] : [input], chain.Rectifier is not null);
    }

    private void Add(NetworkNode node, NetworkNode last, TrainingValue[] inputs, bool rectifies)
    {
        bool needsGradient = inputs.Any(input => input.NeedsGradient) || node.Layer.Parameters.Any(parameter => parameter.IsTrainable);
        var output = new TrainingValue(_shapes[last.Output].Elements, needsGradient);
        Values.Add(output);
        _values[last.Index] = output;
        Nodes.Add(new TrainingNode(node, inputs, output, rectifies));
    }

    private bool[] LiveNodes()
    {
        var isLive = new bool[_network.Nodes.Count];
        Mark(_network.Outputs[0].Value);
        foreach (NetworkNode node in _network.Nodes.Reverse())
        {
            if (!isLive[node.Index])
                continue;
            foreach (NetworkValue value in node.Inputs)
                Mark(value);
        }

        return isLive;

        void Mark(NetworkValue value)
        {
            if (!value.IsInput)
                isLive[value.Node] = true;
        }
    }
}
