using GroupConv.Networks.Compilation;
using GroupConv.Networks.Steps;

namespace GroupConv.Networks.Training;

/// <summary>Layers that move elements: their gradients go the same way back.</summary>
internal static class MovingSteps
{
    public static void Add(NodeSteps node)
    {
        GraphOp op = node.Op();
        switch (node.Layer)
        {
            case ChannelShuffle shuffle:
                Add(node, (from, to) => CopySteps.OfShuffle(op, shuffle, from, to));
                break;
            case Permute permute:
                Add(node, (from, to) => CopySteps.OfPermute(op, permute, from, to));
                break;
            case Slice slice:
                if (node.Target() is { } target)
                    node.Backward.Add(new FillStep(0, target, node.InputShapes[0].Elements));
                Add(node, (from, to) => CopySteps.OfSlice(op, slice, from, to));
                break;
            case Pad { Mode: PaddingMode.Zeros } pad:
                node.Forward.Add(new FillStep(pad.Value, node.Output, node.OutputShape.Elements));
                Add(node, (from, to) => Padded(node, pad, from, to));
                break;
            case Pad pad:
                throw node.Refusal($"with {pad.Mode} padding");
            case Concat concat:
                AddConcat(node, op, concat);
                break;
            default:
                throw node.Refusal();
        }
    }

    private static void Add(NodeSteps node, Func<Place, Place, Copy> copy) =>
        node.Add(copy(node.Input(), node.Output).Step(), target => copy(target, node.Gradient).Back());

    private static void AddConcat(NodeSteps node, GraphOp op, Concat concat)
    {
        Place[] inputs = [.. Enumerable.Range(0, node.InputCount).Select(node.Input)];
        node.Forward.AddRange(CopySteps.OfConcat(op, concat, inputs, node.Output).Select(copy => copy.Step()));
        // An input that needs no gradient has no target: its part of the walk is taken to be somewhere, and left out.
        Place[] targets = [.. inputs.Select((place, input) => node.Target(input) ?? place)];
        node.Backward.AddRange(CopySteps.OfConcat(op, concat, targets, node.Gradient).Where((_, input) => node.Target(input) is not null).Select(copy => copy.Back()));
    }

    private static Copy Padded(NodeSteps node, Pad pad, Place from, Place to)
    {
        ReadOnlySpan<int> lengths = node.InputShapes[0].AsSpan();
        long[] steps = Strides.Dense(node.OutputShape.AsSpan());
        long start = pad.Before.Select((count, axis) => count * steps[axis]).Sum();
        return new Copy(new Strides(lengths, Strides.Dense(lengths), steps), from, to with { Offset = to.Offset + start });
    }
}
