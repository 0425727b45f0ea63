using GroupConv.Memory;
using GroupConv.Networks.Steps;
using GroupConv.Padded;

namespace GroupConv.Networks.Compilation;

/// <summary>Steps that put elements around those of a tensor.</summary>
internal static class PaddingSteps
{
    public static IEnumerable<Func<Scratch, IStep>> Of(GraphOp op, Pad pad, Place input, Place output)
    {
        TensorShape from = op.Inputs[0].Shape, to = op.Output.Shape;
        if (pad.Mode == PaddingMode.Zeros || from.Rank == 0)
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
}
