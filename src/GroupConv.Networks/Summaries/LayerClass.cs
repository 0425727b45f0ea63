namespace GroupConv.Networks;

/// <summary>What a chart tells layers apart by: how the channels of a layer's input and output are connected.</summary>
/// <param name="Id">The name of its colour in the style sheet.</param>
/// <param name="Title">What a legend calls it.</param>
internal sealed record LayerClass(string Id, string Title)
{
    private static readonly LayerClass Standard = new("standard", "standard convolution"), Pointwise = new("pointwise", "pointwise, 1x1"),
        Grouped = new("grouped", "grouped convolution"), Depthwise = new("depthwise", "depthwise convolution"), Dense = new("dense", "linear"),
        Other = new("other", "everything else");

    /// <summary>All of them, in the order of a legend.</summary>
    public static IReadOnlyList<LayerClass> All { get; } = [Standard, Pointwise, Grouped, Depthwise, Dense, Other];

    /// <summary>The one of a layer.</summary>
    public static LayerClass Of(Layer layer) => layer switch
    {
        Conv2d conv => Of(conv.Options.Groups, conv.Options.InChannels, conv.Options.Kernel),
        Conv1d conv => Of(conv.Options.Groups, conv.Options.InChannels, conv.Options.Kernel),
        ConvTranspose2d conv => Of(conv.Groups, conv.InChannels, conv.Kernel),
        Linear or MatMul => Dense,
        _ => Other,
    };

    private static LayerClass Of(int groups, int inChannels, Size2d kernel) =>
        groups == 1 ? kernel == 1 ? Pointwise : Standard : groups == inChannels ? Depthwise : Grouped;
}
