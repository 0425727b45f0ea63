using GroupConv.Values;

namespace GroupConv.Networks;

/// <summary>A layer in a <see cref="NetworkSummary"/>.</summary>
/// <param name="Node">The layer and its name.</param>
/// <param name="Inputs">The shapes of its inputs.</param>
/// <param name="Output">The shape of its output.</param>
/// <param name="Params">Its trainable parameters.</param>
/// <param name="Macs">Its multiply-adds; FLOPs are twice as many.</param>
/// <param name="Milliseconds">How long it took, or null where nobody measured.</param>
public sealed record SummaryRow(NetworkNode Node, IReadOnlyList<TensorShape> Inputs, TensorShape Output, long Params, long Macs, double? Milliseconds)
{
    /// <summary>The shapes of its inputs; copied.</summary>
    public IReadOnlyList<TensorShape> Inputs { get; init => field = ValueList<TensorShape>.Of(value, nameof(Inputs)); }
        = ValueList<TensorShape>.Of(Inputs, nameof(Inputs));

    /// <summary>The row in words.</summary>
    /// <returns>The node, its shapes, and what it costs.</returns>
    public override string ToString() =>
        FormattableString.Invariant($"{Node.Name} {LayerText}: {InputText} -> {Output}, {Params} params, {Macs} MACs")
        + (Milliseconds is { } time ? FormattableString.Invariant($", {time} ms") : "");

    /// <summary>The inputs in a few words: the shape of one, how many of several.</summary>
    internal string InputText => Inputs switch
    {
        [] => "",
        [TensorShape only] => only.ToString(),
        [TensorShape first, ..] when Inputs.All(first.Equals) => $"{Inputs.Count} x {first}",
        _ => $"{Inputs[0]} and {Inputs.Count - 1} more",
    };

    /// <summary>What it is, with its settings.</summary>
    internal string LayerText => Node.Layer.Details.Length == 0 ? Node.Layer.Kind : $"{Node.Layer.Kind} {Node.Layer.Details}";
}
