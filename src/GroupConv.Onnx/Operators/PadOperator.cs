using GroupConv.Networks;
using GroupConv.Onnx.Importing;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Operators;

/// <summary>Padding by a layer of its own.</summary>
internal static class PadOperator
{
    public static RuntimeValue Pad(NodeContext node)
    {
        RuntimeValue input = node.Runtime(0);
        (int[] before, int[] after) = Amounts(node, input.Shape.Rank);
        PaddingMode mode = node.Attributes.Text("mode", "constant") switch
        {
            "constant" => PaddingMode.Zeros,
            "reflect" => PaddingMode.Reflect,
            "edge" => PaddingMode.Replicate,
            "wrap" => PaddingMode.Circular,
            string other => throw node.Error($"attribute 'mode' is '{other}', which is not supported"),
        };
        float value = node.Attributes.Float("value") ?? (node.Has(2) ? node.Scalar(2, "constant_value") : 0);
        int least = before.Concat(after).DefaultIfEmpty().Min();
        if (least < 0 && mode != PaddingMode.Zeros)
            throw node.Error($"a padding of {least} is supported in mode 'constant' only");
        RuntimeValue cropped = Cropped(node, input, before, after);
        int[] moreBefore = [.. before.Select(amount => Math.Max(amount, 0))], moreAfter = [.. after.Select(amount => Math.Max(amount, 0))];
        return moreBefore.Concat(moreAfter).Any(amount => amount > 0) ? node.Emit(new Pad(moreBefore, moreAfter, mode, value), [cropped]) : cropped;
    }

    /// <summary>How many elements come before and behind each axis; less than none cuts some off.</summary>
    private static (int[] Before, int[] After) Amounts(NodeContext node, int rank)
    {
        long[] pads = node.IntegersOf("pads", 1) ?? throw node.Error("it lacks 'pads'");
        long[] named = node.Has(3) ? node.Integers(3, "axes").ToArray() : [.. Enumerable.Range(0, rank)];
        _ = AxisRules.ResolveAll(named, rank);
        if (pads.Length != 2 * named.Length)
            throw node.Error($"it has {pads.Length} pads for {named.Length} axes");
        (int[] before, int[] after) = (new int[rank], new int[rank]);
        for (int i = 0; i < named.Length; i++)
        {
            int axis = AxisRules.Resolve(named[i], rank);
            (before[axis], after[axis]) = (Amount(pads[i]), Amount(pads[i + named.Length]));
        }

        return (before, after);

        static int Amount(long pad) => Lengths.Of(pad, "an amount of padding", least: -int.MaxValue);
    }

    private static RuntimeValue Cropped(NodeContext node, RuntimeValue input, int[] before, int[] after)
    {
        RuntimeValue value = input;
        for (int axis = 0; axis < before.Length; axis++)
        {
            (long start, long end) = (-Math.Min(before[axis], 0L), input.Shape[axis] + Math.Min(after[axis], 0L));
            if (start == 0 && end == input.Shape[axis])
                continue;
            if (start >= end)
                throw node.Error($"it leaves nothing of axis {axis} of {input.Shape}");
            value = node.EmitStep(new Slice(axis, (int)start, (int)end), [value]);
        }

        return value;
    }
}
