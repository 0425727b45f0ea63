using GroupConv.Memory;
using GroupConv.Networks.Steps;

namespace GroupConv.Networks.Compilation;

/// <summary>Steps that move elements and compute nothing.</summary>
internal static class CopySteps
{
    /// <summary>The axes of a tensor as it lies: in blocks [N, C/block, positions, block].</summary>
    public static int[] Physical(GraphTensor tensor)
    {
        int block = tensor.Layout.ChannelBlock();
        if (block == 1)
            return [.. tensor.Shape];
        PlaneSizes sizes = tensor.Planes;
        return [sizes.Batch, sizes.Channels / block, sizes.Plane, block];
    }

    public static Func<Scratch, IStep> OfAll(GraphTensor tensor, Place input, Place output)
    {
        var walk = new Strides([checked((int)tensor.Elements)], [1], [1]);
        return _ => new CopyStep(walk, input, output);
    }

    public static Func<Scratch, IStep> OfSlice(GraphOp op, Slice slice, Place input, Place output)
    {
        int[] from = Physical(op.Inputs[0]), to = Physical(op.Output);
        int axis = Axes.Resolve(slice.Axis, op.Inputs[0].Shape, slice), block = op.Output.Layout.ChannelBlock();
        long[] steps = Strides.Dense(from);
        Place start = input with { Offset = input.Offset + slice.Start / block * steps[axis] };
        steps[axis] *= slice.Step;
        var walk = new Strides(to, steps, Strides.Dense(to));
        return _ => new CopyStep(walk, start, output);
    }

    public static IEnumerable<Func<Scratch, IStep>> OfConcat(GraphOp op, Concat concat, MemoryPlan memory)
    {
        int axis = Axes.Resolve(concat.Axis, op.Output.Shape, concat);
        long[] steps = Strides.Dense(Physical(op.Output));
        Place start = memory.Of(op.Output);
        foreach (GraphTensor input in op.Inputs)
        {
            int[] lengths = Physical(input);
            Place from = memory.Of(input), to = start;
            if (from != to) // else it was computed there
            {
                var walk = new Strides(lengths, Strides.Dense(lengths), steps);
                yield return _ => new CopyStep(walk, from, to);
            }

            start = start with { Offset = start.Offset + lengths[axis] * steps[axis] };
        }
    }

    public static Func<Scratch, IStep> OfPermute(GraphOp op, Permute permute, Place input, Place output)
    {
        long[] steps = Strides.Dense(op.Inputs[0].Shape.AsSpan());
        ReadOnlySpan<int> lengths = op.Output.Shape.AsSpan();
        var walk = new Strides(lengths, [.. permute.Order.Select(axis => steps[axis])], Strides.Dense(lengths));
        return _ => new CopyStep(walk, input, output);
    }

    /// <summary>[N, G, C/G, positions] to [N, C/G, G, positions].</summary>
    public static Func<Scratch, IStep> OfShuffle(GraphOp op, ChannelShuffle shuffle, Place input, Place output)
    {
        TensorShape shape = op.Output.Shape;
        int groups = shuffle.Groups, inGroup = shape[1] / groups;
        int positions = checked((int)new TensorShape(shape.AsSpan()[2..]).Elements);
        int[] lengths = [shape[0], inGroup, groups, positions];
        var walk = new Strides(lengths, [(long)shape[1] * positions, positions, (long)inGroup * positions, 1], Strides.Dense(lengths));
        return _ => new CopyStep(walk, input, output);
    }
}
