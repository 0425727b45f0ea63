using System.Buffers;
using System.Globalization;
using System.Text;

namespace GroupConv.Networks.Files;

/// <summary>
/// Text from files, made fit for messages and terminals. A character that a terminal would obey or not show (control characters, line
/// breaks, marks that turn the direction of text or have no width, halves of surrogate pairs) is written as its number: <c>\u001B</c>.
/// </summary>
internal static class VisibleText
{
    private const int ShortChars = 120;

    /// <summary>Whether a text can be shown as it is.</summary>
    public static bool IsVisible(ReadOnlySpan<char> text)
    {
        // Nearly all texts are ASCII.
        if (!text.ContainsAnyExceptInRange(' ', '~'))
            return true;
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out Rune rune, out int length) != OperationStatus.Done || IsHidden(rune))
                return false;
            text = text[length..];
        }

        return true;
    }

    /// <summary>The text with all other characters as numbers.</summary>
    public static string Of(string text) => IsVisible(text) ? text : Escaped(text, int.MaxValue);

    /// <summary>The same, cut off after some characters: a name, for instance, which files may make as long as they are.</summary>
    public static string Short(string text, int most = ShortChars) => text.Length <= most && IsVisible(text) ? text : Escaped(text, most);

    private static string Escaped(string text, int most)
    {
        var shown = new StringBuilder();
        for (int i = 0; i < text.Length;)
        {
            if (shown.Length >= most)
                return shown.Append("...").ToString();
            // False for half of a surrogate pair.
            bool isWhole = Rune.TryGetRuneAt(text, i, out Rune rune);
            if (isWhole && !IsHidden(rune))
                shown.Append(rune.ToString());
            else if (isWhole && !rune.IsBmp)
                shown.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}");
            else
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:X4}");
            i += isWhole ? rune.Utf16SequenceLength : 1;
        }

        return shown.ToString();
    }

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
