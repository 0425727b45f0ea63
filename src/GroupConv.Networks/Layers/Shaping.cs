using GroupConv.Values;

namespace GroupConv.Networks;

/// <summary>The axes from one to another made one.</summary>
/// <param name="StartAxis">The first of them.</param>
/// <param name="EndAxis">The last of them.</param>
public sealed record Flatten(int StartAxis = 1, int EndAxis = -1) : Layer
{
    private protected override TensorShape ShapeOf(IReadOnlyList<TensorShape> inputs)
    {
        TensorShape input = inputs[0];
        int start = Axes.Resolve(StartAxis, input, this), end = Axes.Resolve(EndAxis, input, this);
        if (start > end)
            throw new ArgumentException($"{Kind} of {input} from axis {start} to {end}, which is before it");
        ReadOnlySpan<int> lengths = input.AsSpan();
        var flat = new TensorShape(lengths[start..(end + 1)]);
        return [.. lengths[..start], Sizes.ToLength(flat.Elements, $"{Kind}: the axis of {input} made one"), .. lengths[(end + 1)..]];
    }
}

/// <summary>The same elements in the same order in another shape.</summary>
/// <param name="Lengths">The new axes: 0 for that of the input at this place, and at most one -1 for what is left.</param>
public sealed record Reshape(IReadOnlyList<int> Lengths) : Layer
{
    /// <summary>The new axes: 0 for that of the input at this place, and at most one -1 for what is left; copied.</summary>
    public IReadOnlyList<int> Lengths { get; init => field = ValueList<int>.Of(value, nameof(Lengths)); } = ValueList<int>.Of(Lengths, nameof(Lengths));

    /// <inheritdoc/>
    public override string Details => $"{Lengths}";

    private protected override TensorShape ShapeOf(IReadOnlyList<TensorShape> inputs)
    {
        TensorShape input = inputs[0];
        var lengths = new int[Lengths.Count];
        int open = -1;
        for (int i = 0; i < lengths.Length; i++)
        {
            lengths[i] = Lengths[i] == 0 && i < input.Rank ? input[i] : Lengths[i];
            if (lengths[i] == -1 && open < 0)
                (open, lengths[i]) = (i, 1);
            if (lengths[i] < 0)
                throw NotPossible(input);
        }

        var shape = new TensorShape(lengths);
        if (open >= 0)
        {
            if (shape.Elements == 0 || input.Elements % shape.Elements != 0)
                throw NotPossible(input);
            shape = shape.With(open, Sizes.ToLength(input.Elements / shape.Elements, $"{Kind}: the open axis of {Details}"));
        }

        return shape.Elements == input.Elements ? shape : throw NotPossible(input);
    }

    private ArgumentException NotPossible(TensorShape input) => new($"{Kind}: {input} cannot become {Details}");
}

/// <summary>The axes in another order; PyTorch's <c>permute</c>, ONNX's <c>Transpose</c>.</summary>
/// <param name="Order">For each axis of the output, which of the input's it is.</param>
public sealed record Permute(IReadOnlyList<int> Order) : Layer
{
    /// <summary>For each axis of the output, which of the input's it is; copied.</summary>
    public IReadOnlyList<int> Order { get; init => field = ValueList<int>.Of(value, nameof(Order)); } = ValueList<int>.Of(Order, nameof(Order));

    /// <inheritdoc/>
    public override string Details => $"({InvariantText.Join(Order)})";

    private protected override TensorShape ShapeOf(IReadOnlyList<TensorShape> inputs)
    {
        TensorShape input = inputs[0];
        return Order.Count == input.Rank && Order.Order().SequenceEqual(Enumerable.Range(0, input.Rank))
            ? [.. Order.Select(axis => input[axis])]
            : throw new ArgumentException($"{Kind}: {Details} is no order of the axes of {input}");
    }
}

/// <summary>Tensors one behind the other along an axis.</summary>
/// <param name="Axis">The axis; the others must be equal.</param>
public sealed record Concat(int Axis = 1) : Layer
{
    /// <inheritdoc/>
    public override int? InputCount => null;

