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
        Size2d? named = Pair(node, "kernel_shape", axes, least: 1);
        Size2d? kernel = weight is null ? named : axes == 1 ? new(1, weight[2]) : new(weight[2], weight[3]);
        if (named is { } other && kernel != other)
            throw node.Error($"attribute 'kernel_shape' says {other}, but its weight is {weight}");
        AutoPad autoPad = AutoPadOf(node);
        return new Window(
            kernel ?? throw node.Error("it lacks the attribute 'kernel_shape'"),
            Pair(node, "strides", axes, least: 1) ?? 1,
            Pair(node, "dilations", axes, least: 1) ?? 1,
            PaddingOf(node, axes, autoPad),
            autoPad);
    }

    /// <summary>A height and a width in an attribute.</summary>
    /// <param name="node">The node.</param>
    /// <param name="attribute">The attribute's name.</param>
    /// <param name="axes">How many numbers it must have; of one the height is 1.</param>
    /// <param name="least">The least that a number may be.</param>
    public static Size2d? Pair(NodeContext node, string attribute, int axes, int least) => Numbers(node, attribute, axes, least) switch
    {
        null => null,
        [int length] => new(1, length),
        [int height, int width, ..] => new(height, width),
        [] => throw node.Error($"attribute '{attribute}' has no numbers"),
    };

    private static Padding PaddingOf(NodeContext node, int axes, AutoPad autoPad) => Numbers(node, "pads", 2 * axes, least: 0) switch
    {
        [int left, int right] when autoPad == AutoPad.NotSet => new Padding(0, left, 0, right),
        [int top, int left, int bottom, int right] when autoPad == AutoPad.NotSet => new Padding(top, left, bottom, right),
        _ => default,
    };

    private static int[]? Numbers(NodeContext node, string attribute, int count, int least)
    {
        if (node.Attributes.Integers(attribute) is not { } values)
            return null;
        return values.Count == count
            ? [.. values.Select(value => Lengths.Of(value, $"a number of attribute '{attribute}'", least))]
            : throw node.Error($"attribute '{attribute}' must have {count} numbers, but has {values.Count}");
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
