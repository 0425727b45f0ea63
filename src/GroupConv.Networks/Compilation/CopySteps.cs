using GroupConv.Networks.Steps;

namespace GroupConv.Networks.Compilation;

/// <summary>Elements that are copied from one place to another.</summary>
/// <param name="Walk">Source, then target.</param>
/// <param name="From">Where the source's first element is.</param>
/// <param name="To">Where it goes.</param>
internal sealed record Copy(Strides Walk, Place From, Place To)
{
    /// <summary>
    /// False where source and target are the same interval. Tensors that are needed at the same time overlap only where one lies in the other,
    /// and then source and target have the same length, so comparing where they begin is enough.
    /// </summary>
    public bool IsNeeded => From != To;

    public CopyStep Step() => new(Walk, From, To);

    /// <summary>The way back, as gradients go.</summary>
    public CopyStep Back() => new(Walk.Swapped(), To, From);
}

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

    public static Copy OfAll(GraphTensor tensor, Place input, Place output) =>
        new(new Strides([Sizes.ToLength(tensor.Elements, "the number of elements to copy")], [1], [1]), input, output);

    public static Copy OfSlice(GraphOp op, Slice slice, Place input, Place output)
    {
        int[] from = Physical(op.Inputs[0]), to = Physical(op.Output);
        int axis = Axes.Resolve(slice.Axis, op.Inputs[0].Shape, slice), block = op.Output.Layout.ChannelBlock();
        long[] steps = Strides.Dense(from);
        Place start = input with { Offset = input.Offset + slice.Start / block * steps[axis] };
        steps[axis] *= slice.Step;
        var walk = new Strides(to, steps, Strides.Dense(to));
        return new Copy(walk, start, output);
    }

    public static IEnumerable<Copy> OfConcat(GraphOp op, Concat concat, IReadOnlyList<Place> inputs, Place output)
    {
        int axis = Axes.Resolve(concat.Axis, op.Output.Shape, concat);
        long[] steps = Strides.Dense(Physical(op.Output));
        for (int i = 0; i < inputs.Count; i++)
        {
            int[] lengths = Physical(op.Inputs[i]);
            yield return new Copy(new Strides(lengths, Strides.Dense(lengths), steps), inputs[i], output);
            output = output with { Offset = output.Offset + lengths[axis] * steps[axis] };
        }
    }

    public static Copy OfPermute(GraphOp op, Permute permute, Place input, Place output)
    {
        long[] steps = Strides.Dense(op.Inputs[0].Shape.AsSpan());
        ReadOnlySpan<int> lengths = op.Output.Shape.AsSpan();
        var walk = new Strides(lengths, [.. permute.Order.Select(axis => steps[axis])], Strides.Dense(lengths));
        return new Copy(walk, input, output);
    }

    /// <summary>[N, G, C/G, positions] to [N, C/G, G, positions].</summary>
    public static Copy OfShuffle(GraphOp op, ChannelShuffle shuffle, Place input, Place output)
    {
        TensorShape shape = op.Output.Shape;
        int groups = shuffle.Groups, inGroup = shape[1] / groups;
        int positions = Sizes.ToLength(new TensorShape(shape.AsSpan()[2..]).Elements, "the number of a plane's elements");
        int[] lengths = [shape[0], inGroup, groups, positions];
        var walk = new Strides(lengths, [(long)shape[1] * positions, positions, (long)inGroup * positions, 1], Strides.Dense(lengths));
        return new Copy(walk, input, output);
    }
}
