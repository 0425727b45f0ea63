namespace GroupConv.Networks.Blocks;

/// <summary>A convolution with its batch norm and activation, which everything else is made of.</summary>
public static class ConvBlocks
{
    /// <summary>Epsilon of a batch norm, as by default in PyTorch.</summary>
    public const float DefaultEpsilon = 1e-5f;

    /// <summary>
    /// A convolution without bias, and a batch norm, which has one (Ioffe and Szegedy, 2015): [N, Cin, H, W] to [N, Cout, Hout, Wout].
    /// </summary>
    /// <param name="builder">Gets the nodes.</param>
    /// <param name="conv">Name of the convolution.</param>
    /// <param name="norm">Name of the batch norm.</param>
    /// <param name="x">The input.</param>
    /// <param name="options">The convolution; its bias is left out.</param>
    /// <param name="epsilon">Of the batch norm.</param>
    /// <returns>The output.</returns>
    /// <exception cref="ArgumentException">A name is taken, or the options are not valid.</exception>
    public static NetworkValue ConvBn(
        this NetworkBuilder builder, string conv, string norm, NetworkValue x, GroupedConv2dOptions options, float epsilon = DefaultEpsilon)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        x = builder.Add(conv, new Conv2d(options with { Bias = false }), x);
        return builder.Add(norm, new BatchNorm2d(options.OutChannels, epsilon), x);
    }

    /// <summary>The same and an activation: [N, Cin, H, W] to [N, Cout, Hout, Wout].</summary>
    /// <param name="builder">Gets the nodes.</param>
    /// <param name="names">Names of the convolution, the batch norm and the activation.</param>
    /// <param name="x">The input.</param>
    /// <param name="options">The convolution; its bias is left out.</param>
    /// <param name="activation">What comes last: <see cref="ReLU"/>, for instance.</param>
    /// <param name="epsilon">Of the batch norm.</param>
    /// <returns>The output.</returns>
    /// <exception cref="ArgumentException">A name is taken, or the options are not valid.</exception>
    public static NetworkValue ConvBnAct(
        this NetworkBuilder builder, (string Conv, string Norm, string Activation) names, NetworkValue x, GroupedConv2dOptions options, Layer activation,
        float epsilon = DefaultEpsilon)
    {
        x = builder.ConvBn(names.Conv, names.Norm, x, options, epsilon);
        return builder.Add(names.Activation, activation, x);
    }

    /// <summary>A convolution that keeps the size but for its stride: with an odd kernel, half of it as padding.</summary>
    internal static GroupedConv2dOptions Conv(int inChannels, int outChannels, int kernel, int stride = 1, int groups = 1) =>
        new(inChannels, outChannels, kernel) { Stride = stride, Padding = kernel / 2, Groups = groups, Bias = false };

    /// <summary>One input channel for each output channel.</summary>
    internal static GroupedConv2dOptions DepthwiseConv(int channels, int kernel = 3, int stride = 1) => Conv(channels, channels, kernel, stride, groups: channels);

    /// <summary>Global average pooling and one linear layer (Lin et al., 2013; He et al., 2015): [N, C, H, W] to [N, classes].</summary>
    internal static NetworkValue LinearHead(this NetworkBuilder builder, NetworkValue x, int channels, int classes)
    {
        x = builder.Add("avgpool", new AdaptiveAvgPool2d(1), x);
        x = builder.Add("flatten", new Flatten(), x);
        return builder.Add("fc", new Linear(channels, classes), x);
    }
}
