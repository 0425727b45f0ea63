using GroupConv.Networks;

namespace GroupConv.Tests.Training.Reference;

/// <summary>Layers that move elements, by their definition: each element of the output is one of an input, or a constant.</summary>
internal static class DoubleMoves
{
    public static DoubleTensor Run(Layer layer, TensorShape output, DoubleTensor[] x)
    {
        if (layer is Flatten or Reshape)
            return x[0].As(output);
        var from = new int[x[0].Shape.Rank];
        return DoubleTensor.Make(output, i =>
        {
            i.AsSpan(0, Math.Min(i.Length, from.Length)).CopyTo(from);
            switch (layer)
            {
                case Permute permute:
                    for (int axis = 0; axis < i.Length; axis++)
                        from[permute.Order[axis]] = i[axis];
                    break;
                case Slice slice:
                    from[Axis(slice.Axis, output)] = slice.Start + i[Axis(slice.Axis, output)] * slice.Step;
                    break;
                case ChannelShuffle shuffle:
                    from[1] = i[1] % shuffle.Groups * (output[1] / shuffle.Groups) + i[1] / shuffle.Groups;
                    break;
                case Resize resize:
                    from[2] = Nearest(resize.Rule, i[2], x[0].Shape[2], output[2]);
                    from[3] = Nearest(resize.Rule, i[3], x[0].Shape[3], output[3]);
                    break;
                case Pad { Mode: PaddingMode.Zeros } pad:
                    for (int axis = 0; axis < i.Length; axis++)
                    {
                        from[axis] = i[axis] - pad.Before[axis];
                        if ((uint)from[axis] >= (uint)x[0].Shape[axis])
                            return pad.Value;
                    }

                    break;
                case Concat concat:
                    return Joined(Axis(concat.Axis, output), x, from);
                default:
                    throw new NotSupportedException($"{layer.Kind} has no definition here");
            }

            return x[0].At(from);
        });
    }

    private static double Joined(int axis, DoubleTensor[] x, int[] index)
    {
        foreach (DoubleTensor one in x)
        {
            if (index[axis] < one.Shape[axis])
                return one.At(index);
            index[axis] -= one.Shape[axis];
        }

        throw new InvalidOperationException("the index lies behind the last input");
    }

    private static int Axis(int axis, TensorShape shape) => (axis + shape.Rank) % shape.Rank;

    private static int Nearest(NearestRule rule, int at, int length, int outputLength) => rule switch
    {
        NearestRule.Floor => (int)((double)at * length / outputLength),
        NearestRule.HalfPixel => Math.Clamp((int)Math.Ceiling((at + 0.5) * length / outputLength - 0.5 - 0.5), 0, length - 1),
        _ => throw new NotSupportedException($"{rule} has no definition here"),
    };
}
