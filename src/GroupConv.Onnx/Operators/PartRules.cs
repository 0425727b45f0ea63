using GroupConv.Networks;
using GroupConv.Onnx.Importing;

namespace GroupConv.Onnx.Operators;

/// <summary>Which parts of a tensor operators take: the same for constants and for computed values.</summary>
internal static class PartRules
{
    /// <summary>The cuts of a Slice, whose limits were attributes before opset 10.</summary>
    public static IReadOnlyList<Cut> Slice(NodeContext node, TensorShape input)
    {
        long[] starts = node.IntegersOf("starts", 1) ?? throw node.Error("it lacks 'starts'");
        long[] ends = node.IntegersOf("ends", 2) ?? throw node.Error("it lacks 'ends'");
        long[] named = node.IntegersOf("axes", 3) ?? [.. Enumerable.Range(0, starts.Length)];
        long[] steps = node.Has(4) ? node.Integers(4, "steps").ToArray() : [.. Enumerable.Repeat(1L, starts.Length)];
        if (ends.Length != starts.Length || named.Length != starts.Length || steps.Length != starts.Length)
            throw node.Error($"it has {starts.Length} starts, {ends.Length} ends, {named.Length} axes and {steps.Length} steps");
        _ = AxisRules.ResolveAll(named, input.Rank);
        var cuts = new Cut[starts.Length];
        for (int i = 0; i < cuts.Length; i++)
        {
            int axis = AxisRules.Resolve(named[i], input.Rank);
            cuts[i] = CutOf(axis, input[axis], starts[i], ends[i], steps[i]);
        }

        return cuts;
    }

    /// <summary>The axis of a Split, and the lengths of its parts.</summary>
    public static (int Axis, IReadOnlyList<int> Lengths) Split(NodeContext node, TensorShape input)
    {
        int axis = AxisRules.Resolve(node.Attributes.Integer("axis", 0), input.Rank);
        int parts = node.OutputCount;
        long? named = node.Attributes.Integer("num_outputs");
        if (named is not null && named != parts)
            throw node.Error($"attribute 'num_outputs' is {named}, but it has {parts} outputs");
        if (node.IntegersOf("split", 1) is { } given)
        {
            return given.Length == parts && given.All(length => length >= 0 && length <= input[axis]) && given.Sum() == input[axis]
                ? (axis, [.. given.Select(length => (int)length)])
                : throw node.Error($"it splits axis {axis} of {input} into {parts} parts of [{string.Join(", ", given)}]");
        }

        // Equal parts; since opset 18 the last may be smaller.
        if (parts == 0 || (named is null && input[axis] % parts != 0))
            throw node.Error($"it cannot split axis {axis} of {input} into {parts} equal parts");
        int most = (input[axis] + parts - 1) / parts;
        var lengths = new int[parts];
        for (int i = 0; i < parts; i++)
            lengths[i] = Math.Clamp(input[axis] - (int)Math.Min((long)i * most, input[axis]), 0, most);
        return (axis, lengths);
    }

    /// <summary>Limits beyond the ends mean the ends, as in Python.</summary>
    private static Cut CutOf(int axis, int length, long start, long end, long step)
    {
        if (step == 0)
            throw new ArgumentException($"the step along axis {axis} is 0");
        // A step beyond the length is as good as the length, and cannot overflow.
        step = Math.Clamp(step, -Math.Max(length, 1), Math.Max(length, 1));
        bool isForward = step > 0;
        start = Math.Clamp(start < 0 ? start + length : start, 0, isForward ? length : Math.Max(length - 1, 0));
        end = Math.Clamp(end < 0 ? end + length : end, isForward ? 0 : -1, length);
        long count = isForward ? (end - start + step - 1) / step : (start - end - step - 1) / -step;
        return new Cut(axis, (int)start, (int)step, length == 0 ? 0 : (int)Math.Max(count, 0));
    }
}
