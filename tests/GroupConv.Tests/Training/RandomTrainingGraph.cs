using GroupConv.Networks;

namespace GroupConv.Tests.Training;

/// <summary>Draws small networks out of every layer that can be trained.</summary>
internal sealed class RandomTrainingGraph
{
    private const int MostElements = 300, MostRank = 5;

    private readonly Random _random;
    private readonly List<SpecNode> _nodes = [];
    private readonly List<TensorShape> _shapes;

    private RandomTrainingGraph(Random random)
    {
        _random = random;
        int rank = random.Next(8) switch { 0 => 1, 1 => 2, 2 or 3 => 3, 7 => MostRank, _ => 4 };
        int most = rank switch { 1 => 24, 2 => 9, 3 => 7, 4 => 5, _ => 3 };
        _shapes = [new TensorShape([.. Enumerable.Range(0, rank).Select(axis => random.Next(random.Next(6) == 0 ? 1 : 2, (axis == 0 ? 4 : most) + 1))])];
    }

    public static TrainingGraphSpec Draw(int seed)
    {
        var graph = new RandomTrainingGraph(new Random(seed));
        int nodes = graph._random.Next(3, 13);
        while (graph._nodes.Count < nodes)
            graph.AddAny();
        if (graph._random.Next(3) > 0)
            graph.JoinWhatNobodyReads();
        return new TrainingGraphSpec(graph._shapes[0], graph._nodes, graph._nodes.Count).Pruned();
    }

    private void AddAny()
    {
        // Mostly the last value, so that chains come about.
        int value = _random.Next(3) > 0 ? _shapes.Count - 1 : _random.Next(_shapes.Count);
        switch (_random.Next(12))
        {
            case 0:
                AddPair(value);
                break;
            case 1:
                Join(value);
                break;
            case 2:
                AddNormChain(value);
                break;
            case 3:
                ReduceAndStretch(value);
                break;
            case 4 or 5:
                AddOneOf(RandomLayers.WithParameters, value);
                break;
            case 6 or 7:
                AddOneOf(RandomLayers.OfPlanes, value);
                break;
            default:
                AddOneOf(TrainableLayers.All, value);
                break;
        }
    }

    private void AddOneOf(IReadOnlyList<Type> types, int value)
    {
        if (RandomLayers.Draw(types[_random.Next(types.Count)], _random, _shapes[value]) is { } layer)
            TryAdd(layer, value);
    }

    /// <summary>Two values whose shapes fit, which may be the same one.</summary>
    private void AddPair(int value)
    {
        Layer pair = RandomLayers.Pair(_random);
        int[] fitting = [.. Enumerable.Range(0, _shapes.Count).Where(other => ShapeOf(pair, value, other) is not null)];
        int other = fitting[_random.Next(fitting.Length)];
        (value, other) = _random.Next(2) == 0 ? (value, other) : (other, value);
        if (pair is Div)
        {
            if (!TryAdd(new Sigmoid(), other)) // nothing is divided by a number near 0
                return;
            other = _shapes.Count - 1;
        }

        TryAdd(pair, value, other);
    }

    /// <summary>A concatenation of one to three values along some axis, which may be the same one several times.</summary>
    private void Join(int value)
    {
        int axis = _random.Next(_shapes[value].Rank);
        var concat = new Concat(_random.Next(2) == 0 ? axis : axis - _shapes[value].Rank);
        int[] fitting = [.. Enumerable.Range(0, _shapes.Count).Where(other => ShapeOf(concat, value, other) is not null)];
        TryAdd(concat, [value, .. Enumerable.Range(0, _random.Next(3)).Select(_ => fitting[_random.Next(fitting.Length)])]);
    }

    /// <summary>A batch norm, the sum and the ReLU behind it, or some of them: these run as one step.</summary>
    private void AddNormChain(int value)
    {
        if (RandomLayers.Draw(typeof(BatchNorm2d), _random, _shapes[value]) is not { } norm || !TryAdd(norm, value))
            return;
        if (_random.Next(2) == 0)
        {
            int[] alike = [.. Enumerable.Range(0, _shapes.Count).Where(other => _shapes[other].Equals(_shapes[^1]))];
            int other = alike[_random.Next(alike.Length)];
            TryAdd(new Add(), _random.Next(2) == 0 ? [_shapes.Count - 1, other] : [other, _shapes.Count - 1]);
        }

        if (_random.Next(2) == 0)
            TryAdd(new ReLU(), _shapes.Count - 1);
    }

    /// <summary>Parts of a value, each with a length of 1 along some axis, meet: one of them or both are stretched.</summary>
    private void ReduceAndStretch(int value)
    {
        int Part()
        {
            int axis = _random.Next(_shapes[value].Rank), start = _random.Next(_shapes[value][axis]);
            return TryAdd(new Slice(axis, start, start + 1), value) ? _shapes.Count - 1 : value;
        }

        int first = Part(), second = _random.Next(2) == 0 ? value : Part();
        TryAdd(new Mul(), _random.Next(2) == 0 ? [first, second] : [second, first]);
    }

    /// <summary>Makes one output of all values that no node reads.</summary>
    private void JoinWhatNobodyReads()
    {
        int[] unread = [.. Enumerable.Range(1, _nodes.Count).Where(value => !_nodes.Any(node => node.Inputs.Contains(value)))];
        if (unread.Length < 2)
            return;
        var flat = new List<int>();
        foreach (int value in unread)
        {
            _nodes.Add(new SpecNode(new Reshape([-1]), [value]));
            _shapes.Add([checked((int)_shapes[value].Elements)]);
            flat.Add(_shapes.Count - 1);
        }

        _nodes.Add(new SpecNode(new Concat(0), [.. flat]));
    }

    private bool TryAdd(Layer layer, params int[] inputs)
    {
        if (ShapeOf(layer, inputs) is not { Rank: <= MostRank, Elements: > 0 and <= MostElements } shape)
            return false;
        _nodes.Add(new SpecNode(layer, inputs));
        _shapes.Add(shape);
        return true;
    }

    private TensorShape? ShapeOf(Layer layer, params int[] inputs)
    {
        try
        {
            return layer.OutputShape([.. inputs.Select(input => _shapes[input])]);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
