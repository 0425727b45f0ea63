using GroupConv.Networks.Compilation;
using GroupConv.Networks.Files;
using GroupConv.Networks.Steps;

namespace GroupConv.Networks.Training;

/// <summary>A node for one batch size: its shapes and places, and the steps that it becomes.</summary>
/// <param name="node">The node.</param>
/// <param name="memory">Where everything is.</param>
/// <param name="shapes">Those of this batch.</param>
/// <param name="options">How the network is trained.</param>
internal sealed class NodeSteps(TrainingNode node, TrainingMemory memory, NetworkShapes shapes, TrainingOptions options)
{
    public NetworkNode Node { get; } = node.Node;

    public Layer Layer => Node.Layer;

    public bool Rectifies => node.Rectifies;

    public TrainingMemory Memory { get; } = memory;

    public TrainingOptions Options { get; } = options;

    public IReadOnlyList<TensorShape> InputShapes { get; } = shapes.InputsOf(node.Node);

    public TensorShape OutputShape { get; } = shapes[node.Node.Output];

    public PlaneSizes InputSizes => PlaneSizes.Of(InputShapes[0]);

    public PlaneSizes OutputSizes => PlaneSizes.Of(OutputShape);

    public List<IStep> Forward { get; } = [];

    public List<IStep> Backward { get; } = [];

    public int InputCount => node.Inputs.Length;

    public Place Input(int input = 0) => node.Inputs[input].Data;

    public Place Output => node.Output.Data;

    /// <summary>Of the output; read.</summary>
    public Place Gradient => node.Output.Gradient;

    /// <summary>Where the gradient of an input is to be written, or null.</summary>
    public Place? Target(int input = 0) => node.Targets[input];

    public Place Value(string parameter) => Memory.ValueOf(NameOf(parameter));

    public Place ValueGradient(string parameter) => Memory.GradientOf(NameOf(parameter));

    public Place Statistic(string parameter) => Memory.StatisticOf(NameOf(parameter));

    public string NameOf(string parameter) => Node.ParameterName(Layer.Parameters.Single(spec => spec.Name == parameter));

    public void Add(IStep forward, Func<Place, IStep> backward)
    {
        Forward.Add(forward);
        if (Target() is { } target)
            Backward.Add(backward(target));
    }

    public NotSupportedException Refusal(string? because = null) =>
        new($"node '{VisibleText.Of(Node.Name)}': {Layer.Kind} has no backward{(because is null ? "" : $" {because}")}, so the network cannot be trained");

    /// <summary>The node as the compiler's functions take it.</summary>
    public GraphOp Op()
    {
        var op = new GraphOp(Node.Name, Layer, []) { Output = new GraphTensor(OutputShape) };
        op.Inputs.AddRange(InputShapes.Select(shape => new GraphTensor(shape)));
        return op;
    }

    /// <summary>Gradients that did not go to their input's place are added there.</summary>
    public IEnumerable<IStep> Accumulation()
    {
        for (int i = 0; i < node.Inputs.Length; i++)
        {
            Place sum = node.Inputs[i].Gradient;
            TensorShape shape = InputShapes[Math.Min(i, InputShapes.Count - 1)]; // what is added to a batch norm's result has its shape
            if (node.Targets[i] is { } target && target != sum)
                yield return new ArithmeticStep<AddOp>(new Strides([Sizes.ToLength(shape.Elements, "the number of a tensor's elements")], [1], [1], [1]), sum, target, sum);
        }
    }
}
