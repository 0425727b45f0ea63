using GroupConv.Networks;
using GroupConv.Onnx.Importing;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Operators;

/// <summary>Batch normalization and softmax.</summary>
internal static class NormalizationOperators
{
    private static readonly string[] Names = ["scale", "bias", "mean", "variance"];

    public static RuntimeValue BatchNormalization(NodeContext node)
    {
        RuntimeValue input = node.Runtime(0);
        if (input.Shape.Rank < 2)
            throw node.Error($"its input {input.Shape} has no channels");
        if (node.Attributes.Flag("training_mode"))
            throw node.Error("attribute 'training_mode' is 1: only inference is supported");
        node.Attributes.Ignore("momentum");
        int channels = input.Shape[1];
        var parameters = new ReadOnlyMemory<float>[Names.Length];
        for (int i = 0; i < parameters.Length; i++)
        {
            parameters[i] = node.Floats(i + 1, Names[i]);
            if (node.Value(i + 1).Shape is not [int length] || length != channels)
                throw node.Error($"its {Names[i]} must have the shape [{channels}], but has {node.Value(i + 1).Shape}");
        }

        return node.Emit(new BatchNorm2d(channels, node.Attributes.Float("epsilon", 1e-5f)), [input], parameters);
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
        var flat = new TensorShape(checked((int)new TensorShape(lengths[..axis]).Elements), checked((int)new TensorShape(lengths[axis..]).Elements));
        RuntimeValue rows = ShapeOperators.ReshapeStep(node, input, flat);
        return ShapeOperators.ReshapeTo(node, node.EmitStep(new Softmax(1), [rows]), input.Shape);
    }
}
