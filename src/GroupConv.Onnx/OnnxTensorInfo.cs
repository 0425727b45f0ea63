using GroupConv.Networks.Files;
using GroupConv.Values;

namespace GroupConv.Onnx;

/// <summary>An input or output as the model's file declares it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Lengths">The lengths of its axes, null for one that has a name or nothing; null where the file says nothing of the shape.</param>
public sealed record OnnxTensorInfo(string Name, IReadOnlyList<int?>? Lengths)
{
    /// <summary>The length of each axis, null for one that is not known; null for all where nothing is known. Copied.</summary>
    public IReadOnlyList<int?>? Lengths { get; init => field = Copied(value); } = Copied(Lengths);

    /// <summary>
    /// The names that the file gives to axes in place of lengths (<c>batch</c>), null for an axis without one; empty where no axis has one.
    /// </summary>
    public IReadOnlyList<string?> AxisNames { get; init => field = ValueList<string?>.Of(value, nameof(AxisNames), allowsNull: true); } = ValueList<string?>.Of([], nameof(AxisNames));

    /// <summary>The name and the axes: their lengths, or names where they have none, or a question mark where they have neither.</summary>
    /// <returns><c>input [batch, 3, 224, ?]</c>.</returns>
    public override string ToString()
    {
        IEnumerable<string>? axes = Lengths?.Select(
            (length, axis) => length is { } known ? FormattableString.Invariant($"{known}") : VisibleText.Of(AxisNames.ElementAtOrDefault(axis) ?? "?"));
        return axes is null ? VisibleText.Of(Name) : $"{VisibleText.Of(Name)} [{string.Join(", ", axes)}]";
    }

    private static ValueList<int?>? Copied(IReadOnlyList<int?>? lengths) => lengths is null ? null : ValueList<int?>.Of(lengths, nameof(Lengths));
}
