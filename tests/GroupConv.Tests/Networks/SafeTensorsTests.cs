using GroupConv.Networks;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Networks;

public sealed class SafeTensorsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("safetensors").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_written_by_hand_is_read()
    {
        // The two tensors lie in the other order than in the header; four spaces align them.
        string path = Written("""{"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]},"__metadata__":{"made":"by hand"},"a":{"shape":[],"data_offsets":[0,4],"dtype":"F32"}}    """,
            [.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-0f), .. BitConverter.GetBytes(float.NaN)]);

        StateDict tensors = SafeTensors.Load(path);

        tensors.Select(tensor => tensor.Name).Should().Equal("b", "a");
        tensors["a"].Shape.Should().Equal();
        tensors["a"].Values.ToArray().Should().Equal(1.5f);
        tensors["b"].Shape.Should().Equal(2);
        tensors["b"].Values.ToArray().Select(BitConverter.SingleToInt32Bits).Should().Equal(unchecked((int)0x80000000), BitConverter.SingleToInt32Bits(float.NaN));
        SafeTensors.LoadMetadata(path).Should().Equal(new Dictionary<string, string> { ["made"] = "by hand" });
    }

    [Theory]
    [InlineData("F16", new byte[] { 0x00, 0x3e, 0xff, 0xfb }, new[] { 1.5f, -65504 })]
    [InlineData("BF16", new byte[] { 0xc0, 0x3f, 0x80, 0xff }, new[] { 1.5f, float.NegativeInfinity })]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0x9a, 0x99, 0x99, 0x99, 0x99, 0x99, 0xb9, 0x3f }, new[] { 1.5f, 0.1f })]
    [InlineData("I64", new byte[] { 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0x40 }, new[] { -2f, 4.6116860e18f })]
    [InlineData("I32", new byte[] { 0xfe, 0xff, 0xff, 0xff, 1, 0, 0, 1 }, new[] { -2f, 16777216 })]
    [InlineData("I16", new byte[] { 0xfe, 0xff, 0, 1 }, new[] { -2f, 256 })]
    [InlineData("I8", new byte[] { 0xfe, 1 }, new[] { -2f, 1 })]
    [InlineData("U64", new byte[] { 2, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, new[] { 2f, 1.8446744e19f })]
    [InlineData("U32", new byte[] { 2, 0, 0, 0, 0xff, 0xff, 0xff, 0xff }, new[] { 2f, 4294967296 })]
    [InlineData("U16", new byte[] { 2, 0, 0xff, 0xff }, new[] { 2f, 65535 })]
    [InlineData("U8", new byte[] { 2, 0xff }, new[] { 2f, 255 })]
    [InlineData("BOOL", new byte[] { 1, 0 }, new[] { 1f, 0 })]
    public void Other_types_become_floats(string type, byte[] bytes, float[] values)
    {
        string header = $$"""{"x":{"dtype":"{{type}}","shape":[2],"data_offsets":[0,{{bytes.Length}}]} }""";

        SafeTensors.Load(Written(header, bytes))["x"].Values.ToArray().Should().Equal(values);
        SafeTensors.Parse(SafeTensorsBytes.Of(header, bytes))["x"].Values.ToArray().Should().Equal(values);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_data_need_not_be_aligned(int spaces)
    {
        string header = """{"x":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}""" + new string(' ', spaces);

        SafeTensors.Load(Written(header, [.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f)]))["x"].Values.ToArray().Should().Equal(1.5f, -2);
    }

    [Fact]
    public void What_is_written_is_read_with_the_same_bits()
    {
        string path = Path.Combine(_folder, "weights.safetensors");
        var tensors = new StateDict();
        Add(tensors, "layer \"1\".\\weight \u00e9\U0001f600", [2, 1, 3], 0f, -0f, float.Epsilon, float.NaN, float.NegativeInfinity, MathF.PI);
        tensors.Add("empty", [3, 0], Array.Empty<float>());
        Add(tensors, "", [], -1f);
        tensors.Add("large", [700_000], TestData.Uniform(700_000, seed: 1));
        var metadata = new Dictionary<string, string> { ["format"] = "pt", ["a\n"] = "\"\\" };

        SafeTensors.Save(path, tensors, metadata);

        StateDict read = SafeTensors.Load(path);
        read.Select(tensor => tensor.Name).Should().Equal(tensors.Select(tensor => tensor.Name));
        foreach (WeightTensor tensor in tensors)
        {
            read[tensor.Name].Shape.Should().Equal(tensor.Shape);
            SafeTensorsBytes.BitsOf(read[tensor.Name].Values.Span).Should().Equal(SafeTensorsBytes.BitsOf(tensor.Values.Span));
        }

        SafeTensors.LoadMetadata(path).Should().Equal(metadata);
        (BitConverter.ToInt64(File.ReadAllBytes(path)) % 8).Should().Be(0, "the data should be aligned");
    }

    [Fact]
    public void A_network_without_tensors_is_a_file_too()
    {
        string path = Path.Combine(_folder, "none.safetensors");
        SafeTensors.Save(path, []);
        SafeTensors.Load(path).Should().BeEmpty();
        SafeTensors.LoadMetadata(path).Should().BeEmpty();
    }

    [Fact]
    public void A_file_may_be_written_over_while_its_tensors_are_in_use()
    {
        string path = Written("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}  """, BitConverter.GetBytes(1.5f));
        StateDict tensors = SafeTensors.Load(path);
        Add(tensors, "y", [1], 2f);

        SafeTensors.Save(path, tensors);

        SafeTensors.Load(path).Select(tensor => tensor.Values.Span[0]).Should().Equal(1.5f, 2);
        tensors["x"].Values.Span[0].Should().Be(1.5f);
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_nothing_else()
    {
        string path = Written("{}", []);
        using var values = new FailingValues();
        var tensors = new StateDict();
        Add(tensors, "fine", [1], 1f);
        tensors.Add("not there", [8], values.Memory);

        FluentActions.Invoking(() => SafeTensors.Save(path, tensors)).Should().Throw<NotSupportedException>();

        SafeTensors.Load(path).Should().BeEmpty();
        Directory.GetFiles(_folder).Should().Equal(path);
    }

    [Fact]
    public void Names_that_cannot_be_written_are_refused()
    {
        foreach (string name in new[] { "__metadata__", "half \ud83d of a pair" })
        {
            var tensors = new StateDict();
            Add(tensors, name, [1], 1f);
            FluentActions.Invoking(() => SafeTensors.Save(Path.Combine(_folder, "refused.safetensors"), tensors)).Should().Throw<ArgumentException>();
        }

        Directory.GetFiles(_folder).Should().BeEmpty();
    }

    [SharedDataFact]
    public void Trained_files_are_read()
    {
        StateDict mobileNet = SafeTensors.Load(SharedData.PathOf("data/mobilenet-v1-0.25-224/model.safetensors"));
        mobileNet.Count.Should().Be(137);
        mobileNet["conv_preds.weight"].Shape.Should().Equal(1000, 256, 1, 1);
        mobileNet["conv1_bn.running_var"].Values.ToArray().Should().OnlyContain(variance => variance > 0);
        StateDict resNeXt = SafeTensors.Load(SharedData.PathOf("data/torch-nets/resnext14_8x4d/model.safetensors"));
        resNeXt.Count.Should().Be(87);
        resNeXt.Sum(tensor => tensor.Shape.Elements).Should().Be(15_895_848 / sizeof(float));
    }

    [SharedDataFact]
    public void Trained_files_are_the_same_when_written_again()
    {
        string path = SharedData.PathOf("data/mobilenet-v1-0.25-224/model.safetensors"), copy = Path.Combine(_folder, "copy.safetensors");

        SafeTensors.Save(copy, SafeTensors.Load(path));

        SafeTensors.Load(copy).Zip(SafeTensors.Load(path)).Should().AllSatisfy(pair =>
        {
            pair.First.Name.Should().Be(pair.Second.Name);
            pair.First.Shape.Should().Equal(pair.Second.Shape);
            pair.First.Values.Span.SequenceEqual(pair.Second.Values.Span).Should().BeTrue();
        });
    }

    private static void Add(StateDict tensors, string name, TensorShape shape, params float[] values) => tensors.Add(name, shape, values);

    private string Written(string header, byte[] data)
    {
        string path = Path.Combine(_folder, "model.safetensors");
        File.WriteAllBytes(path, SafeTensorsBytes.Of(header, data));
        return path;
    }
}
