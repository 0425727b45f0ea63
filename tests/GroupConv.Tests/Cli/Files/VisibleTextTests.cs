using GroupConv.Networks.Files;

namespace GroupConv.Tests.Cli.Files;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("conv1.weight", "conv1.weight")]
    [InlineData("\u00e9\u4e2d\ud83d\ude00 \\", "\u00e9\u4e2d\ud83d\ude00 \\")]
    [InlineData("a\u001b[2Jb", "a\\u001B[2Jb")]
    [InlineData("\0\a\b\t\n\r\u007f", "\\u0000\\u0007\\u0008\\u0009\\u000A\\u000D\\u007F")]
    [InlineData("\u0085\u009b", "\\u0085\\u009B")]
    [InlineData("\u2028\u2029", "\\u2028\\u2029")]
    [InlineData("\u202e\u2066\u200f\u200b\ufeff\u00ad", "\\u202E\\u2066\\u200F\\u200B\\uFEFF\\u00AD")]
    [InlineData("tag \U000e0041", "tag \\U000E0041")]
    public void Characters_that_do_not_show_become_numbers(string text, string shown)
    {
        VisibleText.Of(text).Should().Be(shown);
        VisibleText.Of(shown).Should().Be(shown, "it is done twice where a message passes two places");
        VisibleText.IsVisible(text).Should().Be(text == shown);
    }

    [Fact]
    public void Halves_of_surrogate_pairs_become_numbers()
    {
        VisibleText.Of("half \ud83d").Should().Be("half \\uD83D");
        VisibleText.Of("\ude00 half").Should().Be("\\uDE00 half");
    }

    [Fact]
    public void Every_character_of_the_basic_plane_is_shown_or_numbered()
    {
        for (int c = 0; c <= char.MaxValue; c++)
        {
            string shown = VisibleText.Of($"{(char)c}");
            VisibleText.IsVisible(shown).Should().BeTrue();
            if (c < ' ' || c is >= 0x7f and <= 0x9f)
                shown.Should().Be($"\\u{c:X4}");
        }
    }

    [Fact]
    public void Long_texts_are_cut_off()
    {
        VisibleText.Short(new string('a', 120)).Should().Be(new string('a', 120));
        VisibleText.Short(new string('a', 5000)).Should().Be(new string('a', 120) + "...");
        VisibleText.Short(new string('\n', 5000)).Length.Should().BeLessThan(140);
    }
}
