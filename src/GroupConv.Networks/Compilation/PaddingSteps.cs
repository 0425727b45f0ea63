using GroupConv.Memory;
using GroupConv.Networks.Steps;
using GroupConv.Padded;

namespace GroupConv.Networks.Compilation;

/// <summary>Steps that put elements around or between those of a tensor.</summary>
internal static class PaddingSteps
{
    public static IEnumerable<Func<Scratch, IStep>> Of(GraphOp op, Pad pad, Place input, Place output)
    {
        TensorShape from = op.Inputs[0].Shape, to = op.Output.Shape;
        if (pad.Mode == PaddingMode.Zeros)
        {
            long[] steps = Strides.Dense(to.AsSpan());
            long start = pad.Before.Select((count, axis) => count * steps[axis]).Sum();
            var walk = new Strides(from.AsSpan(), Strides.Dense(from.AsSpan()), steps);
            return
            [
                _ => new FillStep(pad.Value, output, to.Elements),
                _ => new CopyStep(walk, input, output with { Offset = output.Offset + start }),
            ];
        }

        long[] dense = Strides.Dense(from.AsSpan());
        long[][] sources =
        [
            .. to.Select((length, axis) => Enumerable.Range(-pad.Before[axis], length)
                .Select(position => PaddingMap.Source(position, from[axis], pad.Mode) * dense[axis]).ToArray()),
        ];
        return [_ => new PadStep(sources, input, output)];
    }

    /// <summary>Zeros, and the rows and columns that are not cut off between them.</summary>
    public static IEnumerable<Func<Scratch, IStep>> Of(GraphOp op, Spread spread, Place input, Place output)
    {
        PlaneSizes from = op.Inputs[0].Planes, to = op.Output.Planes;
        bool isLine = op.Output.Shape.Rank == 3;
        (int firstRow, int rows, int top) = isLine ? (0, 1, 0) : Kept(from.Height, spread.Stride.Height, spread.Before.Height, to.Height);
        (int firstColumn, int columns, int left) = Kept(from.Width, spread.Stride.Width, spread.Before.Width, to.Width);
        long planes = (long)from.Batch * from.Channels;
        var walk = new Strides(
            [checked((int)planes), rows, columns],
            [from.Plane, from.Width, 1],
            [to.Plane, (long)spread.Stride.Height * to.Width, spread.Stride.Width]);
        Place first = input with { Offset = input.Offset + (long)firstRow * from.Width + firstColumn };
        Place start = output with { Offset = output.Offset + (long)top * to.Width + left };
        return
        [
            _ => new FillStep(0, output, op.Output.Elements),
            _ => new CopyStep(walk, first, start),
        ];
    }

    /// <summary>Of elements that go to before, before + stride, ...: the first that is not cut off, how many, and where it goes.</summary>
    private static (int First, int Count, int Target) Kept(int length, int stride, int before, int outputLength)
    {
        int first = before >= 0 ? 0 : (-before + stride - 1) / stride;
        int target = before + first * stride;
        int count = target >= outputLength ? 0 : Math.Min(length - first, (outputLength - 1 - target) / stride + 1);
        return (first, Math.Max(0, count), Math.Max(0, target));
    }
}
