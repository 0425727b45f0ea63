namespace GroupConv.Onnx;

/// <summary>An input or output as the model's file declares it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Lengths">The lengths of its axes, null for one that has a name or nothing; null where the file says nothing of the shape.</param>
public sealed record OnnxTensorInfo(string Name, IReadOnlyList<int?>? Lengths)
{
    /// <summary>The name and the lengths.</summary>
    /// <returns><c>input [?, 3, 224, 224]</c>.</returns>
    public override string ToString()
    {
        IEnumerable<string>? lengths = Lengths?.Select(length => length is { } known ? FormattableString.Invariant($"{known}") : "?");
        return lengths is null ? Name : $"{Name} [{string.Join(", ", lengths)}]";
    }
}
