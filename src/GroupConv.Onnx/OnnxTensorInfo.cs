using System.Collections.ObjectModel;

namespace GroupConv.Onnx;

/// <summary>An input or output as the model's file declares it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Lengths">The lengths of its axes, null for one that has a name or nothing; null where the file says nothing of the shape.</param>
public sealed record OnnxTensorInfo(string Name, IReadOnlyList<int?>? Lengths)
{
    /// <summary>The length of each axis, null for one that is not known; null for all where nothing is known. Copied.</summary>
    public IReadOnlyList<int?>? Lengths { get; init => field = Copy(value); } = Copy(Lengths);

    /// <summary>The name and the lengths.</summary>
    /// <returns><c>input [?, 3, 224, 224]</c>.</returns>
    public override string ToString()
    {
        IEnumerable<string>? lengths = Lengths?.Select(length => length is { } known ? FormattableString.Invariant($"{known}") : "?");
        return lengths is null ? Name : $"{Name} [{string.Join(", ", lengths)}]";
    }

    // Element by element: a list whose count changes gives what it had, or its own exception.
    private static ReadOnlyCollection<int?>? Copy(IReadOnlyList<int?>? lengths)
    {
        if (lengths is null)
            return null;
        var copy = new List<int?>();
        for (int axis = 0, rank = lengths.Count; axis < rank; axis++)
            copy.Add(lengths[axis]);
        return copy.AsReadOnly();
    }
}
