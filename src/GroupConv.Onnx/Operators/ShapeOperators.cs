using GroupConv.Networks;
using GroupConv.Onnx.Importing;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Operators;

/// <summary>Operators that keep all elements and change the axes. One that changes nothing leaves no layer.</summary>
internal static class ShapeOperators
{
    public static RuntimeValue Reshape(NodeContext node)
    {
        RuntimeValue input = node.Runtime(0);
        TensorShape shape = ShapeRules.Reshape(node, input.Shape);
        if (ChannelShufflePattern.Match(input, shape) is not (RuntimeValue source, int groups))
            return ReshapeTo(node, input, shape);
        return groups == 1 ? source : node.Emit(new ChannelShuffle(groups), [source]);
    }

    public static RuntimeValue Flatten(NodeContext node)
    {
        RuntimeValue input = node.Runtime(0);
        TensorShape shape = ShapeRules.Flatten(node, input.Shape);
        // From the axis behind the batch on is what it nearly always is, and has a layer of that name.
        return input.Shape.Rank > 2 && shape[0] == input.Shape[0] ? node.Emit(new Flatten(), [input]) : ReshapeTo(node, input, shape);
    }

    public static RuntimeValue Squeeze(NodeContext node)
    {
        RuntimeValue input = node.Runtime(0);
        return ReshapeTo(node, input, ShapeRules.Squeeze(node, input.Shape));
    }

    public static RuntimeValue Unsqueeze(NodeContext node)
    {
        RuntimeValue input = node.Runtime(0);
        return ReshapeTo(node, input, ShapeRules.Unsqueeze(node, input.Shape));
    }

    public static RuntimeValue Transpose(NodeContext node)
    {
        RuntimeValue input = node.Runtime(0);
        int[] order = ShapeRules.Order(node, input.Shape);
        return order.SequenceEqual(order.Order()) ? input : node.Emit(new Permute(order), [input]);
    }

    public static RuntimeValue Expand(NodeContext node)
    {
        RuntimeValue input = node.Runtime(0);
        TensorShape shape = ShapeRules.Expand(node, input.Shape);
        return shape.Elements == input.Shape.Elements
            ? ReshapeTo(node, input, shape)
            : throw node.Error($"it repeats elements of {input.Shape} to {shape}: that is supported for constants only");
    }

    /// <summary>The node as a change of shape.</summary>
    public static RuntimeValue ReshapeTo(NodeContext node, RuntimeValue input, TensorShape shape) =>
        input.Shape.Equals(shape) ? input : Checked(node.Emit(LayerTo(input.Shape, shape), [input]), shape);

    /// <summary>A change of shape on the way.</summary>
    public static RuntimeValue ReshapeStep(NodeContext node, RuntimeValue input, TensorShape shape) =>
        input.Shape.Equals(shape) ? input : Checked(node.EmitStep(LayerTo(input.Shape, shape), [input]), shape);

    /// <summary>A first axis that stays is named by 0 and not by its length, so that the network can take other batches.</summary>
    private static Reshape LayerTo(TensorShape input, TensorShape shape)
    {
        int[] lengths = [.. shape];
        if (lengths.Length > 0 && input.Rank > 0 && lengths[0] == input[0])
            lengths[0] = 0;
        return new Reshape(lengths);
    }

    /// <summary>A length of 0 means another thing to the layer; only tensors without elements have one.</summary>
    private static RuntimeValue Checked(RuntimeValue value, TensorShape shape) =>
        value.Shape.Equals(shape) ? value : throw new ArgumentException($"{shape} has no elements");
}
