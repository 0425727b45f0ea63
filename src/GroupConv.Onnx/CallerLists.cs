using System.Collections.ObjectModel;

namespace GroupConv.Onnx;

/// <summary>Copies of callers' lists. Each is read once, element by element, and the copy is never handed to the list's own methods.</summary>
internal static class CallerLists
{
    /// <exception cref="ArgumentNullException">There is no list.</exception>
    /// <exception cref="ArgumentException">The list changed while it was read.</exception>
    public static ReadOnlyCollection<T> Copy<T>(IReadOnlyList<T> list, string name)
    {
        ArgumentNullException.ThrowIfNull(list, name);
        var copy = new List<T>();
        try
        {
            for (int i = 0, count = list.Count; i < count; i++)
                copy.Add(list[i]);
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or IndexOutOfRangeException or InvalidOperationException)
        {
            throw new ArgumentException($"{name} changed while it was read: {error.Message}", name, error);
        }

        return copy.AsReadOnly();
    }
}
