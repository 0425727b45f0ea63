using GroupConv.Networks.Compilation;
using GroupConv.Networks.Training.Steps;

namespace GroupConv.Networks.Training;

/// <summary>Convolutions, and the layers that are convolutions of another form.</summary>
internal static class ConvolutionSteps
{
    public static void Add(NodeSteps node)
    {
        switch (node.Layer)
        {
            case Conv2d conv:
                Add(node, conv.Options, node.InputSizes);
                break;
            case Conv1d conv:
                Add(node, conv.Options, node.InputSizes);
                break;
            case Linear linear:
                // Rows of features, whatever axes they have, are images of one element a channel.
                var options = new GroupedConv2dOptions(linear.InFeatures, linear.OutFeatures, kernel: 1) { Bias = linear.Bias };
                Add(node, options, new(Sizes.ToLength(node.InputShapes[0].Elements / linear.InFeatures, "the number of rows"), linear.InFeatures, 1, 1));
                break;
            case ConvTranspose2d transpose:
                AddTransposed(node, transpose);
                break;
        }
    }

    private static void Add(NodeSteps node, GroupedConv2dOptions options, PlaneSizes sizes)
    {
        if (options.Clamp != OutputClamp.None)
            throw node.Refusal("with a clamp of its own");
        GroupedConv2d layer = node.Memory.ConvolutionOf(node.Node, options with { Tier = node.Options.Tier });
        ConvGeometry geometry = layer.Geometry(sizes.Height, sizes.Width, sizes.Batch);
        (ConvPlaces places, ConvPlaces gradients) = Places(node, options.Bias);
        node.Forward.Add(new ConvForwardStep(layer, geometry, places));
        node.Backward.Add(new ConvBackwardStep(layer, geometry, places, gradients, node.Target() is not null));
    }

    private static void AddTransposed(NodeSteps node, ConvTranspose2d transpose)
    {
        var options = new GroupedConvTranspose2dOptions(transpose.InChannels, transpose.OutChannels, transpose.Kernel)
        {
            Stride = transpose.Stride,
            Padding = transpose.Padding,
            OutputPadding = transpose.OutputPadding,
            Dilation = transpose.Dilation,
            Groups = transpose.Groups,
            Bias = transpose.Bias,
            Tier = node.Options.Tier,
        };
        GroupedConvTranspose2d layer = node.Memory.TransposedOf(node.Node, options);
        PlaneSizes input = node.InputSizes, output = node.OutputSizes;
        (ConvPlaces places, ConvPlaces gradients) = Places(node, options.Bias);
        node.Forward.Add(new TransposedForwardStep(layer, input, output, places));
        node.Backward.Add(new TransposedBackwardStep(layer, input, output, places, gradients, node.Target() is not null));
    }

    private static (ConvPlaces Tensors, ConvPlaces Gradients) Places(NodeSteps node, bool bias) =>
    (
        new(node.Input(), node.Value("weight"), bias ? node.Value("bias") : null, node.Output),
        new(node.Target() ?? default, node.ValueGradient("weight"), bias ? node.ValueGradient("bias") : null, node.Gradient));
}
