using GroupConv.Networks;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Networks;

/// <summary>The definition of a network: what it takes, and the bound between it and a network whose batch norms are folded.</summary>
public class ReferenceNetworkTests
{
    [Fact]
    public void It_names_what_does_not_fit()
    {
        var builder = new NetworkBuilder();
        Network network = builder.Build("one", builder.Add("fc", new Linear(3, 2), builder.Input("x")));
        StateDict weights = StateDict.Random(network);

        Action short_input = () => ReferenceNetwork.Run(network, weights, [[1, 3]], [new float[2]]);
        Action no_input = () => ReferenceNetwork.Run(network, weights, [[1, 3]], []);
        Action no_weights = () => ReferenceNetwork.Run(network, new StateDict(), [[1, 3]], [new float[3]]);

        short_input.Should().Throw<ArgumentException>().WithMessage("input 'x' must have 3 elements, but has 2*");
        no_input.Should().Throw<ArgumentException>().WithMessage("one has 1 inputs, but got 0*");
        no_weights.Should().Throw<ArgumentException>().WithMessage("the weights lack 'fc.weight'*");
    }

    [Fact]
    public void An_output_that_is_an_input_is_a_copy_of_it()
    {
        var builder = new NetworkBuilder();
        NetworkValue x = builder.Input();
        float[] input = [1, -2];

        float[][] outputs = ReferenceNetwork.Run(builder.Build("same", x, builder.Add("relu", new ReLU(), x)), new StateDict(), [[2]], [input]);

        outputs[0].Should().Equal(1, -2).And.NotBeSameAs(input);
        outputs[1].Should().Equal(1, 0);
    }

    /// <summary>Places and areas of windows pass 2^31 long before tensors do.</summary>
    [Fact]
    public void Windows_whose_places_pass_31_bits_are_right()
    {
        void Check(Layer layer, TensorShape shape)
        {
            var builder = new NetworkBuilder();
            Network network = builder.Build("pool", builder.Add("pool", layer, builder.Input()));
            float[] input = LayerCase.Input(shape, seed: 1);
            float[] actual = LayerCase.Run(network.Compile(new StateDict(), shape), [input], threads: 1)[0];
            Bits.ShouldBeTheSame(actual, ReferenceNetwork.Run(network, new StateDict(), [shape], [input])[0], $"{layer} of {shape}");
        }

        Check(new AdaptiveAvgPool2d((1, 65536)), [1, 1, 65537]);
        Check(new AvgPool2d(65536) { Stride = 65536, Padding = new(65535) }, [1, 1, 1, 1]);
        Check(new AvgPool2d(65537) { Stride = 65537, Padding = new(65536) }, [1, 1, 3, 3]);
    }

    /// <summary>The bound that <see cref="CompileOptions.FoldBatchNorms"/> states.</summary>
    [Fact]
    public void A_folded_batch_norm_is_within_its_bound()
    {
        var random = new Random(1);
        double largest = 0;
        for (int i = 0; i < 200; i++)
        {
            int channels = random.Next(1, 20), outs = random.Next(1, 12), kernel = random.Next(1, 4);
            var conv = new Conv2d(new(channels, outs, kernel) { Bias = random.Next(2) == 0 });
            var builder = new NetworkBuilder();
            NetworkValue y = builder.Add("conv", conv, builder.Input());
            Network network = builder.Build("folded", builder.Add("norm", new BatchNorm2d(outs), y));
            StateDict weights = LayerCase.Weights(network, seed: i);
            TensorShape shape = [1, channels, 4, 5];
            float[] input = LayerCase.Input(shape, seed: 1000 + i);

            float[] expected = ReferenceNetwork.Run(network, weights, [shape], [input])[0];
            float[] folded = LayerCase.Run(network.Compile(weights, shape), [input], threads: 1)[0];

            float[] bound = Bound(conv.Options, weights, shape, input);
            for (int k = 0; k < expected.Length; k++)
            {
                double error = Math.Abs((double)folded[k] - expected[k]) / bound[k];
                error.Should().BeLessThan(1);
                largest = Math.Max(largest, error);
            }
        }

        largest.Should().BeGreaterThan(0.001, "folding rounds differently");
    }

    /// <summary>(taps + 3) * 2^-23 * (sum |s * w * x| + |s * bias| + |t|), with s and t the scale and shift of the norm.</summary>
    private static float[] Bound(GroupedConv2dOptions options, StateDict weights, TensorShape shape, float[] input)
    {
        float[] Sizes(string name) => Array.ConvertAll(weights[name].Values.ToArray(), MathF.Abs);
        ReadOnlyMemory<float> Norm(string name) => weights[$"norm.{name}"].Values;
        var geometry = new ConvGeometry(options with { Bias = false }, shape[0], shape[2], shape[3]);
        var sums = new float[geometry.OutElements];
        ReferenceConvolution.Forward(geometry, Array.ConvertAll(input, MathF.Abs), Sizes("conv.weight"), [], sums);
        for (int i = 0; i < sums.Length; i++)
        {
            int channel = i / (int)geometry.OutPlane;
            double scale = Norm("weight").Span[channel] / Math.Sqrt(Norm("running_var").Span[channel] + 1e-5);
            double shift = Norm("bias").Span[channel] - Norm("running_mean").Span[channel] * scale;
            double bias = options.Bias ? weights["conv.bias"].Values.Span[channel] : 0;
            sums[i] = (float)((geometry.Taps + 3) * Math.Pow(2, -23) * (Math.Abs(scale) * (sums[i] + Math.Abs(bias)) + Math.Abs(shift)));
        }

        return sums;
    }
}
