using GroupConv.Tests.Support;

namespace GroupConv.Tests.Onnx;

/// <summary>The cases that the ONNX project publishes for its operator Conv, with the outputs it publishes.</summary>
public class OnnxConvTests
{
    [SharedDataFact]
    public void The_two_dimensional_cases()
    {
        IReadOnlyList<OnnxCase> cases = OnnxCase.Load(spatialAxes: 2);
        cases.Should().HaveCountGreaterThanOrEqualTo(16);
        foreach (OnnxCase @case in cases)
            Check(@case, Layer2d);
    }

    [SharedDataFact]
    public void The_one_dimensional_cases()
    {
        IReadOnlyList<OnnxCase> cases = OnnxCase.Load(spatialAxes: 1);
        cases.Should().HaveCountGreaterThanOrEqualTo(8);
        foreach (OnnxCase @case in cases)
            Check(@case, Layer1d);
    }

    private static void Check(OnnxCase @case, Func<OnnxCase, float[]> run)
    {
        float[] actual = run(@case);
        actual.Should().HaveCount(@case.Output.Values.Length, @case.Name);
        for (int i = 0; i < actual.Length; i++)
            actual[i].Should().BeApproximately(@case.Output.Values[i], 1e-5f, "element {0} of {1}", i, @case.Name);
    }

    private static float[] Layer2d(OnnxCase @case)
    {
        int[] input = @case.Inputs[0].Shape, weights = @case.Inputs[1].Shape;
        int[] pads = @case.Axes("pads", 4, 0), strides = @case.Axes("strides", 2, 1), dilations = @case.Axes("dilations", 2, 1);
        var options = new GroupedConv2dOptions(input[1], weights[0], (weights[2], weights[3]))
        {
            Groups = @case.Groups,
            Stride = (strides[0], strides[1]),
            Dilation = (dilations[0], dilations[1]),
            Bias = @case.Inputs.Count > 2,
            Padding = @case.AutoPad switch
            {
                "SAME_UPPER" => Padding.SameUpper,
                "SAME_LOWER" => Padding.SameLower,
                _ => new Padding(pads[0], pads[1], pads[2], pads[3]),
            },
        };
        var layer = new GroupedConv2d(options, @case.Inputs[1].Values, Bias(@case));
        ConvGeometry geometry = layer.Geometry(input[2], input[3], input[0]);
        new[] { geometry.Batch, geometry.OutChannels, geometry.OutHeight, geometry.OutWidth }.Should().Equal(@case.Output.Shape, @case.Name);
        return TestData.Run(layer, input[0], input[2], input[3], @case.Inputs[0].Values);
    }

    private static float[] Layer1d(OnnxCase @case)
    {
        int[] input = @case.Inputs[0].Shape, weights = @case.Inputs[1].Shape;
        int[] pads = @case.Axes("pads", 2, 0);
        var options = new GroupedConv1dOptions(input[1], weights[0], weights[2])
        {
            Groups = @case.Groups,
            Stride = @case.Axes("strides", 1, 1)[0],
            Dilation = @case.Axes("dilations", 1, 1)[0],
            Bias = @case.Inputs.Count > 2,
            Padding = (pads[0], pads[1]),
        };
        var layer = new GroupedConv1d(options, @case.Inputs[1].Values, Bias(@case));
        var output = new float[@case.Output.Values.Length];
        layer.OutLength(input[2]).Should().Be(@case.Output.Shape[2], @case.Name);
        layer.Forward(@case.Inputs[0].Values, input[0], input[2], output);
        return output;
    }

    private static float[] Bias(OnnxCase @case) => @case.Inputs.Count > 2 ? @case.Inputs[2].Values : [];
}
