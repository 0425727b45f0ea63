namespace GroupConv.Gradients;

/// <summary>The gradient of every channel's bias, from the gradient of what the bias was added to.</summary>
/// <param name="images">N.</param>
/// <param name="channels">C.</param>
/// <param name="plane">Elements of a plane.</param>
internal sealed unsafe class BiasGradientJob(long images, long channels, long plane) : PlaneJob(channels, images * plane)
{
    private readonly long _imageStride = channels * plane;

    /// <summary>Reads [N, C, plane], and writes [C].</summary>
    protected override void RunPlane(long channel) =>
        Destination[channel] = ChannelSum.Of(Source + channel * plane, plane, images, _imageStride);
}
