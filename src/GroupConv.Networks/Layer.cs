using GroupConv.Values;

namespace GroupConv.Networks;

/// <summary>
/// One operation of a network: what it is, not where its weights are. A layer is immutable and knows its output's shape, its parameters'
/// shapes and what it costs; the values of the parameters are in a <see cref="StateDict"/>.
/// </summary>
public abstract record Layer
{
    private protected Layer()
    {
    }

    /// <summary>What the layer is called: <c>Conv2d</c>, <c>ReLU</c>; PyTorch's name where there is one.</summary>
    public virtual string Kind => GetType().Name;

    /// <summary>How many tensors it takes; null for any number from one.</summary>
    public virtual int? InputCount => 1;

    /// <summary>The tensors that it needs from outside.</summary>
    public virtual IReadOnlyList<ParameterSpec> Parameters => [];

    /// <summary>Its own settings in words, for listings; empty for none.</summary>
    public virtual string Details => "";

    /// <summary>The shape of its output.</summary>
    /// <param name="inputs">The shapes of its inputs.</param>
    /// <returns>The shape.</returns>
    /// <exception cref="ArgumentException">The layer cannot take these; the message says why.</exception>
    /// <exception cref="OverflowException">A length of the output is over 2^31 - 1, or it has over 2^63 - 1 elements.</exception>
    public TensorShape OutputShape(params IReadOnlyList<TensorShape> inputs) => ShapeOf(Checked(inputs));

    /// <summary>Multiply-adds of one run, by the conventions of the literature: those of convolutions and linear layers.</summary>
    /// <param name="inputs">The shapes of its inputs.</param>
    /// <returns>The number; FLOPs are twice as many.</returns>
    /// <exception cref="ArgumentException">The layer cannot take these.</exception>
    /// <exception cref="OverflowException">A length of the output is over 2^31 - 1, or the number is over 2^63 - 1.</exception>
    public long Macs(params IReadOnlyList<TensorShape> inputs)
    {
        ValueList<TensorShape> own = Checked(inputs);
        return MacsOf(own, ShapeOf(own));
    }

    /// <summary>The kind and its settings.</summary>
    /// <returns>For example <c>Conv2d 3x3, 64 -> 128, groups 32</c>.</returns>
    public sealed override string ToString() => Details.Length == 0 ? Kind : $"{Kind} {Details}";

    /// <summary>The shape of the output; the number of inputs is right.</summary>
    private protected abstract TensorShape ShapeOf(IReadOnlyList<TensorShape> inputs);

    /// <summary>The multiply-adds; the inputs' shapes fit, and give the output's.</summary>
    private protected virtual long MacsOf(IReadOnlyList<TensorShape> inputs, TensorShape output) => 0;

    private ValueList<TensorShape> Checked(IReadOnlyList<TensorShape> inputs)
    {
        ValueList<TensorShape> own = ValueList<TensorShape>.Of(inputs, nameof(inputs));
        return (InputCount is { } count ? own.Count == count : own.Count > 0)
            ? own
            : throw new ArgumentException($"{Kind} takes {(InputCount is { } n ? n : "at least one")} input{(InputCount == 1 ? "" : "s")}, but got {own.Count}");
    }

    /// <summary>An input that must be [N, C, ...] with so many axes, and channels.</summary>
    private protected TensorShape Planes(TensorShape input, int leastRank = 2, int mostRank = int.MaxValue, int? channels = null)
    {
        if (input.Rank < leastRank || input.Rank > mostRank)
            throw new ArgumentException($"{Kind} takes {RankText(leastRank, mostRank)}, but got {input}");
        if (channels is { } expected && input[1] != expected)
            throw new ArgumentException($"{Kind} takes {expected} channels, but got {input}");
        return input;
    }

    private static string RankText(int least, int most) =>
        (least, most) switch
        {
            (4, 4) => "[N, C, H, W]",
            (3, 3) => "[N, C, L]",
            (3, 4) => "[N, C, L] or [N, C, H, W]",
            (2, 2) => "[N, features]",
            _ => $"a tensor of at least {least} axes",
        };
}
