using GroupConv.Networks;

namespace GroupConv.Onnx.Operators;

/// <summary>
/// What a transposed convolution cuts off its output, where the model says how large that shall be (ONNX operator ConvTranspose, opset 11).
/// </summary>
internal static class TransposePadding
{
    /// <param name="window">The window.</param>
    /// <param name="outputPadding">The attribute <c>output_padding</c>.</param>
    /// <param name="outputSize">The attribute <c>output_shape</c>; null for none.</param>
    /// <param name="input">The input's shape.</param>
    /// <returns>What is cut off, and the output padding, which is larger where the output shall be.</returns>
    public static (Padding Padding, Size2d OutputPadding) Of(Window window, Size2d outputPadding, Size2d? outputSize, TensorShape input)
    {
        bool isSame = window.AutoPad is AutoPad.SameUpper or AutoPad.SameLower;
        if (outputSize is null && !isSame)
            return (window.Padding, outputPadding);
        int height = input.Rank == 3 ? 1 : input[2];
        Size2d size = outputSize ?? new(Product(height, window.Stride.Height), Product(input[^1], window.Stride.Width));
        (Size2d stride, Size2d kernel, Size2d dilation) = (window.Stride, window.Kernel, window.Dilation);
        // Two products of 31 bits each and two numbers more fit into 64.
        long rows = (height - 1L) * stride.Height + outputPadding.Height + (kernel.Height - 1L) * dilation.Height + 1;
        long columns = (input[^1] - 1L) * stride.Width + outputPadding.Width + (kernel.Width - 1L) * dilation.Width + 1;
        (int top, int bottom, int moreRows) = Cut(rows - size.Height, window.AutoPad);
        (int left, int right, int moreColumns) = Cut(columns - size.Width, window.AutoPad);
        var more = new Size2d(
            Lengths.Of((long)outputPadding.Height + moreRows, "the output padding"), Lengths.Of((long)outputPadding.Width + moreColumns, "the output padding"));
        return (new Padding(top, left, bottom, right), more);
    }

    private static int Product(int length, int stride) => Lengths.Of((long)length * stride, $"the output's length for {length} with stride {stride}");

    /// <summary>What is cut off at both ends, or added where there is too little.</summary>
    private static (int Before, int After, int More) Cut(long total, AutoPad autoPad)
    {
        if (total < 0)
            return (0, 0, Lengths.Of(-total, "the output padding"));
        int less = Lengths.Of(total / 2, "the padding"), more = Lengths.Of(total - less, "the padding");
        return autoPad == AutoPad.SameUpper ? (less, more, 0) : (more, less, 0);
    }
}
