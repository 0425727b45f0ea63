using System.Globalization;

namespace GroupConv.Cli.Files;

/// <summary>One line of a layer file: a name, and the sizes of a convolution and its input.</summary>
/// <param name="Name">Not empty, without commas and characters that a terminal would not show.</param>
/// <param name="Geometry">All sizes, checked.</param>
internal sealed record Layer(string Name, ConvGeometry Geometry)
{
    /// <summary>The layer with input and output in a layout.</summary>
    public Layer In(TensorLayout layout) => this with
    {
        Geometry = new ConvGeometry(
            Geometry.Options with { InputLayout = layout, OutputLayout = layout }, Geometry.Batch, Geometry.InHeight, Geometry.InWidth),
    };

    /// <summary>The line as a layer file has it; padding mode, bias and clamp have no place there.</summary>
    public string ToCsvLine()
    {
        ConvGeometry g = Geometry;
        return string.Create(CultureInfo.InvariantCulture,
            $"{Name},{g.Batch},{g.InChannels},{g.InHeight},{g.InWidth},{g.OutChannels},{g.Kernel.Height},{g.Kernel.Width},"
            + $"{g.Stride.Height},{g.Stride.Width},{g.PadTop},{g.PadLeft},{g.PadBottom},{g.PadRight},"
            + $"{g.Dilation.Height},{g.Dilation.Width},{g.Groups}");
    }
}