    /// <inheritdoc/>
    public override string Details => FormattableString.Invariant($"axis {Axis}");

    private protected override TensorShape ShapeOf(IReadOnlyList<TensorShape> inputs)
    {
        TensorShape first = inputs[0];
        int axis = Axes.Resolve(Axis, first, this);
        long length = 0;
        foreach (TensorShape input in inputs)
        {
            if (input.Rank != first.Rank || !input.With(axis, first[axis]).Equals(first))
                throw new ArgumentException($"{Kind} along axis {axis}: {first} and {input} differ in other axes");
            length += input[axis];
        }

        return first.With(axis, Sizes.ToLength(length, $"{Kind}: the sum of axis {axis}"));
    }
}

/// <summary>A part of a tensor along one axis: elements from start to end, that excluded, with a step.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="Start">The first element.</param>
/// <param name="End">The one after the last; <see cref="int.MaxValue"/> for all there are.</param>
/// <param name="Step">At least 1.</param>
public sealed record Slice(int Axis, int Start, int End, int Step = 1) : Layer
{
    /// <inheritdoc/>
    public override string Details => FormattableString.Invariant($"axis {Axis}, {Start}..{(End == int.MaxValue ? "" : End)}")
        + (Step == 1 ? "" : FormattableString.Invariant($" step {Step}"));

    private protected override TensorShape ShapeOf(IReadOnlyList<TensorShape> inputs)
    {
        TensorShape input = inputs[0];
        int axis = Axes.Resolve(Axis, input, this);
        int end = Math.Min(End, input[axis]);
        if (Start < 0 || Start > end || Step < 1)
            throw new ArgumentException($"{Kind}: {input} has no part {Details}");
        return input.With(axis, (int)(((long)end - Start + Step - 1) / Step));
    }
}

/// <summary>Elements around a tensor.</summary>
/// <param name="Before">How many come before each axis.</param>
/// <param name="After">How many come behind each axis.</param>
/// <param name="Mode">What they are.</param>
/// <param name="Value">Their value where <paramref name="Mode"/> is <see cref="PaddingMode.Zeros"/>.</param>
public sealed record Pad(IReadOnlyList<int> Before, IReadOnlyList<int> After, PaddingMode Mode = PaddingMode.Zeros, float Value = 0) : Layer
{
    /// <summary>How many come before each axis; copied.</summary>
    public IReadOnlyList<int> Before { get; init => field = ValueList<int>.Of(value, nameof(Before)); } = ValueList<int>.Of(Before, nameof(Before));

    /// <summary>How many come behind each axis; copied.</summary>
    public IReadOnlyList<int> After { get; init => field = ValueList<int>.Of(value, nameof(After)); } = ValueList<int>.Of(After, nameof(After));

    /// <inheritdoc/>
    public override string Details => $"{Before} and {After}{(Mode == PaddingMode.Zeros ? "" : $", {Mode}")}";

    private protected override TensorShape ShapeOf(IReadOnlyList<TensorShape> inputs)
    {
        TensorShape input = inputs[0];
        Require.Defined(Mode);
        if (Before.Count != input.Rank || After.Count != input.Rank || Before.Concat(After).Any(count => count < 0))
            throw new ArgumentException($"{Kind}: {Details} does not fit {input}");
        for (int axis = 0; axis < input.Rank; axis++)
        {
            int most = Math.Max(Before[axis], After[axis]);
            if (most > 0 && (Mode == PaddingMode.Reflect ? most >= input[axis] : Mode == PaddingMode.Circular ? most > input[axis] : Mode == PaddingMode.Replicate && input[axis] == 0))
                throw new ArgumentException($"{Kind}: {Mode} padding of {most} is too much for axis {axis} of {input}");
        }

        return [.. input.Select((length, axis) => Sizes.ToLength((long)length + Before[axis] + After[axis], $"{Kind}: axis {axis} of {input} with {Details} around it"))];
    }
}
