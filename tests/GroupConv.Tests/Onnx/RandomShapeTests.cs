using GroupConv.Networks;
using GroupConv.Onnx;
using GroupConv.Tests.Networks;
using GroupConv.Tests.Onnx.RandomGraphs;

namespace GroupConv.Tests.Onnx;

/// <summary>Random models whose inputs have open lengths: what was loaded for one shape and compiled for another is what a load for that shape gives.</summary>
public class RandomShapeTests
{
    private const int Graphs = 400;

    [Fact]
    public void Any_model_is_right_for_any_shape()
    {
        (int taken, int refusedByNetwork, int refused) = (0, 0, 0);
        for (int seed = 1; seed <= Graphs; seed++)
        {
            RandomGraph graph = RandomGraph.Make(seed, isOpen: true);
            OnnxModel model = graph.Model.Load(new OnnxImportOptions { InputShapes = graph.InputShapes });
            TensorShape[] shapes = [.. model.InputShapes.Select(shape => Other(graph.Random, shape))];
            if (Loaded(graph, model, shapes) is not { } own)
            {
                FluentActions.Invoking(() => model.Compile(shapes)).Should().Throw<OnnxException>("seed {0}", seed);
                FluentActions.Invoking(() => model.Network.Compile(model.Weights, shapes)).Should().Throw<ArgumentException>("seed {0}", seed);
                refused++;
                continue;
            }

            float[][] inputs = [.. shapes.Select((shape, i) => LayerCase.Input(shape, seed + i))];
            CompiledNetwork expected = own.Compile();
            float[][] outputs = LayerCase.Run(expected, inputs, threads: 1);
            Check(model.Compile(shapes), expected, inputs, outputs, seed);
            taken++;
            try
            {
                Check(model.Network.Compile(model.Weights, shapes), expected, inputs, outputs, seed);
            }
            catch (ArgumentException)
            {
                refusedByNetwork++;
            }
        }

        taken.Should().BeGreaterThan(Graphs / 4);
        refusedByNetwork.Should().BeGreaterThan(Graphs / 20).And.BeLessThan(taken);
        refused.Should().BeGreaterThan(0);
    }

    private static void Check(CompiledNetwork actual, CompiledNetwork expected, float[][] inputs, float[][] outputs, int seed)
    {
        actual.Outputs.Select(output => output.Shape).Should().Equal(expected.Outputs.Select(output => output.Shape), "seed {0}", seed);
        float[][] results = LayerCase.Run(actual, inputs, threads: 1);
        for (int i = 0; i < outputs.Length; i++)
            results[i].Should().Equal(outputs[i], "seed {0}, output {1}", seed, i);
    }

    private static OnnxModel? Loaded(RandomGraph graph, OnnxModel model, TensorShape[] shapes)
    {
        try
        {
            Dictionary<string, TensorShape> byName = new(model.Network.Inputs.Zip(shapes, KeyValuePair.Create));
            return graph.Model.Load(new OnnxImportOptions { InputShapes = byName });
        }
        catch (OnnxException)
        {
            return null;
        }
    }

    /// <summary>Another batch, other lengths behind the channels, or both.</summary>
    private static TensorShape Other(Random random, TensorShape shape)
    {
        int way = random.Next(3);
        return [.. shape.Select((length, axis) => axis == 1 || (axis == 0 && way == 1) || (axis > 1 && way == 0) ? length : length + random.Next(1, 4))];
    }
}
