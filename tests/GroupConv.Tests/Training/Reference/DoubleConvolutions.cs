using GroupConv.Networks;

namespace GroupConv.Tests.Training.Reference;

/// <summary>Convolutions and transposed convolutions by their definition, in double precision.</summary>
internal static class DoubleConvolutions
{
    public static DoubleTensor Forward(GroupedConv2dOptions options, TensorShape output, DoubleTensor x, DoubleTensor[] w)
    {
        (int batch, int height, int width) = (x.Shape[0], x.Shape.Rank == 3 ? 1 : x.Shape[2], x.Shape[^1]);
        (int outHeight, int outWidth) = (output.Rank == 3 ? 1 : output[2], output[^1]);
        (int ins, int outs) = (options.InChannelsPerGroup, options.OutChannelsPerGroup);
        var result = new DoubleTensor(output);
        int at = 0;
        for (int n = 0; n < batch; n++)
            for (int k = 0; k < options.OutChannels; k++)
                for (int y = 0; y < outHeight; y++)
                    for (int z = 0; z < outWidth; z++)
                    {
                        double sum = w.Length > 1 ? w[1].Values[k] : 0;
                        int tap = k * ins * options.Kernel.Height * options.Kernel.Width;
                        for (int c = 0; c < ins; c++)
                            for (int i = 0; i < options.Kernel.Height; i++)
                                for (int j = 0; j < options.Kernel.Width; j++)
                                {
                                    int row = Source(y * options.Stride.Height + i * options.Dilation.Height - options.Padding.Top, height, options.PaddingMode);
                                    int column = Source(z * options.Stride.Width + j * options.Dilation.Width - options.Padding.Left, width, options.PaddingMode);
                                    double weight = w[0].Values[tap++];
                                    if (row >= 0 && column >= 0)
                                        sum += weight * x.Values[((n * options.InChannels + k / outs * ins + c) * height + row) * width + column];
                                }

                        result.Values[at++] = sum;
                    }

        return result;
    }

    /// <summary>Every input element adds its multiple of the kernel to the output.</summary>
    public static DoubleTensor Transposed(ConvTranspose2d o, TensorShape output, DoubleTensor x, DoubleTensor[] w)
    {
        (int height, int width) = (x.Shape.Rank == 3 ? 1 : x.Shape[2], x.Shape[^1]);
        (int outHeight, int outWidth) = (output.Rank == 3 ? 1 : output[2], output[^1]);
        (int ins, int outs) = (o.InChannels / o.Groups, o.OutChannels / o.Groups);
        var result = new DoubleTensor(output);
        for (int i = 0; w.Length > 1 && i < result.Values.Length; i++)
            result.Values[i] = w[1].Values[i / (outHeight * outWidth) % o.OutChannels];
        for (int n = 0; n < x.Shape[0]; n++)
            for (int c = 0; c < o.InChannels; c++)
                for (int y = 0; y < height; y++)
                    for (int z = 0; z < width; z++)
                        for (int k = 0; k < outs; k++)
                            for (int i = 0; i < o.Kernel.Height; i++)
                                for (int j = 0; j < o.Kernel.Width; j++)
                                {
                                    int row = y * o.Stride.Height + i * o.Dilation.Height - o.Padding.Top;
                                    int column = z * o.Stride.Width + j * o.Dilation.Width - o.Padding.Left;
                                    if ((uint)row >= (uint)outHeight || (uint)column >= (uint)outWidth)
                                        continue;
                                    double weight = w[0].Values[((c * outs + k) * o.Kernel.Height + i) * o.Kernel.Width + j];
                                    result.Values[((n * o.OutChannels + c / ins * outs + k) * outHeight + row) * outWidth + column] +=
                                        weight * x.Values[((n * o.InChannels + c) * height + y) * width + z];
                                }

        return result;
    }

    /// <summary>Where a position of the padded input takes its value from; -1 for a zero.</summary>
    private static int Source(int position, int length, PaddingMode mode) => position >= 0 && position < length ? position : mode switch
    {
        PaddingMode.Zeros => -1,
        PaddingMode.Replicate => Math.Clamp(position, 0, length - 1),
        PaddingMode.Circular => (position + length) % length,
        PaddingMode.Reflect => position < 0 ? -position : 2 * (length - 1) - position,
        _ => throw new NotSupportedException($"{mode} padding has no definition here"),
    };
}
