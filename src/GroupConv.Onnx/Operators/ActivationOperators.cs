using GroupConv.Networks;
using GroupConv.Onnx.Importing;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Operators;

/// <summary>Operators that change each element by itself.</summary>
internal static class ActivationOperators
{
    public static RuntimeValue Relu(NodeContext node) => node.Emit(new ReLU(), [node.Runtime(0)]);

    public static RuntimeValue Sigmoid(NodeContext node) => node.Emit(new Sigmoid(), [node.Runtime(0)]);

    public static RuntimeValue Tanh(NodeContext node) => node.Emit(new Tanh(), [node.Runtime(0)]);

    public static RuntimeValue HardSwish(NodeContext node) => node.Emit(new HardSwish(), [node.Runtime(0)]);

    public static RuntimeValue LeakyRelu(NodeContext node) => node.Emit(new LeakyReLU(node.Attributes.Float("alpha", 0.01f)), [node.Runtime(0)]);

    public static RuntimeValue HardSigmoid(NodeContext node) =>
        node.Emit(new HardSigmoid(node.Attributes.Float("alpha", 0.2f), node.Attributes.Float("beta", 0.5f)), [node.Runtime(0)]);

    public static RuntimeValue Clip(NodeContext node)
    {
        float? min = node.Attributes.Float("min") ?? (node.Has(1) ? node.Scalar(1, "min") : null);
        float? max = node.Attributes.Float("max") ?? (node.Has(2) ? node.Scalar(2, "max") : null);
        if (!((min ?? float.NegativeInfinity) <= (max ?? float.PositiveInfinity)))
            throw node.Error(FormattableString.Invariant($"its min {min} and max {max} are no limits"));
        // The greatest float was the default before opset 11, and stands for no limit.
        Layer layer = (min ?? float.NegativeInfinity, max ?? float.PositiveInfinity) switch
        {
            (0, >= float.MaxValue) => new ReLU(),
            (0, 6) => new ReLU6(),
            var (least, most) => new Clamp(least, most),
        };
        return node.Emit(layer, [node.Runtime(0)]);
    }

    public static RuntimeValue PRelu(NodeContext node)
    {
        RuntimeValue input = node.Runtime(0);
        ReadOnlyMemory<float> slope = node.Floats(1, "slope");
        TensorShape shape = node.Value(1).Shape;
        // One slope for all, or one a channel; the shape is aligned at the last axis.
        int channelAxis = shape.Rank - input.Shape.Rank + 1;
        bool isByChannel = input.Shape.Rank >= 2 && channelAxis >= 0 && shape[channelAxis] == input.Shape[1] && shape.Elements == input.Shape[1];
        if (shape.Elements != 1 && !isByChannel)
            throw node.Error($"its slope {shape} for an input {input.Shape} is neither one number nor one a channel");
        return node.Emit(new PReLU(slope.Length), [input], slope);
    }
}
