using GroupConv.Cli.Files;
using GroupConv.Networks;
using GroupConv.Onnx;
using GroupConv.Tests.Networks;

namespace GroupConv.Tests.Onnx;

/// <summary>A model's file with an input and what another program made of it.</summary>
internal static class RecordedModel
{
    // Of the output's scale. Sums are taken in another order than elsewhere.
    private const double Tolerance = 1e-4;

    /// <summary>Runs the model as it is and with everything that makes it fast, and compares.</summary>
    /// <param name="file">The model.</param>
    /// <param name="input">The input's file.</param>
    /// <param name="outputs">The file with what one of its outputs should be, by its name.</param>
    /// <returns>The model.</returns>
    public static OnnxModel Check(string file, string input, Func<string, string> outputs)
    {
        TensorData data = Read(input);
        TensorShape shape = [.. data.Shape];
        OnnxModel model = Load(file, shape);
        foreach (CompileOptions options in (CompileOptions[])[CompileOptions.Plain, CompileOptions.Default])
        {
            CompiledNetwork compiled = model.Network.Compile(model.Weights, model.InputShapes, options);
            float[][] actual = LayerCase.Run(compiled, [data.Values], threads: 2);
            for (int i = 0; i < actual.Length; i++)
            {
                TensorData expected = Read(outputs(compiled.Outputs[i].Name));
                compiled.Outputs[i].Shape.Should().Equal(expected.Shape, file);
                LayerCase.ShouldBeClose(actual[i], expected.Values, Tolerance, $"{file}, output {compiled.Outputs[i].Name}, {options}");
            }
        }

        return model;
    }

    /// <summary>Reads a model of one input for inputs of a shape.</summary>
    public static OnnxModel Load(string file, TensorShape shape) =>
        OnnxModel.Load(file, new OnnxImportOptions { InputShapes = new Dictionary<string, TensorShape> { ["input"] = shape } });

    private static TensorData Read(string file)
    {
        using FileStream stream = File.OpenRead(file);
        return NpyFile.Read(stream, file);
    }
}
