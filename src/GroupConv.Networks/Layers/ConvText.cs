namespace GroupConv.Networks;

/// <summary>A convolution in a few words, for listings: <c>3x3, 64 -> 128, stride 2, groups 32</c>.</summary>
internal static class ConvText
{
    public static string Of(GroupedConv2dOptions options) =>
        $"{options.Kernel.Height}x{options.Kernel.Width}, {options.InChannels} -> {options.OutChannels}"
        + (options.Stride == 1 ? "" : $", stride {options.Stride}")
        + (options.Dilation == 1 ? "" : $", dilation {options.Dilation}")
        + (options.Groups == 1 ? "" : options.Groups == options.InChannels ? ", depthwise" : $", groups {options.Groups}");
}
