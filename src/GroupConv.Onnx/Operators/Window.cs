using GroupConv.Networks;
using GroupConv.Onnx.Importing;

namespace GroupConv.Onnx.Operators;

/// <summary>What the attributes of a convolution or pool say of its window; of lines the height is 1.</summary>
/// <param name="Kernel">Height and width.</param>
/// <param name="Stride">Its steps.</param>
/// <param name="Dilation">Distance between its taps.</param>
/// <param name="Padding">The attribute <c>pads</c>; none where <paramref name="AutoPad"/> says something.</param>
/// <param name="AutoPad">How the padding is found.</param>
internal readonly record struct Window(Size2d Kernel, Size2d Stride, Size2d Dilation, Padding Padding, AutoPad AutoPad)
{
    /// <summary>The window over an input [N, C, H, W] or [N, C, L].</summary>
    /// <param name="node">The node.</param>
    /// <param name="input">The shape of its input.</param>
    /// <param name="weight">The shape of its weight, which knows the kernel; null for pools.</param>
    public static Window Of(NodeContext node, TensorShape input, TensorShape? weight = null)
    {
        int axes = input.Rank - 2;
        if (axes > 2)
            throw node.Error($"its input {input} has {axes} spatial axes: only one and two are supported, not 3-D");
        if (axes < 1)
            throw node.Error($"its input {input} has no spatial axes");
        if (weight is not null && weight.Rank != input.Rank)
            throw node.Error($"its weight {weight} has {weight.Rank} axes, but its input {input} has {input.Rank}");
        Size2d? named = Pair(node, "kernel_shape", axes);
        Size2d? kernel = weight is null ? named : axes == 1 ? new(1, weight[2]) : new(weight[2], weight[3]);
        if (named is { } other && kernel != other)
            throw node.Error($"attribute 'kernel_shape' says {other}, but its weight is {weight}");
        AutoPad autoPad = AutoPadOf(node);
        return new Window(
            kernel ?? throw node.Error("it lacks the attribute 'kernel_shape'"),
            Pair(node, "strides", axes) ?? 1,
            Pair(node, "dilations", axes) ?? 1,
            PaddingOf(node, axes, autoPad),
            autoPad);
    }

    /// <summary>A height and a width in an attribute.</summary>
    public static Size2d? Pair(NodeContext node, string attribute, int axes)
    {
        if (node.Attributes.Integers(attribute) is not { } values)
            return null;
        if (values.Count != axes)
            throw node.Error($"attribute '{attribute}' must have {axes} numbers, but has {values.Count}");
        return axes == 1 ? new(1, checked((int)values[0])) : new(checked((int)values[0]), checked((int)values[1]));
    }

    private static Padding PaddingOf(NodeContext node, int axes, AutoPad autoPad)
    {
        IReadOnlyList<long> pads = node.Attributes.Integers("pads") ?? [.. Enumerable.Repeat(0L, 2 * axes)];
        if (pads.Count != 2 * axes)
            throw node.Error($"attribute 'pads' must have {2 * axes} numbers, but has {pads.Count}");
        int[] values = [.. pads.Select(value => checked((int)value))];
        if (autoPad != AutoPad.NotSet)
            return default;
        return axes == 1 ? new Padding(0, values[0], 0, values[1]) : new Padding(values[0], values[1], values[2], values[3]);
    }

    private static AutoPad AutoPadOf(NodeContext node) => node.Attributes.Text("auto_pad", "NOTSET") switch
    {
        "NOTSET" => AutoPad.NotSet,
        "VALID" => AutoPad.Valid,
        "SAME_UPPER" => AutoPad.SameUpper,
        "SAME_LOWER" => AutoPad.SameLower,
        string other => throw node.Error($"attribute 'auto_pad' is '{other}', which is not supported"),
    };
}
