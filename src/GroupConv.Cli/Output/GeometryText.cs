using GroupConv.Cli.Files;

namespace GroupConv.Cli.Output;

/// <summary>The shapes of a convolution's tensors in words.</summary>
internal static class GeometryText
{
    public static string Input(ConvGeometry g) => TensorData.Text([g.Batch, g.InChannels, g.InHeight, g.InWidth]);

    public static string Output(ConvGeometry g) => TensorData.Text([g.Batch, g.OutChannels, g.OutHeight, g.OutWidth]);
}
