using System.Globalization;
using GroupConv.Networks;
using GroupConv.Onnx.Importing;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Operators;

/// <summary>Other sizes of planes and lines by the nearest element. Interpolation is not supported.</summary>
internal static class ResizeOperator
{
    /// <summary>What Resize was called before opset 10: the nearest below, and only so.</summary>
    public static RuntimeValue Upsample(NodeContext node)
    {
        float[] scales = node.Attributes.Floats("scales") is { } attribute ? [.. attribute] : node.Floats(1, "scales").ToArray();
        return Run(node, scales, sizes: null, NearestMap.OfOldModels(node.Attributes.Text("mode", "nearest")));
    }

    public static RuntimeValue Resize(NodeContext node)
    {
        const int NamesCoordinates = 11;
        if (node.Opset < NamesCoordinates)
            return Upsample(node);
        // These, and the region of interest, are about interpolation or about places outside the input.
        node.Ignore(1);
        node.Attributes.Ignore("antialias", "cubic_coeff_a", "exclude_outside", "extrapolation_value");
        if (node.Attributes.Text("keep_aspect_ratio_policy", "stretch") is var policy and not "stretch")
            throw node.Error($"attribute 'keep_aspect_ratio_policy' is '{policy}', which is not supported");
        var map = new NearestMap(
            node.Attributes.Text("mode", "nearest"),
            node.Attributes.Text("coordinate_transformation_mode", "half_pixel"),
            node.Attributes.Text("nearest_mode", "round_prefer_floor"));
        IReadOnlyList<long>? axes = node.Attributes.Integers("axes");
        float[] scales = node.Has(2) ? node.Floats(2, "scales").ToArray() : [];
        return scales.Length > 0
            ? Run(node, OnAllAxes(node, scales, axes, _ => 1), sizes: null, map)
            : Run(node, scales: null, OnAllAxes(node, node.Integers(3, "sizes").ToArray(), axes, length => length), map);
    }

    /// <summary>Numbers for some axes as numbers for all.</summary>
    private static T[] OnAllAxes<T>(NodeContext node, T[] given, IReadOnlyList<long>? axes, Func<int, T> otherwise)
    {
        TensorShape input = node.Runtime(0).Shape;
        if (axes is null)
            return given;
        if (axes.Count != given.Length)
            throw node.Error($"it has {given.Length} scales or sizes for {axes.Count} axes");
        _ = AxisRules.ResolveAll(axes, input.Rank);
        T[] all = [.. input.Select(otherwise)];
        for (int i = 0; i < given.Length; i++)
            all[AxisRules.Resolve(axes[i], input.Rank)] = given[i];
        return all;
    }

    private static RuntimeValue Run(NodeContext node, float[]? scales, long[]? sizes, NearestMap map)
    {
        RuntimeValue input = node.Runtime(0);
        if ((scales?.Length ?? sizes!.Length) != input.Shape.Rank)
            throw node.Error($"it has {scales?.Length ?? sizes!.Length} scales or sizes, but its input is {input.Shape}");
        var lengths = new int[input.Shape.Rank];
        for (int axis = 0; axis < lengths.Length; axis++)
        {
            lengths[axis] = scales is null
                ? Lengths.Of(sizes![axis], $"the size of axis {axis}")
                : Lengths.Of(MathF.Floor(input.Shape[axis] * scales[axis]), FormattableString.Invariant($"the length of axis {axis}, {input.Shape[axis]} times {scales[axis]},"));
        }

        TensorShape output = Lengths.Shape(lengths);
        float ScaleOf(int axis) => scales?[axis] ?? (float)output[axis] / input.Shape[axis];

        int[] changed = [.. Enumerable.Range(0, lengths.Length).Where(axis => lengths[axis] != input.Shape[axis] || ScaleOf(axis) != 1)];
        if (changed.Length == 0)
            return input;
        if (input.Shape.Rank is not (3 or 4) || changed[0] < 2)
            throw node.Error($"from {input.Shape} to {output}: only the last axes of [N, C, L] and [N, C, H, W] can get another size");
        if (map.Mode != "nearest")
            throw node.Error($"attribute 'mode' is '{map.Mode}': only 'nearest' is supported");
        // Every element of these axes is looked at.
        node.Spend(changed.Sum(axis => sizeof(long) * (long)output[axis]));
        NearestRule rule = map.RuleFor([.. changed.Select(axis => (input.Shape[axis], output[axis], ScaleOf(axis)))])
            ?? throw node.Error(
                $"from {input.Shape} to {output} (scales {string.Join(", ", changed.Select(axis => Text(ScaleOf(axis))))}) "
                + $"with '{map.Coordinates}' and '{map.Nearest}': this choice of the nearest element is not supported");
        if (input.Shape.Rank == 4)
            return node.Emit(new Resize(new Size2d(output[2], output[3]), rule), [input]);
        RuntimeValue planes = ShapeOperators.ReshapeStep(node, input, [input.Shape[0], input.Shape[1], 1, input.Shape[2]]);
        return ShapeOperators.ReshapeTo(node, node.EmitStep(new Resize(new Size2d(1, output[2]), rule), [planes]), output);
    }

    private static string Text(float scale) => scale.ToString(CultureInfo.InvariantCulture);
}
