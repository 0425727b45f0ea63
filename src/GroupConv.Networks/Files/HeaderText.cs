using System.Text;

namespace GroupConv.Networks;

/// <summary>Text of a file's header in messages: whatever the file says, a message stays one line of a bearable length.</summary>
internal static class HeaderText
{
    private const int MostChars = 120;

    public static string Shown(string text)
    {
        var shown = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (shown.Length >= MostChars)
                return shown.Append("...").ToString();
            shown.Append(Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 ? Rune.ReplacementChar : rune);
        }

        return shown.ToString();
    }
}
