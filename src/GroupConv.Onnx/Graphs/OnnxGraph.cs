using GroupConv.Onnx.Schema;

namespace GroupConv.Onnx.Graphs;

/// <summary>The graph of a model, checked as a graph: every value is made once and before it is used.</summary>
internal sealed class OnnxGraph
{
    private readonly Dictionary<string, OnnxNode> _lastUsers = [];

    /// <summary>The graph of a model.</summary>
    /// <param name="graph">The message.</param>
    /// <param name="isConstant">Whether an input is given a value from outside.</param>
    /// <exception cref="OnnxException">It is none; the message names the node or value.</exception>
    public OnnxGraph(GraphProto graph, Predicate<string> isConstant)
    {
        Name = graph.Name;
        var given = new HashSet<string>();
        foreach (TensorProto initializer in graph.Initializer)
        {
            if (!Initializers.TryAdd(initializer.Name, initializer))
                throw new OnnxException($"there are two initializers '{initializer.Name}'");
            given.Add(initializer.Name);
        }

        var declared = new HashSet<string>();
        foreach (ValueInfoProto input in graph.Input)
        {
            if (input.Name.Length == 0)
                throw new OnnxException("the graph has an input without a name");
            if (!declared.Add(input.Name))
                throw new OnnxException($"there are two inputs '{input.Name}'");
            given.Add(input.Name);
            // An input with an initializer has a value that callers may replace; here it is a constant, as in newer files.
            if (!Initializers.ContainsKey(input.Name) && !isConstant(input.Name))
                Inputs.Add(input);
        }

        OnnxNode[] nodes = [.. graph.Node.Select((node, index) => new OnnxNode(node, index))];
        Dictionary<string, OnnxNode> makers = MakersOf(nodes, given);
        Nodes = NodeOrder.Of(nodes, makers, given);
        Outputs = graph.Output;
        CheckOutputs(makers, given);
        KeepWhatIsNeeded(makers);
        foreach (OnnxNode node in Nodes)
        {
            foreach (string input in node.Proto.Input)
                _lastUsers[input] = node;
        }

        foreach (ValueInfoProto output in Outputs)
            _lastUsers.Remove(output.Name);
    }

    public string Name { get; }

    /// <summary>The tensors in the file by name.</summary>
    public Dictionary<string, TensorProto> Initializers { get; } = [];

    /// <summary>The inputs that have no values.</summary>
    public List<ValueInfoProto> Inputs { get; } = [];

    public IReadOnlyList<ValueInfoProto> Outputs { get; }

    /// <summary>The nodes that outputs depend on, each after those that it depends on itself.</summary>
    public List<OnnxNode> Nodes { get; }

    /// <summary>The values that are an output or a needed node's input.</summary>
    public HashSet<string> UsedValues { get; } = [];

    /// <summary>The inputs of a node that neither a later node nor an output of the model needs.</summary>
    public IEnumerable<string> LastUses(OnnxNode node) => node.Proto.Input.Where(input => _lastUsers.GetValueOrDefault(input) == node);

    private static Dictionary<string, OnnxNode> MakersOf(OnnxNode[] nodes, HashSet<string> given)
    {
        var makers = new Dictionary<string, OnnxNode>();
        foreach (OnnxNode node in nodes)
        {
            foreach (string output in node.Proto.Output.Where(output => output.Length > 0))
            {
                if (given.Contains(output))
                    throw node.Error($"its output '{output}' is the name of an input or initializer");
                if (!makers.TryAdd(output, node))
                    throw node.Error($"its output '{output}' is one of node '{makers[output].Name}' too");
            }
        }

        return makers;
    }

    private void CheckOutputs(Dictionary<string, OnnxNode> makers, HashSet<string> given)
    {
        if (Outputs.Count == 0)
            throw new OnnxException("the graph has no outputs");
        var names = new HashSet<string>();
        foreach (ValueInfoProto output in Outputs)
        {
            if (!names.Add(output.Name))
                throw new OnnxException($"there are two outputs '{output.Name}'");
            if (!makers.ContainsKey(output.Name) && !given.Contains(output.Name))
                throw new OnnxException($"no node makes the output '{output.Name}'");
        }
    }

    /// <summary>Leaves out the nodes that no output depends on, as those that exporters forget or that only training needs.</summary>
    private void KeepWhatIsNeeded(Dictionary<string, OnnxNode> makers)
    {
        UsedValues.UnionWith(Outputs.Select(output => output.Name));
        var needed = new HashSet<OnnxNode>(UsedValues.Where(makers.ContainsKey).Select(name => makers[name]));
        for (int i = Nodes.Count - 1; i >= 0; i--)
        {
            if (!needed.Contains(Nodes[i]))
                continue;
            UsedValues.UnionWith(Nodes[i].Proto.Input);
            needed.UnionWith(Nodes[i].Proto.Input.Where(makers.ContainsKey).Select(name => makers[name]));
        }

        Nodes.RemoveAll(node => !needed.Contains(node));
    }
}
