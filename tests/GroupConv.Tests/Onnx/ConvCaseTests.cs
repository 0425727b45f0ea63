using GroupConv.Networks;
using GroupConv.Onnx;
using GroupConv.Tests.Networks;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Onnx;

/// <summary>The models that the ONNX project publishes for its convolutions, read, run and compared with the outputs that it publishes.</summary>
public class ConvCaseTests
{
    private static readonly string[] OfFloats = ["Conv", "ConvTranspose"];

    [SharedDataFact]
    public void Cases_of_planes_and_lines_agree()
    {
        OnnxCase[] cases = [.. OnnxCase.All().Where(@case => OfFloats.Contains(@case.Operator) && @case.SpatialAxes < 3)];
        cases.Should().HaveCount(36);
        foreach (OnnxCase @case in cases)
        {
            // Weights are inputs in these models, which makes them constants only here.
            var constants = new StateDict();
            for (int i = 1; i < @case.Inputs.Count; i++)
                constants.Add(@case.InputNames[i], @case.Inputs[i].TensorShape, @case.Inputs[i].Values);
            OnnxModel model = OnnxModel.Load(@case.ModelPath, new OnnxImportOptions { Constants = constants });
            foreach (CompileOptions options in (CompileOptions[])[CompileOptions.Plain, CompileOptions.Default])
            {
                CompiledNetwork compiled = model.Network.Compile(model.Weights, model.InputShapes, options);
                compiled.Outputs.Single().Shape.Should().Equal(@case.Output.Shape, @case.Name);
                float[] actual = LayerCase.Run(compiled, [@case.Inputs[0].Values], threads: 1)[0];
                LayerCase.ShouldBeClose(actual, @case.Output.Values, 1e-5, @case.Name);
            }
        }
    }

    [SharedDataFact]
    public void Cases_of_volumes_are_refused()
    {
        OnnxCase[] cases = [.. OnnxCase.All().Where(@case => OfFloats.Contains(@case.Operator) && @case.SpatialAxes == 3)];
        cases.Should().HaveCountGreaterThan(7);
        foreach (OnnxCase @case in cases)
        {
            var constants = new StateDict();
            for (int i = 1; i < @case.Inputs.Count; i++)
                constants.Add(@case.InputNames[i], @case.Inputs[i].TensorShape, @case.Inputs[i].Values);
            FluentActions.Invoking(() => OnnxModel.Load(@case.ModelPath, new OnnxImportOptions { Constants = constants }))
                .Should().Throw<OnnxException>(@case.Name).WithMessage("node '*has 3 spatial axes: only one and two are supported, not 3-D");
        }
    }

    [SharedDataFact]
    public void Cases_of_integers_are_refused()
    {
        OnnxCase[] cases = [.. OnnxCase.All().Where(@case => !OfFloats.Contains(@case.Operator))];
        cases.Should().HaveCount(4);
        foreach (OnnxCase @case in cases)
        {
            FluentActions.Invoking(() => OnnxModel.Load(@case.ModelPath))
                .Should().Throw<OnnxException>(@case.Name).WithMessage($"the model has operators that are not supported: {@case.Operator} (node '{@case.Operator}_0')");
        }
    }

    [SharedDataFact]
    public void Weights_that_are_inputs_must_be_given()
    {
        OnnxCase @case = OnnxCase.All().First(@case => @case.Name == "test_basic_conv_with_padding");

        FluentActions.Invoking(() => OnnxModel.Load(@case.ModelPath))
            .Should().Throw<OnnxException>().WithMessage("node 'Conv_0' (Conv): its weight 'W' must be a constant, but is computed when the network runs");
    }
}
