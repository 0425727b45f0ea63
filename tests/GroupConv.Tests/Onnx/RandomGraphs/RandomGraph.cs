using GroupConv.Networks;
using GroupConv.Onnx;
using GroupConv.Onnx.Schema;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Onnx.RandomGraphs;

/// <summary>
/// A model that is put together at random, node by node, out of the operators that the importer reads: opsets 9 to 21, tensors of one to five axes,
/// constants and arithmetic on shapes, views and concatenations, tensors that several nodes read, several outputs. The same seed gives the same model.
/// </summary>
internal sealed class RandomGraph
{
    private const int MostElements = 2000, MostTries = 60;
    private readonly List<(string Name, TensorShape Shape, bool IsConstant)> _values = [];
    private readonly Dictionary<string, TensorShape> _inputShapes = [];
    private readonly bool _isOpen;
    private int _names;

    private RandomGraph(int seed, bool isOpen)
    {
        Random = new Random(seed);
        _isOpen = isOpen;
        Opset = Random.Next(9, 22);
        Model = new TestModel(Opset);
    }

    public Random Random { get; }

    public int Opset { get; }

    public TestModel Model { get; }

    /// <summary>The shapes of the inputs that the model was put together for.</summary>
    public IReadOnlyDictionary<string, TensorShape> InputShapes => _inputShapes;

    /// <summary>Makes a model.</summary>
    /// <param name="seed">Where all choices come from.</param>
    /// <param name="isOpen">Whether the lengths of its inputs have names only.</param>
    public static RandomGraph Make(int seed, bool isOpen = false)
    {
        var graph = new RandomGraph(seed, isOpen);
        for (int inputs = graph.Random.Next(4) == 0 ? 2 : 1; inputs > 0; inputs--)
            graph.AddInput();
        for (int constants = graph.Random.Next(3); constants > 0; constants--)
            graph.AddConstant();
        int nodes = graph.Random.Next(1, 12);
        for (int tries = 0; tries < MostTries && graph.Model.Graph.Node.Count < nodes; tries++)
            graph.TryAdd();
        graph.AddOutputs();
        return graph;
    }

    public bool Flip() => Random.Next(2) == 0;

    public T Pick<T>(params IReadOnlyList<T> choices) => choices[Random.Next(choices.Count)];

    /// <summary>One of the values there are, the latest most often.</summary>
    /// <param name="wanted">Which are fit; those that have axes unless it says otherwise.</param>
    /// <param name="isConstant">Whether it must be a constant; null for no matter.</param>
    /// <returns>Null where there is none. Without conditions there is one: an input.</returns>
    public (string Name, TensorShape Shape)? Value(Func<TensorShape, bool>? wanted = null, bool? isConstant = null)
    {
        wanted ??= shape => shape.Rank > 0;
        (string Name, TensorShape Shape, bool)[] fitting =
            [.. _values.Where(value => wanted(value.Shape) && (isConstant ?? value.IsConstant) == value.IsConstant)];
        if (fitting.Length == 0)
            return null;
        (string name, TensorShape shape, _) = fitting[Flip() ? fitting.Length - 1 : Random.Next(fitting.Length)];
        return (name, shape);
    }

    /// <summary>A tensor of the file with random floats.</summary>
    public string Floats(TensorShape shape, float least = -1.5f, float most = 1.5f) =>
        Floats(shape, Array.ConvertAll(TestData.Uniform(shape.Elements, Random.Next()), value => least + (value + 1) / 2 * (most - least)));

    public string Floats(TensorShape shape, float[] values)
    {
        string name = NewName();
        Model.Floats(name, [.. shape], values);
        return name;
    }

