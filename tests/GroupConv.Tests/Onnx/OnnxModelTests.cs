using System.Runtime.InteropServices;
using GroupConv.Networks;
using GroupConv.Onnx;

namespace GroupConv.Tests.Onnx;

/// <summary>What a model looks like when it is read: names, shapes, weights.</summary>
public class OnnxModelTests
{
    [Fact]
    public void Nodes_have_their_names_or_those_of_their_operators_and_places()
    {
        TestModel model = new TestModel().Input("x", 1, 2, 4, 4)
            .Node("Relu", "x", "a").Named("first").Node("Relu", "a", "b").Node("Relu", "b", "c").Named("first").Node("Relu", "c", "d").Named("Relu_1").Output("d");

        OnnxModel read = model.Load();

        read.Network.Nodes.Select(node => node.Name).Should().Equal("first", "Relu_1", "first_2", "Relu_1_2");
        read.Network.Name.Should().Be("graph");
        read.Network.Inputs.Should().Equal("x");
        read.Network.Outputs.Select(output => output.Name).Should().Equal("d");
    }

    [Fact]
    public void Weights_have_the_names_that_the_network_gives_them()
    {
        OnnxModel model = new TestModel().Input("x", 1, 2, 4, 4).Floats("w", [4, 1, 3, 3]).Floats("b", [4]).Floats("half", [], 0.5f)
            .Node("Conv", "x w b", "c", "group=2").Named("stem/conv").Node("Mul", "c half", "y").Output("y").Load();

        model.Weights.Select(tensor => tensor.Name).Should().Equal("stem/conv.weight", "stem/conv.bias", "half.value");
        model.Weights.ThrowIfNotFor(model.Network);
        model.Weights["half.value"].Values.ToArray().Should().Equal(0.5f);
    }

    [Fact]
    public void A_constant_that_is_used_twice_is_one_layer()
    {
        OnnxModel model = new TestModel().Input("x", 1, 2).Floats("c", [2]).Node("Mul", "x c", "a").Node("Add", "a c", "y").Output("y").Load();

        model.Network.Nodes.Select(node => node.Layer.Kind).Should().Equal("Constant", "Mul", "Add");
    }

    [Fact]
    public void Weights_lie_in_the_memory_of_the_file()
    {
        // What comes first in the file is of an odd length, so that the floats behind it are not aligned.
        OnnxModel model = new TestModel().Input("x", 1, 2, 4).Floats("weights", [2, 2, 3]).Floats("b", [2]).Node("Conv", "x weights b", "y").Output("y").Load();

        foreach (WeightTensor tensor in model.Weights)
            MemoryMarshal.TryGetArray(tensor.Values, out _).Should().BeFalse("{0} is no array of its own", tensor.Name);
        using System.Buffers.MemoryHandle pinned = model.Weights["Conv_0.weight"].Values[3..].Pin();
        unsafe
        {
            new ReadOnlySpan<float>(pinned.Pointer, 9).ToArray().Should().Equal(model.Weights["Conv_0.weight"].Values.ToArray()[3..]);
        }
    }

    [Fact]
    public void Floats_may_be_in_a_field_of_floats()
    {
        TestModel model = new TestModel().Input("x", 1, 1, 2).Floats("w", [1, 1, 2], 1, 2).Node("Conv", "x w", "y").Output("y");
        model.Graph.Initializer[0].RawData = Google.Protobuf.ByteString.Empty;
        model.Graph.Initializer[0].FloatData.AddRange([3, 4]);

        model.Load().Weights["Conv_0.weight"].Values.ToArray().Should().Equal(3, 4);
    }

    [Fact]
    public void An_open_batch_is_one()
    {
        OnnxModel model = new TestModel().Input("x", -1, 3, 4).Node("Relu", "x", "y").Output("y").Load();

        model.Inputs.Single().Lengths.Should().Equal(null, 3, 4);
        model.InputShapes.Single().Should().Equal(1, 3, 4);
        model.Outputs.Single().Lengths.Should().BeNull();
        model.Outputs.Single().ToString().Should().Be("y");
    }

    [Fact]
    public void Another_shape_can_be_given()
    {
        TestModel model = new TestModel().Input("x", -1, 3, -1).Node("Relu", "x", "y").Output("y");

        model.Load(Shape("x", [2, 3, 7])).InputShapes.Single().Should().Equal(2, 3, 7);
    }

    [Fact]
    public void A_shape_of_the_wrong_sort_is_an_error_of_the_caller()
    {
        TestModel model = new TestModel().Input("x", -1, 3, -1).Node("Relu", "x", "y").Output("y");

        FluentActions.Invoking(() => model.Load(Shape("x", [2, 4, 7])))
            .Should().Throw<ArgumentException>().WithMessage("input 'x [n, 3, n]' cannot have the shape [2, 4, 7]*");
        FluentActions.Invoking(() => model.Load(Shape("x", [2, 3]))).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => model.Load(Shape("z", [2, 3]))).Should().Throw<ArgumentException>().WithMessage("the model has no input 'z', but 'x'*");
    }

    [Fact]
    public void Inputs_can_be_constants()
    {
        TestModel model = new TestModel().Input("x", 1, 1, 3).Input("w", 2, 1, 3).Node("Conv", "x w", "y").Output("y");
        var constants = new StateDict();
        constants.Add("w", [2, 1, 3], new float[6]);

        OnnxModel read = model.Load(new OnnxImportOptions { Constants = constants });

        read.Inputs.Select(input => input.Name).Should().Equal("x");
        read.Weights["Conv_0.weight"].Values.Length.Should().Be(6);
    }

    [Fact]
    public void An_input_with_an_initializer_is_none()
    {
        OnnxModel model = new TestModel(9).Input("x", 1, 1, 3).Input("w", 2, 1, 3).Floats("w", [2, 1, 3]).Node("Conv", "x w", "y").Output("y").Load();

        model.Network.Inputs.Should().Equal("x");
    }

    [Fact]
    public void Nodes_that_no_output_needs_are_left_out_whatever_they_are()
    {
        TestModel model = new TestModel().Input("x", 1, 2).Node("Relu", "x", "y").Node("Einsum", "x", "z").Node("Sigmoid", "x", "s").Output("y");

        model.Layers().Select(layer => layer.Kind).Should().Equal("ReLU");
    }

    [Fact]
    public void A_stream_is_read_to_its_end_even_if_it_cannot_seek()
    {
        byte[] bytes = new TestModel().Input("x", 1, 2).Node("Relu", "x", "y").Output("y").Bytes;
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream();
        using var reader = new System.IO.Pipes.AnonymousPipeClientStream(System.IO.Pipes.PipeDirection.In, pipe.ClientSafePipeHandle);
        pipe.Write(bytes);
        pipe.Dispose();

        OnnxModel.Load(reader).Network.Nodes.Should().ContainSingle();
    }

    /// <summary>Protocol Buffers: the parts of a message may come apart, and are one message.</summary>
    [Fact]
    public void A_graph_may_come_in_pieces()
    {
        byte[] first = new TestModel().Input("x", 1, 1, 3).Floats("w", [1, 1, 3]).Bytes;
        byte[] second = new TestModel().Node("Conv", "x w", "y").Output("y").Bytes;

        OnnxModel.Load(new MemoryStream([.. first, .. second])).Network.Nodes.Should().ContainSingle();
    }

    private static OnnxImportOptions Shape(string input, TensorShape shape) => new() { InputShapes = new Dictionary<string, TensorShape> { [input] = shape } };
}
