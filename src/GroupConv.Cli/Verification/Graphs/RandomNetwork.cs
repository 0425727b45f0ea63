using GroupConv.Networks;

namespace GroupConv.Cli.Verification.Graphs;

/// <summary>
/// Makes small networks at random out of every layer there is: tensors of one to five axes, batches of one and more, views before and after
/// concatenations, concatenations within concatenations, tensors that are read many times, inputs that are returned, several outputs, and
/// operands that are stretched either way.
/// </summary>
internal sealed class RandomNetwork
{
    private const int MaxNodes = 14, MaxElements = 8192;

    private readonly Random _random;
    private readonly RandomLayers _layers;
    private readonly List<CaseInput> _inputs = [];
    private readonly List<CaseNode> _nodes = [];
    private readonly List<TensorShape> _shapes = []; // by id

    private RandomNetwork(int seed)
    {
        _random = new Random(seed);
        _layers = new RandomLayers(_random, forImages: _random.Next(3) == 0);
    }

    /// <summary>The network of a seed, the same on every machine.</summary>
    public static NetworkCase Make(int seed) => new RandomNetwork(seed).Draw(seed);

    private NetworkCase Draw(int seed)
    {
        for (int inputs = _random.Next(5) switch { 0 => 2, 1 => 3, _ => 1 }; inputs > 0; inputs--)
            AddInput(_layers.Shape());
        int nodes = _random.Next(2, MaxNodes + 1);
        while (_nodes.Count < nodes)
            AddNodes(Choose());
        return new NetworkCase(seed, _inputs, _nodes, Outputs());
    }

    /// <summary>Mostly the last value, so that chains come about that can be fused.</summary>
    private int Choose() => _random.Next(3) > 0 ? _shapes.Count - 1 : _random.Next(_shapes.Count);

    private void AddNodes(int value)
    {
        switch (_shapes[value].Rank == 0 ? 0 : _random.Next(20))
        {
            case < 3:
                AddPair(value); // all that a scalar can go into, too
                break;
            case < 6:
                AddConcat(value);
                break;
            case 6:
                AddMatMul(value);
                break;
            case 7:
                AddView(value);
                break;
            default:
                AddLayer(_layers.OfOne(_shapes[value]), value);
                break;
        }
    }

    private void AddInput(TensorShape shape)
    {
        _inputs.Add(new CaseInput(_shapes.Count, shape));
        _shapes.Add(shape);
    }

    /// <returns>The id of the new value; or null where the layer cannot take these or gives too much.</returns>
    private int? AddLayer(Layer? layer, params int[] inputs)
    {
        if (layer is null || !TryShape(layer, inputs, out TensorShape? shape) || shape.Elements is 0 or > MaxElements)
            return null;
        _nodes.Add(new CaseNode(_shapes.Count, layer, inputs));
        _shapes.Add(shape);
        return _shapes.Count - 1;
    }

    private bool TryShape(Layer layer, int[] inputs, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TensorShape? shape)
    {
        try
        {
            shape = layer.OutputShape([.. inputs.Select(id => _shapes[id])]);
            return true;
        }
        catch (ArgumentException)
        {
            shape = null;
            return false;
        }
    }

    /// <summary>A view: some or all elements of a value in other axes.</summary>
    private int? AddView(int value) => AddLayer(_layers.View(_shapes[value]), value);

    private void AddPair(int value)
    {
        Layer layer = _random.Next(5) switch { 0 => new Sub(), 1 => new Div(), 2 => new Mul(), _ => new Add() };
        int[] fitting = [.. Enumerable.Range(0, _shapes.Count).Where(other => TryShape(layer, [value, other], out _))];
        int? other = _random.Next(4) switch
        {
            0 => AddLayer(_layers.KeptMean(_shapes[value]), value),
            1 => AddLayer(new Constant(_layers.Stretchable(_shapes[value]))),
            _ => fitting[_random.Next(fitting.Length)],
        };
        if (other is { } second)
            AddLayer(layer, _random.Next(2) == 0 ? [value, second] : [second, value]);
    }

    private void AddConcat(int value)
    {
        TensorShape shape = _shapes[value];
        int axis = _random.Next(3) > 0 && shape.Rank > 1 ? 1 : _random.Next(shape.Rank);
        var parts = new List<int> { value };
        for (int count = _random.Next(1, 4); count > 0; count--)
        {
            int[] fitting = [.. Enumerable.Range(0, _shapes.Count).Where(other => TryShape(new Concat(axis), [value, other], out _))];
            int? part = _random.Next(4) switch
            {
                0 => AddLayer(_layers.SliceOf(shape, axis), value),
                1 => AddLayer(_layers.Activation(), value),
                _ => fitting[_random.Next(fitting.Length)],
            };
            parts.Insert(_random.Next(parts.Count + 1), part ?? value);
        }

        AddLayer(new Concat(_random.Next(3) == 0 ? axis - shape.Rank : axis), [.. parts]);
    }

    private void AddMatMul(int value)
    {
        int[] fitting = [.. Enumerable.Range(0, _shapes.Count).Where(other => TryShape(new MatMul(), [value, other], out _))];
        if (fitting.Length > 0 && _random.Next(2) == 0)
            AddLayer(new MatMul(), value, fitting[_random.Next(fitting.Length)]);
        else if (_shapes[value].Rank > 1 && AddLayer(RandomLayers.Transpose(_shapes[value].Rank), value) is { } transposed)
            AddLayer(new MatMul(), _random.Next(2) == 0 ? [value, transposed] : [transposed, value]);
    }

    /// <summary>The last value and up to two others, inputs and values within among them.</summary>
    private List<int> Outputs()
    {
        var outputs = new List<int> { _shapes.Count - 1 };
        for (int more = _random.Next(4) - 1; more > 0; more--)
            outputs.Insert(_random.Next(outputs.Count + 1), _random.Next(_shapes.Count));
        return outputs;
    }
}
