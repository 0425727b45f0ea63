using System.Globalization;

namespace GroupConv.Values;

/// <summary>Text of values that does not depend on the culture, for <see cref="object.ToString"/>.</summary>
internal static class InvariantText
{
    // A list of thousands of elements is no line that anybody reads.
    private const int MostItems = 16;

    /// <summary>The elements in brackets, <c>[1, 2, 3]</c>; of a long list the first ones and how many there are.</summary>
    public static string Of<T>(IReadOnlyCollection<T> items)
    {
        string shown = Join(items.Take(MostItems));
        return items.Count <= MostItems ? $"[{shown}]" : string.Create(CultureInfo.InvariantCulture, $"[{shown}, ... {items.Count} in all]");
    }

    /// <summary>All elements with commas between.</summary>
    public static string Join<T>(IEnumerable<T> items) => string.Join(", ", items.Select(Of));

    public static string Of(FormattableString text) => FormattableString.Invariant(text);

    private static string Of<T>(T item) => Convert.ToString(item, CultureInfo.InvariantCulture) ?? "null";
}
