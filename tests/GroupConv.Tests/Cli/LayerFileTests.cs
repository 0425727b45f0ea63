using System.Text;
using GroupConv.Cli.Files;

namespace GroupConv.Tests.Cli;

public class LayerFileTests
{
    private const string Line = "a layer,2,6,9,8,12,3,5,1,2,1,2,0,3,1,1,3";

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\n\n  \n")]
    public void ReadTakesEveryColumn(string lineEnd)
    {
        Layer layer = Read(LayerFile.Header + lineEnd + Line + lineEnd).Should().ContainSingle().Subject;

        layer.Name.Should().Be("a layer");
        var options = new GroupedConv2dOptions(6, 12, (3, 5)) { Stride = (1, 2), Padding = new Padding(1, 2, 0, 3), Groups = 3 };
        layer.Geometry.Should().Be(new ConvGeometry(options, batch: 2, height: 9, width: 8));
        layer.ToCsvLine().Should().Be(Line);
    }

    [Fact]
    public void ReadTakesAByteOrderMarkAndTheSameNameTwice() =>
        Read("\uFEFF" + LayerFile.Header + "\n" + Line + "\n" + Line).Should().HaveCount(2);

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("name,n\n", "line 1: the header must be name,n,c_in,")]
    [InlineData(LayerFile.Header, "has a header but no layers")]
    [InlineData(LayerFile.Header + "\n" + Line + ",1", "line 2: expected 17 fields, but found 18")]
    [InlineData(LayerFile.Header + "\n" + Line + "\n\na,1", "line 4: expected 17 fields, but found 2")]
    [InlineData(LayerFile.Header + "\n,2,6,9,8,12,3,5,1,2,1,2,0,3,1,1,3", "line 2: the name is empty")]
    [InlineData(LayerFile.Header + "\na,2,6,9,8,12,3,x,1,2,1,2,0,3,1,1,3", "line 2: k_w must be a whole number of 32 bits, but is 'x'")]
    [InlineData(LayerFile.Header + "\na,2,6,9,8,12,3,1.5,1,2,1,2,0,3,1,1,3", "line 2: k_w must be")]
    [InlineData(LayerFile.Header + "\na,2,6,9,8,12,3,99999999999,1,2,1,2,0,3,1,1,3", "line 2: k_w must be")]
    [InlineData(LayerFile.Header + "\na,2,6,9,8,12,3,5,0,2,1,2,0,3,1,1,3", "line 2: Stride.Height")]
    [InlineData(LayerFile.Header + "\na,2,6,9,8,12,3,5,1,2,-1,2,0,3,1,1,3", "line 2: Padding.Top")]
    [InlineData(LayerFile.Header + "\na,-2,6,9,8,12,3,5,1,2,1,2,0,3,1,1,3", "line 2: batch")]
    [InlineData(LayerFile.Header + "\na,2,6,0,8,12,3,5,1,2,1,2,0,3,1,1,3", "line 2: input height and width must be positive")]
    [InlineData(LayerFile.Header + "\na,2,6,9,8,12,3,5,1,2,1,2,0,3,1,1,4", "line 2: InChannels must be divisible by Groups")]
    [InlineData(LayerFile.Header + "\na,2,6,9,8,12,30,5,1,2,1,2,0,3,1,1,3", "line 2: the padded input's height 10 is smaller than the dilated kernel's 30")]
    [InlineData(LayerFile.Header + "\na,2147483647,2147483646,2147483647,1000000000,3,1,1,1,1,0,0,0,0,1,1,3", "line 2: the padded input's size in bytes")]
    public void ReadRefusesBadFilesNamingTheLine(string text, string reason) =>
        FluentActions.Invoking(() => Read(text)).Should().Throw<InvalidFileException>()
            .Which.Message.Should().StartWith("x.csv: " + reason).And.NotContainAny("\n", "Parameter");

    [Fact]
    public void ReadRefusesOtherThanUtf8() =>
        FluentActions.Invoking(() => LayerFile.Read(new MemoryStream([.. Encoding.ASCII.GetBytes(LayerFile.Header), 10, 0xFF, 0xFE]), "x.csv"))
            .Should().Throw<InvalidFileException>().WithMessage("x.csv: is not UTF-8 text");

    private static IReadOnlyList<Layer> Read(string text) => LayerFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x.csv");
}