    /// <summary>A tensor of no floats, as stands for an input that is not there.</summary>
    public string NoFloats()
    {
        var tensor = new TensorProto { Name = NewName(), DataType = TensorProto.Types.DataType.Float };
        tensor.Dims.Add(0);
        Model.Graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    public string Integers(params ReadOnlySpan<long> values)
    {
        string name = NewName();
        Model.Integers(name, values.ToArray());
        return name;
    }

    /// <summary>A tensor of one integer and no axis.</summary>
    public string Integer(long value)
    {
        TensorProto tensor = TestModel.OfInteger(value);
        tensor.Name = NewName();
        Model.Graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>A node of one output, which gets a new name.</summary>
    public string Node(string @operator, string inputs, string attributes = "")
    {
        string name = NewName();
        Model.Node(@operator, inputs, name, attributes);
        return name;
    }

    public string NewName() => $"v{_names++}";

    /// <summary>A shape of one to five axes; most have four.</summary>
    public TensorShape Shape()
    {
        int batch = Flip() ? 1 : Random.Next(2, 4);
        return Random.Next(10) switch
        {
            < 5 => [batch, Pick(1, 2, 3, 4, 6, 8), Random.Next(1, 9), Random.Next(1, 9)],
            < 7 => [batch, Random.Next(1, 7), Random.Next(1, 12)],
            7 => [batch, Random.Next(1, 9)],
            8 => [Random.Next(1, 9)],
            _ => [batch, Random.Next(1, 4), Random.Next(1, 4), Random.Next(1, 4), Random.Next(1, 4)],
        };
    }

    private void AddInput()
    {
        TensorShape shape = Shape();
        string name = NewName();
        Model.Input(name, [.. shape.Select(length => _isOpen ? -1 : length)]);
        _inputShapes.Add(name, shape);
        _values.Add((name, shape, IsConstant: false));
    }

    private void AddConstant()
    {
        TensorShape shape = Shape();
        _values.Add((Floats(shape), shape, IsConstant: true));
    }

    /// <summary>Adds what an operator makes of values there are, unless the importer refuses it.</summary>
    private void TryAdd()
    {
        (int nodes, int initializers) = (Model.Graph.Node.Count, Model.Graph.Initializer.Count);
        string[]? outputs = RandomOperators.Add(this);
        TensorShape[]? shapes = outputs is null ? null : ShapesOf(outputs);
        if (shapes is null || shapes.Any(shape => shape.Elements is 0 or > MostElements || shape.Rank > 6))
        {
            while (Model.Graph.Node.Count > nodes)
                Model.Graph.Node.RemoveAt(nodes);
            while (Model.Graph.Initializer.Count > initializers)
                Model.Graph.Initializer.RemoveAt(initializers);
            return;
        }

        HashSet<string> constants = [.. _values.Where(value => value.IsConstant).Select(value => value.Name), .. Model.Graph.Initializer.Select(tensor => tensor.Name), ""];
        for (int i = nodes; i < Model.Graph.Node.Count; i++)
        {
            if (Model.Graph.Node[i].Input.All(constants.Contains))
                constants.UnionWith(Model.Graph.Node[i].Output);
        }

        for (int i = 0; i < shapes.Length; i++)
            _values.Add((outputs![i], shapes[i], constants.Contains(outputs[i])));
    }

    private TensorShape[]? ShapesOf(string[] outputs)
    {
        try
        {
            foreach (string output in outputs)
                Model.Output(output);
            OnnxModel read = Model.Load(new OnnxImportOptions { InputShapes = InputShapes });
            NetworkShapes shapes = read.Network.Shapes(read.InputShapes);
            return [.. read.Network.Outputs.Select(output => shapes[output.Value])];
        }
        catch (OnnxException)
        {
            return null;
        }
        finally
        {
            Model.Graph.Output.Clear();
        }
    }

    /// <summary>What no node reads is an output, and sometimes something else, too: a value in the middle, an input, a constant.</summary>
    private void AddOutputs()
    {
        HashSet<string> read = [.. Model.Graph.Node.SelectMany(node => node.Input)];
        HashSet<string> outputs = [.. _values.Where(value => !read.Contains(value.Name) && !value.IsConstant && !InputShapes.ContainsKey(value.Name)).Select(value => value.Name)];
        if (outputs.Count == 0 || Random.Next(4) == 0)
            outputs.Add(Pick(_values).Name);
        foreach (string output in outputs)
            Model.Output(output);
    }
}
