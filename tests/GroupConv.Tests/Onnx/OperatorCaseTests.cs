using System.Text.Json;
using GroupConv.Networks;
using GroupConv.Onnx;
using GroupConv.Tests.Networks;
using GroupConv.Tests.Onnx.Cases;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Onnx;

/// <summary>
/// Every operator in a small model, against what ONNX Runtime 1.30 made of it. Its outputs are recorded in a file, which is written anew
/// with GROUPCONV_RECORD_ONNX, the name of its library.
/// </summary>
public class OperatorCaseTests
{
    private const string RecordVariable = "GROUPCONV_RECORD_ONNX";
    private const string Recording = "onnx-operators.json";

    [Fact]
    public void Every_case_agrees_with_the_recording()
    {
        if (Environment.GetEnvironmentVariable(RecordVariable) is { Length: > 0 } library)
        {
            using var runner = new OrtRunner(library);
            Record(runner);
        }

        Dictionary<string, Recorded[]> recorded = JsonSerializer.Deserialize<Dictionary<string, Recorded[]>>(
            File.ReadAllText(Path.Combine(Repository.Root, "tests", "GroupConv.Tests", "Fixtures", Recording)))!;
        recorded.Keys.Should().Equal(OperatorCase.All.Select(@case => @case.Name), "{0} records the cases", RecordVariable);
        foreach (OperatorCase @case in OperatorCase.All)
            Check(@case, recorded[@case.Name]);
    }

    private static void Check(OperatorCase @case, Recorded[] expected)
    {
        OnnxModel model = @case.Model.Load();
        model.Weights.ThrowIfNotFor(model.Network);
        foreach (CompileOptions options in (CompileOptions[])[CompileOptions.Plain, CompileOptions.Default])
        {
            CompiledNetwork compiled = model.Network.Compile(model.Weights, model.InputShapes, options);
            float[][] actual = LayerCase.Run(compiled, Inputs(compiled), threads: 1);
            for (int i = 0; i < actual.Length; i++)
            {
                compiled.Outputs[i].Shape.Should().Equal(expected[i].Shape, @case.Name);
                LayerCase.ShouldBeClose(actual[i], expected[i].Values, 1e-5, $"{@case.Name}, output {compiled.Outputs[i].Name}, {options}");
            }
        }
    }

    private static float[][] Inputs(CompiledNetwork network) =>
        [.. network.Inputs.Select((input, i) => Array.ConvertAll(TestData.Uniform(input.Shape.Elements, seed: 50 + i), value => 3 * value))];

    private static void Record(OrtRunner runner)
    {
        var recording = new Dictionary<string, Recorded[]>();
        var refused = new List<string>();
        foreach (OperatorCase @case in OperatorCase.All)
        {
            try
            {
                OnnxModel model = @case.Model.Load();
                CompiledNetwork compiled = model.Network.Compile(model.Weights, model.InputShapes);
                float[][] outputs = runner.Run(@case.Model.Bytes, compiled.Inputs, Inputs(compiled), compiled.Outputs);
                recording.Add(@case.Name, [.. outputs.Zip(compiled.Outputs, (values, output) => new Recorded([.. output.Shape], values))]);
            }
            catch (Exception error)
            {
                refused.Add($"{@case.Name}: {error.Message}");
            }
        }

        refused.Should().BeEmpty();
        string text = "{\n" + string.Join(",\n", recording.Select(pair => $"{JsonSerializer.Serialize(pair.Key)}: {JsonSerializer.Serialize(pair.Value)}")) + "\n}\n";
        File.WriteAllText(Path.Combine(Repository.Root, "tests", "GroupConv.Tests", "Fixtures", Recording), text);
    }

    private sealed record Recorded(int[] Shape, float[] Values);
}
