namespace GroupConv.Tests.Onnx;

/// <summary>Models that are refused before any node is looked into: for their operators, or because they are no graphs.</summary>
public class GraphRefusalTests
{
    [Fact]
    public void All_operators_that_are_not_supported_are_named_with_their_nodes()
    {
        TestModel model = new TestModel().Input("x", 1, 2)
            .Node("Einsum", "x", "a").Node("LSTM", "a", "b").Named("memory").Node("Einsum", "b", "c").Node("Floor", "c", "y").Output("y");

        model.Refusal().Should().Be(
            "the model has operators that are not supported: Einsum (nodes 'Einsum_0', 'Einsum_2'); LSTM (node 'memory'); Floor of computed values (node 'Floor_3')");
    }

    [Fact]
    public void Operators_of_others_are_named_with_their_domain()
    {
        TestModel model = new TestModel().Input("x", 1, 2).Node("Relu", "x", "y").Output("y");
        model.Graph.Node[0].Domain = "com.example";

        model.Refusal().Should().Be("the model has operators that are not supported: com.example.Relu (node 'Relu_0')");
    }

    [Theory]
    [InlineData(8)]
    [InlineData(22)]
    [InlineData(-1)]
    public void Opsets_that_are_not_known(int opset) =>
        new TestModel(opset).Input("x", 1, 2).Node("Relu", "x", "y").Output("y").Refusal()
            .Should().Be($"the model uses opset {opset} of ONNX, but 9 to 21 are supported");

    [Fact]
    public void No_opset()
    {
        TestModel model = new TestModel().Input("x", 1, 2).Node("Relu", "x", "y").Output("y");
        model.Proto.OpsetImport[0].Domain = "com.example";

        model.Refusal().Should().Be("the model does not say which opset of ONNX it uses");
    }

    [Fact]
    public void A_cycle() =>
        new TestModel().Input("x", 1, 2).Node("Add", "x d", "a").Node("Relu", "a", "b").Node("Tanh", "b", "d").Output("b").Refusal()
            .Should().Be("node 'Add_0' (Add): it needs its own output: the graph has a cycle");

    [Fact]
    public void A_missing_value() =>
        new TestModel().Input("x", 1, 2).Node("Add", "x z", "y").Output("y").Refusal()
            .Should().Be("node 'Add_0' (Add): its input 'z' is no input of the model, no initializer and no node's output");

    [Fact]
    public void A_missing_output() =>
        new TestModel().Input("x", 1, 2).Node("Relu", "x", "y").Output("z").Refusal().Should().Be("no node makes the output 'z'");

    [Fact]
    public void No_outputs() => new TestModel().Input("x", 1, 2).Node("Relu", "x", "y").Refusal().Should().Be("the graph has no outputs");

    [Fact]
    public void Names_that_are_there_twice()
    {
        Base().Node("Relu", "x", "a").Node("Tanh", "x", "a").Output("a").Refusal()
            .Should().Be("node 'Tanh_1' (Tanh): its output 'a' is one of node 'Relu_0' too");
        Base().Node("Relu", "x", "x").Output("x").Refusal().Should().Be("node 'Relu_0' (Relu): its output 'x' is the name of an input or initializer");
        Base().Input("x", 1).Output("x").Refusal().Should().Be("there are two inputs 'x'");
        Base().Floats("w", [1]).Floats("w", [1]).Output("x").Refusal().Should().Be("there are two initializers 'w'");
        Base().Node("Relu", "x", "y").Output("y").Output("y").Refusal().Should().Be("there are two outputs 'y'");
        Base().Node("HardSigmoid", "x", "y", "alpha=1.0 alpha=2.0").Output("y").Refusal()
            .Should().Be("node 'HardSigmoid_0' (HardSigmoid): it has two attributes 'alpha'");

        static TestModel Base() => new TestModel().Input("x", 1, 2);
    }
}
