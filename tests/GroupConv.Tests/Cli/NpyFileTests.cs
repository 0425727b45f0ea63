using System.Buffers.Binary;
using System.Text;
using GroupConv.Cli.Files;

namespace GroupConv.Tests.Cli;

public class NpyFileTests
{
    private const string Header2x3 = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";

    /// <summary>The bytes in front of the data as numpy.save of NumPy 1.24 writes them: a header of 0x76 characters for all of these.</summary>
    [Theory]
    [InlineData("()", new int[0])]
    [InlineData("(0,)", new[] { 0 })]
    [InlineData("(5,)", new[] { 5 })]
    [InlineData("(1, 3, 4, 4)", new[] { 1, 3, 4, 4 })]
    public void WriteGivesTheBytesOfNumPy(string shapeText, int[] shape)
    {
        float[] values = [.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(i => i + 0.5f)];

        byte[] written = Written(new TensorData(shape, values));

        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': {shapeText}, }}".PadRight(0x76 - 1) + "\n";
        byte[] expected = [0x93, .. "NUMPY"u8, 1, 0, 0x76, 0, .. Encoding.ASCII.GetBytes(header), .. values.SelectMany(BitConverter.GetBytes)];
        written.Should().Equal(expected);
    }

    [Fact]
    public void ReadGivesBackWhatWasWrittenBitForBit()
    {
        float[] values = [0f, -0f, 1e-45f, float.MaxValue, float.NegativeInfinity, BitConverter.UInt32BitsToSingle(0x7FC01234)];

        TensorData read = Read(Written(new TensorData([1, 2, 3], values)));

        read.Shape.Should().Equal(1, 2, 3);
        read.Values.Select(BitConverter.SingleToUInt32Bits).Should().Equal(values.Select(BitConverter.SingleToUInt32Bits));
    }

    [Fact]
    public void ReadLongerThanOneChunk()
    {
        float[] values = [.. Enumerable.Range(0, 700_001).Select(i => (float)i)];
        Read(Written(new TensorData([700_001], values))).Values.Should().Equal(values);
    }

    [Theory]
    [InlineData(1, Header2x3)]
    [InlineData(2, Header2x3)]
    [InlineData(3, Header2x3)]
    [InlineData(1, "{\"shape\":(2,3,),'fortran_order':False,\"descr\":\"<f4\"}")]
    [InlineData(1, "  { 'shape' : ( 2 , 3 ) , 'descr' : '<f4' , 'fortran_order' : False }  \n\n")]
    public void ReadTakesEveryVersionSpacingQuoteAndOrder(int version, string header) =>
        Read(Npy(version, header, 24)).Shape.Should().Equal(2, 3);

    [Fact]
    public void ReadTakesLengthsOfZero() => Read(Npy(1, Header2x3.Replace("(2, 3)", "(0, 2147483647)"), 0)).Values.Should().BeEmpty();

    [Theory]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }", "'<f8' values")]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (2, 3), }", "'>f4' values")]
    [InlineData("{'descr': '<i4', 'fortran_order': False, 'shape': (2, 3), }", "'<i4' values")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2, 3), }", "quoted string")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }", "Fortran order")]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (2, 3), }", "True or False")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, -3), }", "a length")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (6), }", "lacks its comma")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': [2, 3], }", "expected '('")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2 3), }", "expected ',' or ')'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,, 3), }", "a length")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 3), }", "is over 2147483647")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647), }", "one array holds")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2000000000, 1), }", "truncated")]
    [InlineData("{'descr': '<f4', 'fortran_order': False}", "'shape' is missing")]
    [InlineData("{'fortran_order': False, 'shape': (2, 3)}", "'descr' is missing")]
    [InlineData("{'descr': '<f4', 'shape': (2, 3)}", "'fortran_order' is missing")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", "comes twice")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'more': 1}", "'more' is unknown")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), } x", "expected the end")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), ", "expected a quoted string")]
    [InlineData("{'descr': '<f4', 'fortran_order': False 'shape': (2, 3)}", "expected '}'")]
    [InlineData("{'descr: }", "does not end")]
    [InlineData("", "expected '{'")]
    public void ReadRefusesBadHeaders(string header, string reason) => Refused(Npy(1, header, 24), reason);

    [Fact]
    public void ReadRefusesMoreAxesThanNumPyHas() =>
        Refused(Npy(1, $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Concat(Enumerable.Repeat("1,", 65))})}}", 4), "over 64 axes");

    [Theory]
    [InlineData(23, "truncated")]
    [InlineData(0, "truncated")]
    [InlineData(25, "trailing bytes")]
    public void ReadRefusesOtherLengthsThanTheShapes(int dataBytes, string reason) => Refused(Npy(1, Header2x3, dataBytes), reason);

    [Fact]
    public void ReadRefusesEveryTruncationOfAFile()
    {
        byte[] whole = Npy(1, Header2x3, 24);
        for (int length = 0; length < whole.Length; length++)
            Refused(whole[..length], length == 0 ? "empty" : length < 8 ? "not a .npy file" : "truncated");
    }

    [Fact]
    public void ReadRefusesOtherFilesAndVersions()
    {
        Refused("PK\u0003\u0004 something else"u8.ToArray(), "is not a .npy file");
        Refused([], "is empty");
        byte[] file = Npy(1, Header2x3, 24);
        file[6] = 4;
        Refused(file, "version 4.0");
        file[6] = 1;
        file[7] = 1;
        Refused(file, "version 1.1");
    }

    [Fact]
    public void ReadRefusesAHugeHeaderBeforeAllocatingIt()
    {
        byte[] file = Npy(2, Header2x3, 24);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(8), uint.MaxValue);
        Refused(file, "header of 4294967295 bytes");
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(8), 60_000);
        Refused(file, "truncated within its header");
    }

    /// <summary>Any byte changed to any of a few others: either read or refused with the one exception, never another.</summary>
    [Fact]
    public void ReadRefusesDamageWithOneException()
    {
        byte[] whole = Npy(1, Header2x3, 24);
        foreach (byte value in (byte[])[0, 1, (byte)'(', (byte)'\'', (byte)'9', (byte)',', 0x7F, 0xFF])
        {
            for (int i = 0; i < whole.Length; i++)
            {
                byte[] damaged = [.. whole];
                damaged[i] = value;
                Action read = () => Read(damaged);
                try
                {
                    read();
                }
                catch (InvalidFileException)
                {
                }
            }
        }
    }

    private static void Refused(byte[] file, string reason) =>
        FluentActions.Invoking(() => Read(file)).Should().Throw<InvalidFileException>().Which.Message.Should().StartWith("x.npy: ").And.Contain(reason);

    private static TensorData Read(byte[] file) => NpyFile.Read(new MemoryStream(file), "x.npy");

    private static byte[] Written(TensorData tensor)
    {
        var stream = new MemoryStream();
        NpyFile.Write(stream, tensor);
        return stream.ToArray();
    }

    private static byte[] Npy(int version, string header, int dataBytes)
    {
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)header.Length) : BitConverter.GetBytes(header.Length);
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. Encoding.Latin1.GetBytes(header), .. new byte[dataBytes]];
    }
}
