using GroupConv.Networks;
using GroupConv.Onnx.Reading;
using GroupConv.Onnx.Schema;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Importing;

/// <summary>The values of the model by name: initializers, which are read when they are first asked for, and what was read of nodes so far.</summary>
internal sealed class ValueTable(IReadOnlyDictionary<string, TensorProto> initializers, TensorReader tensors)
{
    private readonly Dictionary<string, GraphValue> _values = [];
    private readonly Dictionary<string, RuntimeValue> _constantLayers = [];
    private readonly List<RuntimeValue> _layers = [];

    /// <summary>All that layers compute, in the order in which they can run.</summary>
    public IReadOnlyList<RuntimeValue> Layers => _layers;

    public void Set(string name, GraphValue value) => _values[name] = value;

    /// <summary>Lets go of values that are not needed any more, so that constants on the way to others do not stay in memory.</summary>
    public void Forget(IEnumerable<string> names)
    {
        foreach (string name in names)
            _values.Remove(name);
    }

    public GraphValue Get(string name)
    {
        if (!_values.TryGetValue(name, out GraphValue? value))
            _values[name] = value = tensors.Read(initializers[name], $"tensor '{name}'");
        return value;
    }

    /// <summary>The value as one of the running network; a constant as a layer, the same one for all who ask.</summary>
    public RuntimeValue GetRuntime(string name)
    {
        GraphValue value = Get(name);
        if (value is RuntimeValue runtime)
            return runtime;
        if (!_constantLayers.TryGetValue(name, out RuntimeValue? layer))
        {
            var constant = (ConstantTensor)value;
            if (constant.Kind != ConstantKind.Float)
                throw new OnnxException($"value '{name}' has integers or truth values, but layers compute with floats only");
            _constantLayers[name] = layer = Add(name, new Constant(constant.Shape), [], [constant.Floats]);
        }

        return layer;
    }

    /// <summary>A layer, and with it the value that it computes.</summary>
    /// <param name="name">What its node is to be called.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="inputs">What it is computed from.</param>
    /// <param name="parameters">The values of its parameters, in their order.</param>
    /// <exception cref="ArgumentException">The layer cannot take these.</exception>
    public RuntimeValue Add(string name, Layer layer, IReadOnlyList<RuntimeValue> inputs, IReadOnlyList<ReadOnlyMemory<float>> parameters)
    {
        foreach ((ParameterSpec parameter, ReadOnlyMemory<float> floats) in layer.Parameters.Zip(parameters))
        {
            if (parameter.Shape.Elements != floats.Length)
                throw new ArgumentException($"its {parameter.Name} must have the shape {parameter.Shape}, but has {floats.Length} values");
        }

        var value = new RuntimeValue(name, layer.OutputShape([.. inputs.Select(input => input.Shape)]), layer, inputs, parameters);
        _layers.Add(value);
        return value;
    }
}
