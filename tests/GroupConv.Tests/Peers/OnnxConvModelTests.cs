using System.Runtime.InteropServices;
using GroupConv.Benchmarks.Peers;
using GroupConv.Benchmarks.Peers.OnnxRuntime;
using GroupConv.Onnx.Schema;

namespace GroupConv.Tests.Peers;

public class OnnxConvModelTests
{
    [Fact]
    public void The_model_says_what_the_layer_is()
    {
        var options = new GroupedConv2dOptions(6, 12, (3, 5))
        {
            Stride = (1, 2),
            Padding = new Padding(1, 2, 0, 300),
            Dilation = (2, 1),
            Groups = 3,
        };
        using var data = new LayerData(new ConvGeometry(options, batch: 2, height: 9, width: 8));

        GraphProto graph = ModelProto.Parser.ParseFrom(OnnxConvModel.Of(data)).Graph;

        NodeProto node = graph.Node.Should().ContainSingle().Subject;
        node.OpType.Should().Be("Conv");
        node.Input.Should().Equal("x", "w", "b");
        node.Output.Should().Equal("y");
        node.Attribute.Single(attribute => attribute.Name == "group").I.Should().Be(3);
        Axes(node, "kernel_shape").Should().Equal(3, 5);
        Axes(node, "strides").Should().Equal(1, 2);
        Axes(node, "dilations").Should().Equal(2, 1);
        Axes(node, "pads").Should().Equal(1, 2, 0, 300);
        graph.Initializer.Select(tensor => tensor.Name).Should().Equal("w", "b");
        graph.Initializer[0].Dims.Should().Equal(12, 2, 3, 5);
        graph.Initializer[1].Dims.Should().Equal(12);
        Floats(graph.Initializer[0]).Should().Equal(data.Weights.Span.ToArray());
        Floats(graph.Initializer[1]).Should().Equal(data.Bias.Span.ToArray());
    }

    private static long[] Axes(NodeProto node, string name) => [.. node.Attribute.Single(attribute => attribute.Name == name).Ints];

    private static float[] Floats(TensorProto tensor) => MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray();
}
