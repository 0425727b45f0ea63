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
        string shown = string.Join(", ", items.Take(MostItems).Select(item => Of(item)));
        return items.Count <= MostItems ? $"[{shown}]" : string.Create(CultureInfo.InvariantCulture, $"[{shown}, ... {items.Count} in all]");
    }

    public static string Of(FormattableString text) => FormattableString.Invariant(text);

    private static string Of<T>(T item) => Convert.ToString(item, CultureInfo.InvariantCulture) ?? "null";
}
