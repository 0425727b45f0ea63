using System.Text;
using GroupConv.Cli.Files;

namespace GroupConv.Tests.Cli;

public class PnmFileTests
{
    [Fact]
    public void ReadP6GivesPlanesOfRedGreenAndBlue()
    {
        TensorData picture = Read([.. "P6\n2 1\n255\n"u8, 255, 0, 51, 102, 153, 204]);

        picture.Shape.Should().Equal(1, 3, 1, 2);
        picture.Values.Should().Equal(1f, 102 / 255f, 0f, 153 / 255f, 51 / 255f, 204 / 255f);
    }

    [Fact]
    public void ReadP5Of16BitsHasTheHighByteFirst()
    {
        TensorData picture = Read([.. "P5 1 2 1000 "u8, 0x03, 0xE8, 0x00, 0xFA]);

        picture.Shape.Should().Equal(1, 1, 2, 1);
        picture.Values.Should().Equal(1f, 0.25f);
    }

    [Theory]
    [InlineData("P3\n1 2\n4\n4 2 0\n0 1 2\n", new[] { 1f, 0f, 0.5f, 0.25f, 0f, 0.5f })]
    [InlineData("P3 1 2 4 4 2 0 0 1 2", new[] { 1f, 0f, 0.5f, 0.25f, 0f, 0.5f })]
    [InlineData("P2 2 1 # comment\n65535\n65535 0", new[] { 1f, 0f })]
    [InlineData("P2#a\n# b\n 2#c\n1 1\n1\t0\r\n# the end", new[] { 1f, 0f })]
    public void ReadPlainPictures(string text, float[] values) => Read(Encoding.ASCII.GetBytes(text)).Values.Should().Equal(values);

    [Fact]
    public void ReadTakesACommentsEndAsTheOneSpaceBeforeThePixels() =>
        Read([.. "P5 # made by hand\n2 1\n255# last\n"u8, (byte)'#', 255]).Values.Should().Equal('#' / 255f, 1f);

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("P", "is not a picture")]
    [InlineData("P7\n1 1\n255\n0", "is not a picture")]
    [InlineData("P5", "ends before its width")]
    [InlineData("P5 1", "right behind its width")]
    [InlineData("P5 1 1 255", "right behind its maximum")]
    [InlineData("P5 x 1 255 0", "width that is not a number")]
    [InlineData("P5 -1 1 255 0", "width that is not a number")]
    [InlineData("P5 0 1 255 ", "at least 1")]
    [InlineData("P5 1 0 255 ", "at least 1")]
    [InlineData("P5 1 1 0 0", "at least 1")]
    [InlineData("P5 1 1 65536 00", "maximum sample value over 65535")]
    [InlineData("P5 99999999999 1 255 0", "width over 2147483647")]
    [InlineData("P6 2147483647 2147483647 65535 0", "is truncated")]
    [InlineData("P3 2147483647 2147483647 65535 0", "is truncated")]
    [InlineData("P5 2 1 255 0", "is truncated")]
    [InlineData("P5 2 1 255 000", "1 trailing bytes")]
    [InlineData("P5 1 1 7 8", "sample of 56, over its maximum 7")]
    [InlineData("P2 2 1 7 8 1", "sample over 7")]
    [InlineData("P2 2 1 7 1 x", "sample that is not a number")]
    [InlineData("P2 2 1 7       1", "ends within or right behind its sample")]
    [InlineData("P2 1 1 7 1 1", "trailing bytes")]
    public void ReadRefusesBadPictures(string text, string reason) =>
        FluentActions.Invoking(() => Read(Encoding.ASCII.GetBytes(text))).Should().Throw<InvalidFileException>()
            .Which.Message.Should().StartWith("x.ppm: ").And.Contain(reason);

    [Fact]
    public void WriteClampsRoundsAndMakesNaNBlack()
    {
        float[] values = [-1f, 0.5f, 2f, float.NaN, float.PositiveInfinity, 0.1f];

        Written(new TensorData([1, 1, 2, 3], values)).Should().Equal([.. "P5\n3 2\n255\n"u8, 0, 128, 255, 0, 255, 26]);
    }

    [Fact]
    public void WriteThenReadGivesBackEverySampleOf8Bits()
    {
        float[] values = [.. Enumerable.Range(0, 3 * 256).Select(i => i % 256 / 255f)];

        TensorData read = Read(Written(new TensorData([1, 3, 16, 16], values)));

        read.Shape.Should().Equal(1, 3, 16, 16);
        read.Values.Should().Equal(values);
    }

    private static TensorData Read(byte[] file) => PnmFile.Read(new MemoryStream(file), "x.ppm");

    private static byte[] Written(TensorData picture)
    {
        var stream = new MemoryStream();
        PnmFile.Write(stream, picture);
        return stream.ToArray();
    }
}
