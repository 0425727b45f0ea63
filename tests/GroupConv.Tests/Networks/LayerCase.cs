using GroupConv.Networks;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Networks;

/// <summary>Networks to run in every way, and their comparison with the definition.</summary>
internal static class LayerCase
{
    public static readonly CompileOptions[] Ways =
    [
        CompileOptions.Plain,
        CompileOptions.Default,
        new() { Tier = VectorTier.Vector128 },
        new() { Tier = VectorTier.Vector512 },
        new() { ChooseLayouts = false },
    ];

    /// <summary>Weights that are neither large nor all alike; variances are positive.</summary>
    public static StateDict Weights(Network network, int seed)
    {
        var weights = new StateDict();
        foreach ((string name, ParameterSpec parameter) in network.Parameters)
        {
            float[] values = TestData.Uniform(parameter.Shape.Elements, seed++);
            if (parameter.Name == "running_var")
                values = Array.ConvertAll(values, x => 1.25f + x);
            else if (parameter.Name == "weight" && parameter.Shape.Rank > 1)
                values = Array.ConvertAll(values, x => x / MathF.Sqrt(parameter.Shape.Elements / (float)parameter.Shape[0]));
            weights.Add(name, parameter.Shape, values);
        }

        return weights;
    }

    public static float[] Input(TensorShape shape, int seed) => Array.ConvertAll(TestData.Uniform(shape.Elements, seed), x => 2 * x);

    /// <summary>Runs one layer in all ways.</summary>
    public static void Check(Layer layer, params TensorShape[] shapes)
    {
        var builder = new NetworkBuilder();
        NetworkValue[] inputs = [.. shapes.Select((_, i) => builder.Input($"input{i}"))];
        Check(builder.Build("layer", builder.Add("layer", layer, inputs)), shapes);
    }

    /// <summary>Runs a network in all ways and compares each with the definition in double precision, and to the bit with <see cref="ReferenceNetwork"/>.</summary>
    public static void Check(Network network, TensorShape[] shapes, double tolerance = 1e-5)
    {
        StateDict weights = Weights(network, seed: 1);
        float[][] inputs = [.. shapes.Select((shape, i) => Input(shape, seed: 100 + i))];
        float[][] expected = DoubleNetwork.Run(network, weights, shapes, inputs);
        float[][] defined = ReferenceNetwork.Run(network, weights, shapes, inputs);
        foreach (CompileOptions options in Ways)
        {
            CompiledNetwork compiled = network.Compile(weights, shapes, options);
            foreach (int threads in (int[])[1, 3])
            {
                float[][] actual = Run(compiled, inputs, threads);
                for (int output = 0; output < expected.Length; output++)
                {
                    string because = $"output {output} of {network.Nodes[^1].Layer} on {string.Join(", ", (object[])shapes)}, {options}, {threads} threads";
                    ShouldBeClose(actual[output], expected[output], tolerance, because);
                    if (!options.FoldBatchNorms || !network.Nodes.Any(node => node.Layer is BatchNorm2d))
                        Bits.ShouldBeTheSame(actual[output], defined[output], because);
                }
            }
        }
    }

    public static float[][] Run(CompiledNetwork network, float[][] inputs, int threads)
    {
        float[][] outputs = [.. network.Outputs.Select(output => new float[output.Shape.Elements])];
        network.Run([.. inputs.Select(input => new ReadOnlyMemory<float>(input))], [.. outputs.Select(output => output.AsMemory())], threads);
        return outputs;
    }

    /// <summary>Within a part of the greatest expected value.</summary>
    public static void ShouldBeClose(float[] actual, float[] expected, double tolerance, string because)
    {
        actual.Should().HaveCount(expected.Length, because);
        double scale = expected.Where(float.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs((double)actual[i] - expected[i]) <= tolerance * Math.Max(scale, 1e-3)))
                Assert.Fail($"element {i} is {actual[i]} but should be {expected[i]}: {because}");
        }
    }
}
