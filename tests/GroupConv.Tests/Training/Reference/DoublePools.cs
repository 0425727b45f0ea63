using GroupConv.Networks;

namespace GroupConv.Tests.Training.Reference;

/// <summary>Pools by their definition, in double precision. A line, [N, C, L], is a plane of one row.</summary>
internal static class DoublePools
{
    public static DoubleTensor Run(Layer layer, TensorShape output, DoubleTensor x, Smoothness smoothness)
    {
        (int height, int width) = (x.Shape.Rank == 3 ? 1 : x.Shape[2], x.Shape[^1]);
        (int outHeight, int outWidth) = (output.Rank == 3 ? 1 : output[2], output[^1]);
        var result = new DoubleTensor(output);
        for (int i = 0; i < result.Values.Length; i++)
        {
            (int plane, int y, int z) = (i / (outHeight * outWidth), i / outWidth % outHeight, i % outWidth);
            var values = x.Values.AsSpan(plane * height * width, height * width);
            result.Values[i] = layer switch
            {
                MaxPool2d pool => Greatest(values, height, width, Rows(pool, y, height), Columns(pool, z, width), smoothness),
                AvgPool2d pool => Sum(values, width, Rows(pool, y, height), Columns(pool, z, width)) / Divisor(pool, y, z, height, width),
                _ => Mean(values, width, Part(y, height, outHeight), Part(z, width, outWidth)),
            };
        }

        return result;
    }

    private static double Greatest(ReadOnlySpan<double> plane, int height, int width, Range rows, Range columns, Smoothness smoothness)
    {
        (double best, double second, int place) = (double.NegativeInfinity, double.NegativeInfinity, -1);
        for (int y = rows.Start.Value; y < rows.End.Value; y++)
            for (int z = columns.Start.Value; z < columns.End.Value; z++)
            {
                double value = plane[y * width + z];
                (best, second, place) = value > best ? (value, best, y * width + z) : (best, Math.Max(second, value), place);
            }

        smoothness.Kink(best - second, height * width + place);
        return best;
    }

    private static double Sum(ReadOnlySpan<double> plane, int width, Range rows, Range columns)
    {
        double sum = 0;
        for (int y = rows.Start.Value; y < rows.End.Value; y++)
            for (int z = columns.Start.Value; z < columns.End.Value; z++)
                sum += plane[y * width + z];
        return sum;
    }

    private static double Mean(ReadOnlySpan<double> plane, int width, Range rows, Range columns) =>
        Sum(plane, width, rows, columns) / ((rows.End.Value - rows.Start.Value) * (columns.End.Value - columns.Start.Value));

    /// <summary>The values of a window, or with the padding where that counts; what ceil mode adds beyond the padding never counts.</summary>
    private static int Divisor(AvgPool2d pool, int y, int z, int height, int width)
    {
        (Range rows, Range columns) = (Rows(pool, y, height), Columns(pool, z, width));
        if (!pool.CountIncludePad)
            return (rows.End.Value - rows.Start.Value) * (columns.End.Value - columns.Start.Value);
        int top = y * pool.Stride.Height - pool.Padding.Top, left = z * pool.Stride.Width - pool.Padding.Left;
        return (Math.Min(top + pool.Kernel.Height, height + pool.Padding.Bottom) - top) * (Math.Min(left + pool.Kernel.Width, width + pool.Padding.Right) - left);
    }

    private static Range Rows(Pool2d pool, int y, int height) => Inside(y * pool.Stride.Height - pool.Padding.Top, pool.Kernel.Height, height);

    private static Range Columns(Pool2d pool, int z, int width) => Inside(z * pool.Stride.Width - pool.Padding.Left, pool.Kernel.Width, width);

    private static Range Inside(int first, int kernel, int length) => Math.Max(0, first)..Math.Min(length, first + kernel);

    private static Range Part(int index, int length, int parts) => (index * length / parts)..(((index + 1) * length + parts - 1) / parts);
}
