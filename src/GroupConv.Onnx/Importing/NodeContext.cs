using GroupConv.Networks;
using GroupConv.Onnx.Graphs;
using GroupConv.Onnx.Reading;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Importing;

/// <summary>A node that is being read, with what is known of its inputs: what operators see.</summary>
internal sealed class NodeContext(OnnxNode node, int opset, ValueTable values, TensorReader tensors, ConstantBudget budget, IReadOnlySet<string> used)
{
    private readonly HashSet<int> _unread = [.. Enumerable.Range(0, node.Proto.Input.Count).Where(input => node.Proto.Input[input].Length > 0)];

    public int Opset { get; } = opset;

    public NodeAttributes Attributes { get; } = new(node);

    public int InputCount => node.Proto.Input.Count;

    public int OutputCount => node.Proto.Output.Count;

    /// <inheritdoc cref="OnnxNode.NamedOutputs"/>
    public int NamedOutputs => node.NamedOutputs;

    /// <summary>Whether another node or an output of the model takes an output.</summary>
    public bool IsUsed(int output) => node.Proto.Output[output] is { Length: > 0 } name && used.Contains(name);

    /// <summary>The name of an output.</summary>
    public string OutputName(int output) => node.Proto.Output[output];

    /// <summary>Whether there is an input at this place; optional ones may be left out by an empty name.</summary>
    public bool Has(int input) => input < node.Proto.Input.Count && node.Proto.Input[input].Length > 0;

    /// <summary>An input of either sort.</summary>
    public GraphValue Value(int input) => values.Get(NameOf(input));

    /// <summary>An input that is computed when the network runs; a constant becomes a layer.</summary>
    public RuntimeValue Runtime(int input) => values.GetRuntime(NameOf(input));

    /// <summary>An input that must be constant.</summary>
    /// <param name="input">Its place.</param>
    /// <param name="what">What it is, for the message.</param>
    public ConstantTensor Constant(int input, string what) => Value(input) as ConstantTensor
        ?? throw Error($"its {what} '{NameOf(input)}' must be a constant, but is computed when the network runs");

    /// <summary>The floats of a constant input.</summary>
    public ReadOnlyMemory<float> Floats(int input, string what)
    {
        ConstantTensor constant = Constant(input, what);
        return constant.Kind == ConstantKind.Float
            ? constant.Floats
            : throw Error($"its {what} '{NameOf(input)}' must have floats, but has integers");
    }

    /// <summary>The integers of a constant input.</summary>
    public ReadOnlySpan<long> Integers(int input, string what)
    {
        ConstantTensor constant = Constant(input, what);
        return constant.Kind != ConstantKind.Float
            ? constant.Integers
            : throw Error($"its {what} '{NameOf(input)}' must have integers, but has floats");
    }

    /// <summary>The one float of a constant input.</summary>
    public float Scalar(int input, string what)
    {
        ReadOnlyMemory<float> floats = Floats(input, what);
        return floats.Length == 1 ? floats.Span[0] : throw Error($"its {what} '{NameOf(input)}' must be one number, but has {floats.Length}");
    }

    /// <summary>Integers that were an attribute in old opsets and are an input in new ones; null where there are neither.</summary>
    public long[]? IntegersOf(string attribute, int input) =>
        Attributes.Integers(attribute) is { } integers ? [.. integers] : Has(input) ? Integers(input, attribute).ToArray() : null;

    /// <summary>The tensor of an attribute.</summary>
    public ConstantTensor? Tensor(string attribute) =>
        Attributes.Tensor(attribute) is { } tensor ? tensors.Read(tensor, $"node '{node.Name}', attribute '{attribute}'") : null;

    /// <summary>Counts work on constants, or memory for them, that the node's outputs alone do not show.</summary>
    /// <exception cref="ArgumentException">The model has computed too much.</exception>
    public void Spend(long bytes) => budget.Spend(bytes);

    /// <summary>Counts the constants that were computed, but for those that are an input's memory in another shape.</summary>
    /// <exception cref="ArgumentException">The model has computed too much.</exception>
    public void SpendOn(IReadOnlyList<GraphValue> outputs)
    {
        ConstantTensor[] inputs = [.. node.Proto.Input.Where(name => name.Length > 0).Select(values.Get).OfType<ConstantTensor>()];
        foreach (ConstantTensor output in outputs.OfType<ConstantTensor>())
        {
            if (!inputs.Any(output.HasMemoryOf))
                budget.Spend(output.Bytes);
        }
    }

    /// <summary>The layer that the node is, under its name.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="inputs">What it is computed from.</param>
    /// <param name="parameters">The values of its parameters, in their order.</param>
    public RuntimeValue Emit(Layer layer, IReadOnlyList<RuntimeValue> inputs, params IReadOnlyList<ReadOnlyMemory<float>> parameters) =>
        values.Add(node.Name, layer, inputs, parameters);

    /// <summary>A layer on the way to the one that <see cref="Emit"/> makes; its name has the layer's kind behind the node's.</summary>
    public RuntimeValue EmitStep(Layer layer, IReadOnlyList<RuntimeValue> inputs, params IReadOnlyList<ReadOnlyMemory<float>> parameters) =>
        values.Add($"{node.Name}.{layer.Kind}", layer, inputs, parameters);

    /// <summary>An input that does not matter here.</summary>
    public void Ignore(int input) => _unread.Remove(input);

    /// <exception cref="OnnxException">There is an attribute or an input that nobody asked for: it could change the result.</exception>
    public void ThrowIfUnread()
    {
        Attributes.ThrowIfUnread();
        if (_unread.Count > 0)
            throw Error($"its input {_unread.Min()}, '{node.Proto.Input[_unread.Min()]}', is not supported");
    }

    /// <summary>An error that names the node.</summary>
    public OnnxException Error(string message) => node.Error(message);

    private string NameOf(int input)
    {
        _unread.Remove(input);
        return Has(input) ? node.Proto.Input[input] : throw Error($"it lacks input {input}");
    }
}
