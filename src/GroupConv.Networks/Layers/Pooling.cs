namespace GroupConv.Networks;

/// <summary>A window that moves over the planes of [N, C, H, W], or the lines of [N, C, L] with a height of 1.</summary>
/// <param name="Kernel">Height and width of the window.</param>
public abstract record Pool2d(Size2d Kernel) : Layer
{
    /// <summary>Steps of the window over the padded input; as large as the window unless said otherwise.</summary>
    public Size2d Stride { get; init; } = Kernel;

    /// <summary>Elements around the input, that no window counts as values.</summary>
    public Padding Padding { get; init; }

    /// <summary>Whether a last window that is not whole counts, as long as it begins within input or the padding before it.</summary>
    public bool CeilMode { get; init; }

    /// <inheritdoc/>
    public override string Details => $"{Kernel}, stride {Stride}{(CeilMode ? ", ceil" : "")}";

    private protected override TensorShape ShapeOf(IReadOnlyList<TensorShape> inputs)
    {
        ThrowIfNotValid();
        TensorShape input = Planes(inputs[0], 3, 4);
        int width = Windows(input[^1], Kernel.Width, Stride.Width, Padding.Left, Padding.Right);
        if (input.Rank == 3)
        {
            return Kernel.Height == 1 && Padding.Top == 0 && Padding.Bottom == 0
                ? [input[0], input[1], width]
                : throw new ArgumentException($"{Kind} of lines has a window of one row, but got {Kernel.Height} for {input}");
        }

        return [input[0], input[1], Windows(input[2], Kernel.Height, Stride.Height, Padding.Top, Padding.Bottom), width];
    }

    private void ThrowIfNotValid()
    {
        if (Kernel.Height <= 0 || Kernel.Width <= 0 || Stride.Height <= 0 || Stride.Width <= 0)
            throw new ArgumentException($"{Kind} must have a positive window and stride, but got {Kernel} and {Stride}");
        if (Padding.Top < 0 || Padding.Left < 0 || Padding.Bottom < 0 || Padding.Right < 0)
            throw new ArgumentException($"{Kind} must not have negative padding, but got {Padding}");
        if (Math.Max(Padding.Top, Padding.Bottom) >= Kernel.Height || Math.Max(Padding.Left, Padding.Right) >= Kernel.Width)
            throw new ArgumentException($"{Kind} must have less padding than its window, so that every window has a value, but got {Padding} and {Kernel}");
    }

    private int Windows(int length, int kernel, int stride, int before, int after)
    {
        long room = (long)length + before + after - kernel;
        if (length == 0 || room < 0)
            throw new ArgumentException($"{Kind}: a length of {length} with padding {before} and {after} is less than the window's {kernel}");
        long windows = (CeilMode ? (room + stride - 1) / stride : room / stride) + 1;
        if (CeilMode && (windows - 1) * stride >= (long)length + before)
            windows--;
        return Sizes.ToLength(windows, $"{Kind}: the output's length");
    }
}

/// <summary>The greatest value in a window.</summary>
/// <param name="Kernel">Height and width of the window.</param>
public sealed record MaxPool2d(Size2d Kernel) : Pool2d(Kernel);

/// <summary>The mean of the values in a window.</summary>
/// <param name="Kernel">Height and width of the window.</param>
public sealed record AvgPool2d(Size2d Kernel) : Pool2d(Kernel)
{
    /// <summary>Whether padding counts as zeros, as by default in PyTorch and not in ONNX.</summary>
    public bool CountIncludePad { get; init; } = true;
}

/// <summary>
/// Means over windows that divide the planes of [N, C, H, W] into so many parts whatever their size, or the lines of [N, C, L]; PyTorch's
/// <c>AdaptiveAvgPool2d</c>. 1 is global average pooling (Lin et al., 2013).
/// </summary>
/// <param name="Output">Height and width of the output; of lines the width counts.</param>
public sealed record AdaptiveAvgPool2d(Size2d Output) : Layer
{
    /// <inheritdoc/>
    public override string Details => $"to {Output}";

    private protected override TensorShape ShapeOf(IReadOnlyList<TensorShape> inputs)
    {
        TensorShape input = Planes(inputs[0], 3, 4);
        if (Output.Height <= 0 || Output.Width <= 0)
            throw new ArgumentException($"{Kind} must have a positive output, but got {Output}");
        if (input[^1] == 0 || input[^2] == 0)
            throw new ArgumentException($"{Kind} needs at least one value, but got {input}");
        return input.Rank == 3 ? [input[0], input[1], Output.Width] : [input[0], input[1], Output.Height, Output.Width];
    }
}
