using GroupConv.Values;

namespace GroupConv.Networks.Blocks;

/// <summary>Xception's modules.</summary>
public static class XceptionBlocks
{
    /// <summary>
    /// A module of Xception (Chollet, 2017, figure 5): separable convolutions with batch norms and ReLUs before them, and a connection
    /// around them, which is a 1x1 convolution where channels or size change. [N, Cin, H, W] to
    /// [N, Cout, ceil(H / stride), ceil(W / stride)]. Names are those of the PyTorch port with trained weights: <c>rep.0.conv1</c>,
    /// <c>skip</c>, <c>skipbn</c>.
    /// </summary>
    /// <param name="builder">Gets the nodes.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="x">The input.</param>
    /// <param name="channels">Those of the input, of the output of each separable convolution, at least two in all.</param>
    /// <param name="stride">Of a max pooling 3x3 behind them; 1 for none.</param>
    /// <param name="startsWithReLU">Whether there is a ReLU before the first.</param>
    /// <returns>The output.</returns>
    /// <exception cref="ArgumentException">A name is taken, or a number is not positive, or there are too few.</exception>
    public static NetworkValue XceptionModule(
        this NetworkBuilder builder, string name, NetworkValue x, IReadOnlyList<int> channels, int stride = 1, bool startsWithReLU = true)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ValueList<int> own = ValueList<int>.Of(channels, nameof(channels));
        if (own.Count < 2)
            throw new ArgumentException($"a module needs the channels of its input and of each convolution, but got {own.Count}", nameof(channels));
        using IDisposable scope = builder.Scope(name);
        NetworkValue around = x;
        int at = 0;
        for (int i = 1; i < own.Count; i++)
        {
            if (i > 1 || startsWithReLU)
                x = builder.Add($"rep.{at++}", new ReLU(), x);
            x = builder.SeparableConv($"rep.{at++}", x, own[i - 1], own[i]);
            x = builder.Add($"rep.{at++}", new BatchNorm2d(own[i]), x);
        }

        if (stride != 1)
            x = builder.Add($"rep.{at}", new MaxPool2d(3) { Stride = stride, Padding = 1 }, x);
        if (stride != 1 || own[0] != own[^1])
            around = builder.ConvBn("skip", "skipbn", around, ConvBlocks.Conv(own[0], own[^1], 1, stride));
        return builder.Add("add", new Add(), x, around);
    }
}
