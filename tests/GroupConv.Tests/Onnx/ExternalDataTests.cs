using System.Runtime.InteropServices;
using Google.Protobuf;
using GroupConv.Onnx;
using GroupConv.Onnx.Schema;

namespace GroupConv.Tests.Onnx;

/// <summary>Tensors whose data is in other files.</summary>
public sealed class ExternalDataTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("groupconv").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Data_is_read_from_where_the_tensor_says()
    {
        WriteData("weights.bin", 9, 9, 1, 2, 3);

        OnnxModel.Load(Model("weights.bin", offset: "8", length: "12")).Weights["Conv_0.weight"].Values.ToArray().Should().Equal(1, 2, 3);
    }

    [Fact]
    public void Offset_and_length_may_be_missing_and_the_file_in_a_folder_below()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "data"));
        WriteData("data/weights.bin", 1, 2, 3);

        OnnxModel.Load(Model("./data/weights.bin")).Weights["Conv_0.weight"].Values.ToArray().Should().Equal(1, 2, 3);
    }

    [Fact]
    public void A_missing_file() =>
        Refusal(Model("weights.bin")).Should().StartWith("tensor 'w': its external data 'weights.bin' cannot be read: ");

    [Fact]
    public void A_short_file()
    {
        WriteData("weights.bin", 1, 2);

        Refusal(Model("weights.bin")).Should().Be("tensor 'w': its external data 'weights.bin' has 8 bytes, but it needs 12 from 0");
        Refusal(Model("weights.bin", offset: "9223372036854775807"))
            .Should().Be("tensor 'w': its external data 'weights.bin' has 8 bytes, but it needs 12 from 9223372036854775807");
    }

    [Fact]
    public void Another_length_than_that_of_the_shape() =>
        Refusal(Model("weights.bin", length: "16")).Should().Be("tensor 'w': its shape needs 12 bytes, but its external data has 16");

    [Theory]
    [InlineData("-4")]
    [InlineData("many")]
    [InlineData("99999999999999999999")]
    public void Offsets_that_are_none(string offset) =>
        Refusal(Model("weights.bin", offset)).Should().Be($"tensor 'w': the offset of its external data is '{offset}', which is no number");

    [Theory]
    [InlineData("../weights.bin")]
    [InlineData("data/../../weights.bin")]
    [InlineData("..\\weights.bin")]
    [InlineData("/etc/hostname")]
    [InlineData("a//b")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a\0b")]
    public void Files_outside_the_folder(string location) =>
        Refusal(Model(location)).Should().Be($"tensor 'w': its external data '{location.Replace("\0", "\\u0000", StringComparison.Ordinal)}' is not within the model's folder");

    [Fact]
    public void Links_out_of_the_folder()
    {
        if (OperatingSystem.IsWindows())
            return; // links need a privilege there
        File.CreateSymbolicLink(Path.Combine(_folder, "link.bin"), "/etc/hostname");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "link"), "/etc");

        Refusal(Model("link.bin")).Should().StartWith("tensor 'w': its external data 'link.bin' is behind a symbolic link");
        Refusal(Model("link/hostname")).Should().StartWith("tensor 'w': its external data 'link/hostname' is behind a symbolic link");
    }

    [Fact]
    public void A_folder_in_place_of_a_file()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "data"));

        Refusal(Model("data")).Should().StartWith("tensor 'w': its external data 'data' cannot be read: ");
    }

    [Fact]
    public void A_model_from_a_stream_has_no_other_files()
    {
        byte[] bytes = File.ReadAllBytes(Model("weights.bin"));

        FluentActions.Invoking(() => OnnxModel.Load(new MemoryStream(bytes)))
            .Should().Throw<OnnxException>().WithMessage("tensor 'w': its data is in the file 'weights.bin', but the model was read from a stream");
    }

    private static string Refusal(string model) => FluentActions.Invoking(() => OnnxModel.Load(model)).Should().Throw<OnnxException>().Which.Message;

    private void WriteData(string name, params float[] values) => File.WriteAllBytes(Path.Combine(_folder, name), MemoryMarshal.AsBytes<float>(values).ToArray());

    /// <summary>A model with a weight of three floats.</summary>
    private string Model(string location, string? offset = null, string? length = null)
    {
        TestModel model = new TestModel().Input("x", 1, 1, 5).Floats("w", [1, 1, 3]).Node("Conv", "x w", "y").Output("y");
        TensorProto weight = model.Graph.Initializer[0];
        weight.RawData = ByteString.Empty;
        weight.DataLocation = TensorProto.Types.DataLocation.External;
        weight.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        if (offset is not null)
            weight.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = offset });
        if (length is not null)
            weight.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = length });
        string path = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(path, model.Bytes);
        return path;
    }
}
