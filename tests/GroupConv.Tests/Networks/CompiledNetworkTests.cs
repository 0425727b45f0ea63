using GroupConv.Networks;
using GroupConv.Networks.Compilation;
using GroupConv.Networks.Models;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Networks;

/// <summary>What a caller of a compiled network relies on.</summary>
public class CompiledNetworkTests
{
    private static readonly TensorShape Image = [1, 3, 64, 64];

    [Fact]
    public void A_warm_run_allocates_nothing()
    {
        CompiledNetwork network = ShuffleNet();
        float[] input = TestData.Uniform(Image.Elements, seed: 1), output = new float[1000];
        Allocations.OfWarmCall(() => network.Run(input, output)).Should().Be(0);
    }

    [Fact]
    public void Callers_at_the_same_time_each_get_their_own_result()
    {
        CompiledNetwork network = ShuffleNet();
        float[][] inputs = [.. Enumerable.Range(0, 4).Select(seed => TestData.Uniform(Image.Elements, seed))];
        float[][] expected = Array.ConvertAll(inputs, input => Run(network, input, threads: 1));
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i =>
            Bits.ShouldBeTheSame(Run(network, inputs[i % 4], threads: 1 + i % 3), expected[i % 4], $"call {i}"));
    }

    [Fact]
    public async Task A_canceled_run_throws_and_the_next_one_is_right()
    {
        CompiledNetwork network = ShuffleNet();
        float[] input = TestData.Uniform(Image.Elements, seed: 1), expected = Run(network, input, threads: 2), output = new float[1000];
        FluentActions.Invoking(() => network.Run(input, output, cancellationToken: new CancellationToken(canceled: true)))
            .Should().Throw<OperationCanceledException>();
        for (int i = 0; i < 20; i++)
        {
            using var source = new CancellationTokenSource();
            Task canceling = Task.Run(source.Cancel);
            try
            {
                network.Run(input, output, cancellationToken: source.Token);
                Bits.ShouldBeTheSame(output, expected, "a run that ended in time");
            }
            catch (OperationCanceledException)
            {
            }

            await canceling;
        }

        Bits.ShouldBeTheSame(Run(network, input, threads: 2), expected, "after canceled runs");
    }

    [Fact]
    public void What_does_not_fit_is_refused_before_anything_runs()
    {
        CompiledNetwork network = ShuffleNet();
        var input = new float[Image.Elements];
        var shared = new float[Image.Elements];
        FluentActions.Invoking(() => network.Run(input.AsSpan(1), new float[1000])).Should().Throw<ArgumentException>().WithMessage("*[1, 3, 64, 64]*12288*12287*");
        FluentActions.Invoking(() => network.Run(input, new float[999])).Should().Throw<ArgumentException>().WithMessage("*[1, 1000]*");
        FluentActions.Invoking(() => network.Run(shared, shared.AsSpan(0, 1000))).Should().Throw<ArgumentException>().WithMessage("*overlap*");
        FluentActions.Invoking(() => network.Run([input], [new float[1000], new float[1000]])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => network.Run(input, new float[1000], maxThreads: -1)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void A_weight_that_is_missing_or_has_another_shape_is_named()
    {
        Network network = NamedModels.Get("shufflenet_v2_x0_5").Create();
        FluentActions.Invoking(() => network.Compile(new StateDict(), Image)).Should().Throw<ArgumentException>().WithMessage("*'conv1.0.weight'*[24, 3, 3, 3]*");
        StateDict weights = StateDict.Random(network);
        weights.Add("fc.bias", [7], new float[7]);
        FluentActions.Invoking(() => network.Compile(weights, Image)).Should().Throw<ArgumentException>().WithMessage("*'fc.bias'*[1000]*[7]*");
        FluentActions.Invoking(() => network.Compile(weights, [1, 4, 64, 64])).Should().Throw<ArgumentException>().WithMessage("*'conv1.0'*");
    }

    [Fact]
    public void An_empty_batch_has_an_empty_output()
    {
        Network network = NamedModels.Get("shufflenet_v2_x0_5").Create();
        CompiledNetwork compiled = network.Compile(StateDict.Random(network), [0, 3, 64, 64]);
        compiled.Run(Array.Empty<float>(), Span<float>.Empty);
        compiled.Outputs[0].Shape.Should().Equal(0, 1000);
    }

    [Fact]
    public void The_weights_that_were_given_are_not_kept()
    {
        (CompiledNetwork network, List<WeakReference> weights) = WithWeakReferences();
        GC.Collect();
        weights.Should().HaveCount(8).And.AllSatisfy(array => array.IsAlive.Should().BeFalse());
        GC.KeepAlive(network);
    }

    // A method of its own: while it runs, its locals keep what they refer to.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static (CompiledNetwork Network, List<WeakReference> Weights) WithWeakReferences()
    {
        var builder = new NetworkBuilder();
        NetworkValue x = builder.Add("conv", new Conv2d(new(3, 8, 3)), builder.Input());
        x = builder.Add("prelu", new PReLU(8), builder.Add("norm", new BatchNorm2d(8), x));
        Network network = builder.Build("small", builder.Add("sum", new Add(), x, builder.Add("constant", new Constant([8, 1, 1]))));
        StateDict weights = LayerCase.Weights(network, seed: 1);
        List<WeakReference> references = [.. weights.Select(tensor =>
            new WeakReference(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(tensor.Values, out ArraySegment<float> segment) ? segment.Array : null))];
        return (network.Compile(weights, Image), references);
    }

    [Fact]
    public void Tensors_that_are_never_needed_at_the_same_time_share_memory()
    {
        Network network = NamedModels.Get("mobilenet_v2").Create();
        StateDict weights = StateDict.Random(network);
        long shared = network.Compile(weights, Image).ActivationBytes;
        long apart = network.Compile(weights, Image, new CompileOptions { ReuseMemory = false }).ActivationBytes;
        shared.Should().BeLessThan(apart / 4);
    }

    [Fact]
    public void Concatenations_slices_and_reshapes_of_one_image_are_no_steps()
    {
        var builder = new NetworkBuilder();
        NetworkValue x = builder.Input();
        NetworkValue a = builder.Add("a", new Conv2d(new(8, 8, 1)), x), b = builder.Add("b", new Conv2d(new(8, 16, 1)), x);
        NetworkValue joined = builder.Add("joined", new Concat(), a, b);
        NetworkValue part = builder.Add("part", new Slice(1, 8, 24), joined);
        NetworkValue c = builder.Add("c", new Conv2d(new(16, 8, 1)), part);
        Network network = builder.Build("parts", builder.Add("flat", new Flatten(), c), joined);
        CompiledNetwork compiled = network.Compile(LayerCase.Weights(network, 1), [1, 8, 5, 5], new CompileOptions { ChooseLayouts = false });
        compiled.Steps.Select(step => step.Name).Should().Equal("a", "b", "c");
        LayerCase.Check(network, [[1, 8, 5, 5]]);
    }

    /// <summary>Also of layers so small that the reference runs them, which packs nothing.</summary>
    [Fact]
    public void Weights_can_be_written_to_after_compiling()
    {
        foreach (Layer layer in (Layer[])[new Linear(1, 4), new Linear(8, 4), new Conv2d(new(1, 1, 1)), new ConvTranspose2d(1, 2, 2) { Stride = 2 }])
        {
            TensorShape shape = layer is Linear linear ? [1, linear.InFeatures] : [1, 1, 1, 1];
            var builder = new NetworkBuilder();
            Network network = builder.Build("layer", builder.Add("layer", layer, builder.Input()));
            float[] weight = [.. Enumerable.Repeat(1f, (int)layer.Parameters[0].Shape.Elements)], bias = new float[layer.Parameters[1].Shape.Elements];
            var weights = new StateDict();
            weights.Add("layer.weight", layer.Parameters[0].Shape, weight);
            weights.Add("layer.bias", layer.Parameters[1].Shape, bias);
            CompiledNetwork compiled = network.Compile(weights, shape);
            float[][] input = [LayerCase.Input(shape, seed: 1)];
            float[] before = LayerCase.Run(compiled, input, threads: 1)[0];
            weight.AsSpan().Fill(5);
            bias.AsSpan().Fill(5);
            LayerCase.Run(compiled, input, threads: 1)[0].Should().Equal(before, $"{layer}");
        }
    }

    /// <summary>A linear layer takes rows of features for images of one element: blocks of its channels are none of the tensor's.</summary>
    [Fact]
    public void A_linear_layer_with_a_residual_keeps_planes()
    {
        var builder = new NetworkBuilder();
        Conv2d Conv() => new(new(16, 16, 3) { Padding = new(1) });
        NetworkValue residual = builder.Add("conv1", Conv(), builder.Input());
        NetworkValue x = builder.Add("linear", new Linear(16, 16), builder.Add("conv2", Conv(), residual));
        x = builder.Add("conv3", Conv(), builder.Add("sum", new Add(), x, residual));
        Network network = builder.Build("residual", x);
        TensorShape shape = [1, 16, 6, 16];
        StateDict weights = LayerCase.Weights(network, seed: 1);
        float[][] inputs = [LayerCase.Input(shape, seed: 2)];
        float[] expected = ReferenceNetwork.Run(network, weights, [shape], inputs)[0];
        for (int seed = 0; seed < 8; seed++)
        {
            CompiledNetwork compiled = network.Compile(weights, shape, new CompileOptions { LayoutSeed = seed, Tier = VectorTier.Vector256 });
            Bits.ShouldBeTheSame(LayerCase.Run(compiled, inputs, threads: 1)[0], expected, $"layouts of seed {seed}");
        }
    }

    [Theory]
    [InlineData(VectorTier.Scalar, TensorLayout.Nchw8c, 0)] // blocks are for vectors
    [InlineData(VectorTier.Vector128, TensorLayout.Nchw8c, 8)] // vectors shorter than blocks gain less by them
    [InlineData(VectorTier.Vector256, TensorLayout.Nchw8c, 21)]
    [InlineData(VectorTier.Vector512, TensorLayout.Nchw16c, 21)]
    public void Inner_tensors_of_a_depthwise_network_lie_in_blocks(VectorTier tier, TensorLayout blocked, int least)
    {
        Network network = NamedModels.Get("mobilenet_v2").Create();
        TensorShape[] shapes = [[1, 3, 224, 224]];
        Graph graph = GraphBuilder.Build(network, StateDict.Random(network), shapes);
        Fusion.RemoveIdentities(graph);
        Fusion.FuseEpilogues(graph, CompileOptions.Default);
        foreach (ConvOp conv in graph.Ops.OfType<ConvOp>())
            conv.Options = conv.Options with { Tier = tier };
        LayoutChoice.Run(graph, blocked);
        int blocks = graph.Ops.Count(op => op.Output.Layout == blocked);
        if (least == 0)
            blocks.Should().Be(0);
        else
            blocks.Should().BeGreaterThanOrEqualTo(least);
        graph.Inputs[0].Layout.Should().Be(TensorLayout.Nchw);
        graph.Outputs[0].Layout.Should().Be(TensorLayout.Nchw);
        graph.Ops.Should().HaveCount(55, "53 convolutions and linear layers, the pool and the flattening");
    }

    private static CompiledNetwork ShuffleNet()
    {
        Network network = NamedModels.Get("shufflenet_v2_x0_5").Create();
        return network.Compile(StateDict.Random(network), Image);
    }

    private static float[] Run(CompiledNetwork network, float[] input, int threads)
    {
        var output = new float[1000];
        network.Run(input, output, threads);
        return output;
    }
}
