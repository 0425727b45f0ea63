using GroupConv.Networks;

namespace GroupConv.Onnx.Operators;

/// <summary>What a transposed convolution cuts off its output, where the model says how large that shall be (ONNX operator ConvTranspose, opset 11).</summary>
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
        Size2d size = outputSize ?? new(checked(height * window.Stride.Height), checked(input[^1] * window.Stride.Width));
        (int top, int bottom, int moreRows) = Cut(height, window.Stride.Height, window.Kernel.Height, window.Dilation.Height, outputPadding.Height, size.Height, window.AutoPad);
        (int left, int right, int moreColumns) = Cut(input[^1], window.Stride.Width, window.Kernel.Width, window.Dilation.Width, outputPadding.Width, size.Width, window.AutoPad);
        return (new Padding(top, left, bottom, right), new Size2d(checked(outputPadding.Height + moreRows), checked(outputPadding.Width + moreColumns)));
    }

    private static (int Before, int After, int More) Cut(int input, int stride, int kernel, int dilation, int outputPadding, int size, AutoPad autoPad)
    {
        long total = checked((input - 1L) * stride + outputPadding + (kernel - 1L) * dilation + 1 - size);
        if (total < 0)
            return (0, 0, checked((int)-total));
        int less = checked((int)(total / 2)), more = checked((int)(total - less));
        return autoPad == AutoPad.SameUpper ? (less, more, 0) : (more, less, 0);
    }
}
