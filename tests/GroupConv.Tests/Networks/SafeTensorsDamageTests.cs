using GroupConv.Networks;

namespace GroupConv.Tests.Networks;

/// <summary>Every check of a header, by a header that only it refuses.</summary>
public sealed class SafeTensorsDamageTests
{
    private const string Whole = """{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";

    [Fact]
    public void The_header_that_the_others_are_made_of_is_read() => SafeTensors.Parse(SafeTensorsBytes.Of(Whole, 8))["x"].Shape.Should().Equal(2);

    [Theory]
    [InlineData("", 8, "does not begin with '{'")]
    [InlineData(" {}", 0, "does not begin with '{'")]
    [InlineData("[]", 0, "does not begin with '{'")]
    [InlineData("{", 0, "not JSON")]
    [InlineData("{}x", 0, "not JSON")]
    [InlineData("{}\0", 0, "not JSON")]
    [InlineData("{/**/}", 0, "not JSON")]
    [InlineData("{},", 0, "not JSON")]
    [InlineData("""{"a\ud83d":{}}""", 0, "half of a surrogate pair")]
    [InlineData("""{"__metadata__":[]}""", 0, "__metadata__ must be an object")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "__metadata__ must be a string")]
    [InlineData("""{"__metadata__":{"a":null}}""", 0, "__metadata__ must be a string")]
    [InlineData("""{"__metadata__":{"a":"","a":""}}""", 0, "__metadata__ has 'a' twice")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", 0, "the header has '__metadata__' twice")]
    [InlineData("{}", 1, "1 bytes of data, but the tensors end at 0")]
    public void A_wrong_header_is_refused(string header, int dataBytes, string message) => Refused(SafeTensorsBytes.Of(header, dataBytes), message, tensor: null);

    [Theory]
    [InlineData("""{"x":[]}""", 0, "its entry must be an object")]
    [InlineData("""{"x":{}}""", 0, "its entry lacks dtype")]
    [InlineData("""{"x":{"dtype":"F32","data_offsets":[0,8]}}""", 8, "its entry lacks shape")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2]}}""", 8, "its entry lacks data_offsets")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"dtype":"F32"}}""", 8, "its entry has 'dtype' twice")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"offset":0}}""", 8, "its entry has an unknown 'offset'")]
    [InlineData("""{"x":{"dtype":4,"shape":[2],"data_offsets":[0,8]}}""", 8, "dtype must be a string")]
    [InlineData("""{"x":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}""", 8, "the type 'F8_E4M3' is none that can be read: F32, F16")]
    [InlineData("""{"x":{"dtype":"f32","shape":[2],"data_offsets":[0,8]}}""", 8, "the type 'f32' is none that can be read")]
    [InlineData("""{"x":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}""", 8, "shape must be an array")]
    [InlineData("""{"x":{"dtype":"F32","shape":[[2]],"data_offsets":[0,8]}}""", 8, "shape must be integers from 0")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}""", 8, "shape must be integers from 0")]
    [InlineData("""{"x":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}}""", 8, "shape must be integers from 0")]
    [InlineData("""{"x":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "shape must be integers from 0")]
    [InlineData("""{"x":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,8]}}""", 8, "shape must be integers from 0")]
    [InlineData("""{"x":{"dtype":"F32","shape":[4294967298],"data_offsets":[0,8]}}""", 8, "shape [4294967298] is more than")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2147483647,2147483647,4],"data_offsets":[0,8]}}""", 8, "shape [2147483647, 2147483647, 4] is more than")]
    [InlineData("""{"x":{"dtype":"F32","shape":[65536,65536],"data_offsets":[0,8]}}""", 8, "shape [65536, 65536] is more than")]
    [InlineData("""{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "shape [3] of F32 is 12 bytes, but data_offsets [0, 8] are 8")]
    [InlineData("""{"x":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}}""", 8, "shape [2] of F64 is 16 bytes, but data_offsets [0, 8] are 8")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", 8, "data_offsets must be a first byte and the one behind the last, but they are [0]")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4,8]}}""", 8, "but they are [0, 4, 8]")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "but they are [8, 0]")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7, "its data end at 8, but there are 7 bytes of data")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[9223372036854775799,9223372036854775807]}}""", 8, "its data end at 9223372036854775807")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "its data begin at 4, but those before it end at 0")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "its data begin at 4, but those before it end at 8")]
    [InlineData("""{"x":{"dtype":"F32","shape":[0],"data_offsets":[4,4]},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "its data begin at 4, but those before it end at 8", "x")]
    public void A_wrong_tensor_is_refused_by_name(string header, int dataBytes, string message, string tensor = "x")
    {
        Refused(SafeTensorsBytes.Of(header, dataBytes), message, tensor);
    }

    [Fact]
    public void The_same_tensor_twice_is_refused()
    {
        string header = """{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""";
        Refused(SafeTensorsBytes.Of(header, 8), "the header has 'x' twice", tensor: null);
    }

    [Fact]
    public void Wrong_lengths_are_refused()
    {
        Refused([], "the file is empty", tensor: null);
        Refused([2, 0, 0, 0, 0, 0, 0], "a file of 7 bytes has no header", tensor: null);
        Refused([3, 0, 0, 0, 0, 0, 0, 0, .. "{}"u8], "said to have 3 bytes, but only 2 bytes follow", tensor: null);
        Refused([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, .. "{}"u8], "18446744073709551615 bytes, more than the 100000000", tensor: null);
        Refused([1, 0xe1, 0xf5, 5, 0, 0, 0, 0, .. "{}"u8], "100000001 bytes, more than the 100000000", tensor: null);
    }

    [Fact]
    public void A_header_in_another_encoding_is_refused()
    {
        byte[] file = SafeTensorsBytes.Of("""{"a":"?"}""", 0);
        file[Array.IndexOf(file, (byte)'?')] = 0xe9;
        Refused(file, "not UTF-8", tensor: null);
    }

    [Fact]
    public void Messages_stay_short_and_one_line()
    {
        string name = "a\\n\\u0000\\u2028" + new string('b', 5000);
        SafeTensorsException error = Error(SafeTensorsBytes.Of($$"""{"{{name}}":{"dtype":"{{name}}","shape":[],"data_offsets":[0,4]} }""", 4));
        error.Message.Length.Should().BeLessThan(600);
        error.Message.Should().NotContainAny("\n", "\0", "\u2028");
        error.TensorName.Should().StartWith("a\n\0\u2028b");
    }

    [Fact]
    public void A_message_names_the_file()
    {
        string path = Path.GetTempFileName();
        try
        {
            FluentActions.Invoking(() => SafeTensors.Load(path)).Should().Throw<SafeTensorsException>().WithMessage($"{path}: the file is empty");
            File.WriteAllBytes(path, SafeTensorsBytes.Of("""{"x":{}}""", 0));
            FluentActions.Invoking(() => SafeTensors.Load(path)).Should().Throw<SafeTensorsException>().WithMessage($"{path}: tensor 'x': its entry lacks dtype")
                .Which.TensorName.Should().Be("x");
        }
        finally
        {
            File.Delete(path);
        }

        FluentActions.Invoking(() => SafeTensors.Load(path)).Should().Throw<FileNotFoundException>();
    }

    private static void Refused(byte[] file, string message, string? tensor)
    {
        SafeTensorsException error = Error(file);
        error.Message.Should().Contain(message);
        error.TensorName.Should().Be(tensor);
    }

    private static SafeTensorsException Error(byte[] file) => FluentActions.Invoking(() => SafeTensors.Parse(file)).Should().Throw<SafeTensorsException>().Which;
}
