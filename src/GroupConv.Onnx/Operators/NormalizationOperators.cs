using GroupConv.Networks;
using GroupConv.Onnx.Importing;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Operators;

/// <summary>Batch normalization and softmax.</summary>
internal static class NormalizationOperators
{
    private static readonly string[] Names = ["scale", "bias", "mean", "variance"];

    public static IReadOnlyList<GraphValue> BatchNormalization(NodeContext node)
    {
        RuntimeValue input = node.Runtime(0);
        BatchNormForm form = BatchNormForm.Of(node, input.Shape);
        if (form.IsTraining)
            return OfBatch(node, input, form);
        ReadOnlyMemory<float>[] parameters = [.. Enumerable.Range(0, Names.Length).Select(i => Parameter(node, i, form.Channels))];
        return [node.Emit(new BatchNorm2d(form.Channels, form.Epsilon), [input], parameters)];
    }

    /// <summary>By the batch's own statistics. The running ones, which few models ask for, are computed from layers that there are.</summary>
    private static IReadOnlyList<GraphValue> OfBatch(NodeContext node, RuntimeValue input, BatchNormForm form)
    {
        var norm = new BatchStatisticsNorm(form.Channels, form.Epsilon);
        RuntimeValue output = node.Emit(norm, [input], Parameter(node, 0, form.Channels), Parameter(node, 1, form.Channels));
        if (!Enumerable.Range(1, node.NamedOutputs - 1).Any(node.IsUsed))
        {
            // What the running statistics begin from.
            node.Ignore(3);
            node.Ignore(4);
            return [output];
        }

        int[] others = [.. Enumerable.Range(0, input.Shape.Rank).Where(axis => axis != 1)];
        RuntimeValue distance = node.EmitStep(new Sub(), [input, node.EmitStep(new Mean(others, KeepDims: true), [input])]);
        RuntimeValue mean = node.EmitStep(new Mean(others), [input]);
        RuntimeValue variance = node.EmitStep(new Mean(others), [node.EmitStep(new Mul(), [distance, distance])]);
        RuntimeValue runningMean = Running(2, mean), runningVariance = Running(3, variance);
        return [output, runningMean, runningVariance, mean, variance];

        // What there was times the momentum, plus the batch's times the rest.
        RuntimeValue Running(int parameter, RuntimeValue now)
        {
            float[] before = Array.ConvertAll(Parameter(node, parameter, form.Channels).ToArray(), value => value * form.Momentum);
            RuntimeValue share = node.EmitStep(new Mul(), [now, Constant([1], [1 - form.Momentum])]);
            return node.EmitStep(new Add(), [share, Constant([form.Channels], before)]);
        }

        RuntimeValue Constant(TensorShape shape, float[] values) => node.EmitStep(new Constant(shape), [], values);
    }

    /// <summary>One of the four inputs with a number for each channel.</summary>
    private static ReadOnlyMemory<float> Parameter(NodeContext node, int index, int channels)
    {
        ReadOnlyMemory<float> values = node.Floats(index + 1, Names[index]);
        return node.Value(index + 1).Shape is [int length] && length == channels
            ? values
            : throw node.Error($"its {Names[index]} must have the shape [{channels}], but has {node.Value(index + 1).Shape}");
    }

    /// <summary>Before opset 13 the sum went over all axes from the given one on.</summary>
    public static RuntimeValue Softmax(NodeContext node)
    {
        const int SumOverOneAxis = 13;
        RuntimeValue input = node.Runtime(0);
        int axis = AxisRules.Resolve(node.Attributes.Integer("axis", node.Opset < SumOverOneAxis ? 1 : -1), input.Shape.Rank);
        ReadOnlySpan<int> lengths = input.Shape.AsSpan();
        var behind = new TensorShape(lengths[(axis + 1)..]);
        if (node.Opset >= SumOverOneAxis || behind.Elements == 1)
            return node.Emit(new Softmax(axis), [input]);
        var flat = new TensorShape(
            Lengths.Of(new TensorShape(lengths[..axis]).Elements, $"the product of the axes before {axis}"),
            Lengths.Of(new TensorShape(lengths[axis..]).Elements, $"the product of the axes from {axis} on"));
        RuntimeValue rows = ShapeOperators.ReshapeStep(node, input, flat);
        return ShapeOperators.ReshapeTo(node, node.EmitStep(new Softmax(1), [rows]), input.Shape);
    }
}
