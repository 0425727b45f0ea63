namespace GroupConv.Tests.Docs;

public sealed class DocBlockTests
{
    private const string Text = "before\n<!-- begin: a -->\n\nold\n\n<!-- end: a -->\nafter\n";

    [Fact]
    public void A_block_is_read_without_the_empty_lines_around_it() => DocBlock.Find(Text, "a").Should().Be("old");

    [Fact]
    public void Line_ends_of_Windows_make_no_difference() => DocBlock.Find(Text.Replace("\n", "\r\n"), "a").Should().Be("old");

    [Fact]
    public void A_replaced_block_reads_back_and_leaves_the_rest_alone()
    {
        string replaced = DocBlock.Replace(Text, "a", "| x |\n|---|\n");

        replaced.Should().Be("before\n<!-- begin: a -->\n\n| x |\n|---|\n\n<!-- end: a -->\nafter\n");
        DocBlock.Replace(replaced, "a", "| x |\n|---|\n").Should().Be(replaced, "a second time changes nothing");
    }

    [Theory]
    [InlineData("no markers")]
    [InlineData("<!-- begin: a -->\nwithout an end")]
    [InlineData("<!-- end: a -->\n<!-- begin: a -->\nthe wrong way round")]
    [InlineData(Text + Text)]
    public void Missing_or_doubled_markers_are_an_error_that_names_the_block(string text) =>
        FluentActions.Invoking(() => DocBlock.Find(text, "a")).Should().Throw<InvalidOperationException>().WithMessage("*a*");

    [Fact]
    public void A_snippet_loses_its_indentation_and_keeps_its_shape()
    {
        // begin-snippet: self-test
        int sum = 0;

        for (int i = 0; i < 3; i++)
            sum += i;
        // end-snippet

        sum.Should().Be(3);
        DocBlock.Snippet("tests/GroupConv.Tests/Docs/DocBlockTests.cs", "self-test").Should().Be(
            "int sum = 0;\n\nfor (int i = 0; i < 3; i++)\n    sum += i;");
    }
}
