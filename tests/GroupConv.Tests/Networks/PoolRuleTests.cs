using GroupConv.Networks;

namespace GroupConv.Tests.Networks;

/// <summary>
/// Windows of pools by the rule of PyTorch's <c>pooling_output_shape</c>, written down here once more: which windows there are, and, by
/// <see cref="ReferenceLayers"/>, what is in them. With a ceiling, a last window counts only where it begins before the padding behind the
/// input; one that begins there would have no value, and minus infinity would be its greatest.
/// </summary>
public class PoolRuleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Windows_and_their_values_are_those_of_the_rule(int seed)
    {
        var random = new Random(seed);
        int ran = 0, dropped = 0;
        while (ran < 120)
        {
            Size2d kernel = (random.Next(1, 5), random.Next(1, 5)), stride = (random.Next(1, 6), random.Next(1, 6));
            int Beside(int size) => random.Next(size);
            var padding = new Padding(Beside(kernel.Height), Beside(kernel.Width), Beside(kernel.Height), Beside(kernel.Width));
            bool ceil = random.Next(3) > 0;
            Pool2d pool = random.Next(3) switch
            {
                0 => new MaxPool2d(kernel) { Stride = stride, Padding = padding, CeilMode = ceil },
                int kind => new AvgPool2d(kernel) { Stride = stride, Padding = padding, CeilMode = ceil, CountIncludePad = kind == 1 },
            };
            TensorShape input = [random.Next(1, 3), random.Next(2) == 0 ? 8 : random.Next(1, 20), random.Next(1, 12), random.Next(1, 12)];
            (int height, bool droppedRow) = Windows(input[2], kernel.Height, stride.Height, padding.Top, padding.Bottom, ceil);
            (int width, bool droppedColumn) = Windows(input[3], kernel.Width, stride.Width, padding.Left, padding.Right, ceil);
            if (height <= 0 || width <= 0)
            {
                FluentActions.Invoking(() => pool.OutputShape(input)).Should().Throw<ArgumentException>();
                continue;
            }

            pool.OutputShape(input).Should().Equal([input[0], input[1], height, width], $"{pool} with padding {padding} on {input}");
            LayerCase.Check(pool, input);
            ran++;
            dropped += droppedRow || droppedColumn ? 1 : 0;
        }

        dropped.Should().BeGreaterThan(5, "windows behind the input were met");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_stride_beyond_the_input_leaves_one_window(bool ceil)
    {
        foreach (int stride in (int[])[1 << 15, 1 << 30, int.MaxValue])
        {
            LayerCase.Check(new MaxPool2d(3) { Stride = stride, Padding = 1, CeilMode = ceil }, [1, 8, 7, 9]);
            LayerCase.Check(new AvgPool2d(2) { Stride = (2, stride), CeilMode = ceil }, [2, 3, 7, 9]);
        }
    }

    /// <returns>How many windows there are, and whether the ceiling made one that begins behind the input.</returns>
    private static (int Count, bool Dropped) Windows(int length, int kernel, int stride, int before, int after, bool ceil)
    {
        double room = length + before + after - kernel;
        if (room < 0)
            return (0, false);
        int count = (int)(ceil ? Math.Ceiling(room / stride) : Math.Floor(room / stride)) + 1;
        bool isBehind = ceil && (count - 1) * stride >= length + before;
        return (isBehind ? count - 1 : count, isBehind);
    }
}
