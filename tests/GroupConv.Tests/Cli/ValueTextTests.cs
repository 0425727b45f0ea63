using GroupConv.Cli;

namespace GroupConv.Tests.Cli;

public class ValueTextTests
{
    [Theory]
    [InlineData("2", "2,2,2,2")]
    [InlineData("1,2", "1,2,1,2")]
    [InlineData("1,2,3,4", "1,2,3,4")]
    [InlineData("valid", "0,0,0,0")]
    [InlineData("same-upper", "SameUpper")]
    [InlineData("same-lower", "SameLower")]
    public void PaddingInAllItsForms(string text, string expected) => ValueText.Padding(text).ToString().Should().Be(expected);

    [Theory]
    [InlineData("")]
    [InlineData("1,2,3")]
    [InlineData("1,2,3,4,5")]
    [InlineData("-1")]
    [InlineData("1,")]
    [InlineData("1 2")]
    [InlineData("same")]
    [InlineData("2147483648")]
    public void PaddingRefusesTheRest(string text) => FluentActions.Invoking(() => ValueText.Padding(text)).Should().Throw<FormatException>();

    [Fact]
    public void SizeIsOneNumberOrTwo()
    {
        ValueText.Size("3", least: 1).Should().Be(new Size2d(3, 3));
        ValueText.Size("3,5", least: 1).Should().Be(new Size2d(3, 5));
        FluentActions.Invoking(() => ValueText.Size("1,2,3", least: 1)).Should().Throw<FormatException>();
        FluentActions.Invoking(() => ValueText.Size("0", least: 1)).Should().Throw<FormatException>();
    }

    [Fact]
    public void AlgorithmByItsNameAlone()
    {
        foreach (ConvAlgorithm algorithm in Enum.GetValues<ConvAlgorithm>())
            ValueText.Algorithm($"{algorithm}".ToUpperInvariant()).Should().Be(algorithm);
        FluentActions.Invoking(() => ValueText.Algorithm("1")).Should().Throw<FormatException>().WithMessage("*Im2colGemm*'1'*");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("1e3")]
    [InlineData("1,5")]
    public void SecondsRefusesWhatIsNoTime(string text) => FluentActions.Invoking(() => ValueText.Seconds(text, 600)).Should().Throw<FormatException>();
}
