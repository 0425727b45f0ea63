using GroupConv.Cli.Commands;

namespace GroupConv.Tests.Cli;

public class ArgumentTextTests
{
    [Theory]
    [InlineData("2", "2,2,2,2")]
    [InlineData("1,2", "1,2,1,2")]
    [InlineData("1,2,3,4", "1,2,3,4")]
    [InlineData("valid", "0,0,0,0")]
    [InlineData("same-upper", "SameUpper")]
    [InlineData("same-lower", "SameLower")]
    public void PaddingInAllItsForms(string text, string expected) => ArgumentText.Padding(text).ToString().Should().Be(expected);

    [Theory]
    [InlineData("")]
    [InlineData("1,2,3")]
    [InlineData("1,2,3,4,5")]
    [InlineData("-1")]
    [InlineData("1,")]
    [InlineData("1 2")]
    [InlineData("same")]
    [InlineData("2147483648")]
    public void PaddingRefusesTheRest(string text) => FluentActions.Invoking(() => ArgumentText.Padding(text)).Should().Throw<FormatException>();

    [Fact]
    public void SizeIsOneNumberOrTwo()
    {
        ArgumentText.Size("3", least: 1).Should().Be(new Size2d(3, 3));
        ArgumentText.Size("3,5", least: 1).Should().Be(new Size2d(3, 5));
        FluentActions.Invoking(() => ArgumentText.Size("1,2,3", least: 1)).Should().Throw<FormatException>();
        FluentActions.Invoking(() => ArgumentText.Size("0", least: 1)).Should().Throw<FormatException>();
    }

    [Fact]
    public void AlgorithmByItsNameAlone()
    {
        foreach (ConvAlgorithm algorithm in Enum.GetValues<ConvAlgorithm>())
            ArgumentText.Algorithm($"{algorithm}".ToUpperInvariant()).Should().Be(algorithm);
        FluentActions.Invoking(() => ArgumentText.Algorithm("1")).Should().Throw<FormatException>().WithMessage("*Im2colGemm*'1'*");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("1e3")]
    [InlineData("1,5")]
    public void SecondsRefusesWhatIsNoTime(string text) => FluentActions.Invoking(() => ArgumentText.Seconds(text, 600)).Should().Throw<FormatException>();
}
