using GroupConv.Networks;

namespace GroupConv.Tests.Training;

/// <summary>Networks of one layer each, large enough that many threads share every step of their backward run.</summary>
internal static class LargeLayers
{
    private static readonly TensorShape Planes = [2, 32, 48, 48], Lines = [2, 32, 48 * 48], Rows = [2, 32 * 48 * 48];

    private static readonly Dictionary<Type, (Layer Layer, TensorShape Shape)[]> ByType = new()
    {
        [typeof(Conv2d)] = [(new Conv2d(new(32, 32, 3) { Groups = 32, Padding = 1 }), Planes), (new Conv2d(new(32, 32, 1) { Groups = 4, Stride = 2 }), Planes)],
        [typeof(Conv1d)] = [(new Conv1d(new(32, 32, (1, 3)) { Groups = 8, Padding = (0, 1) }), Lines)],
        [typeof(ConvTranspose2d)] = [(new ConvTranspose2d(32, 32, 2) { Groups = 16, Stride = 2 }, Planes)],
        [typeof(Linear)] = [(new Linear(48, 64), Planes)],
        [typeof(BatchNorm2d)] = [(new BatchNorm2d(32), Planes), (new BatchNorm2d(1024), [144, 1024])],
        [typeof(ReLU)] = [(new ReLU(), Planes)],
        [typeof(ReLU6)] = [(new ReLU6(), Planes)],
        [typeof(Clamp)] = [(new Clamp(-0.5f, 0.5f), Planes)],
        [typeof(LeakyReLU)] = [(new LeakyReLU(0.2f), Planes)],
        [typeof(Sigmoid)] = [(new Sigmoid(), Planes)],
        [typeof(Tanh)] = [(new Tanh(), Planes)],
        [typeof(SiLU)] = [(new SiLU(), Planes)],
        [typeof(HardSigmoid)] = [(new HardSigmoid(), Planes)],
        [typeof(HardSwish)] = [(new HardSwish(), Planes)],
        [typeof(PReLU)] = [(new PReLU(32), Planes)],
        [typeof(Dropout)] = [(new Dropout(0.25f), Planes)],
        [typeof(Identity)] = [(new Identity(), Planes)],
        [typeof(Softmax)] = [(new Softmax(), Planes), (new Softmax(1), Planes)],
        [typeof(MaxPool2d)] = [(new MaxPool2d(3) { Stride = 2, Padding = 1 }, Planes)],
        [typeof(AvgPool2d)] = [(new AvgPool2d(3) { Stride = 2, Padding = 1 }, Planes)],
        [typeof(AdaptiveAvgPool2d)] = [(new AdaptiveAvgPool2d(1), Planes), (new AdaptiveAvgPool2d((5, 7)), Planes)],
        [typeof(Resize)] = [(new Resize((30, 60)), Planes)],
        [typeof(ChannelShuffle)] = [(new ChannelShuffle(4), Planes)],
        [typeof(Permute)] = [(new Permute([0, 2, 3, 1]), Planes)],
        [typeof(Slice)] = [(new Slice(1, 4, 30, 2), Planes)],
        [typeof(Pad)] = [(new Pad([0, 0, 1, 2], [0, 0, 2, 1]), Planes)],
        [typeof(Flatten)] = [(new Flatten(), Planes)],
        [typeof(Reshape)] = [(new Reshape([0, -1]), Planes)],
        [typeof(Concat)] = [(new Concat(), Planes)],
        [typeof(Add)] = [(new Add(), Planes), (new Add(), Rows)],
        [typeof(Sub)] = [(new Sub(), Planes), (new Sub(), Rows)],
        [typeof(Mul)] = [(new Mul(), Planes), (new Mul(), Rows)],
        [typeof(Div)] = [(new Div(), Planes), (new Div(), Rows)],
    };

    public static IEnumerable<Type> Types => ByType.Keys;

    /// <summary>The networks of a type, each with the shape of its input.</summary>
    public static IEnumerable<(Network Network, TensorShape Shape)> Of(Type type) =>
        ByType[type].SelectMany(one => Networks(one.Layer, one.Shape).Select(network => (network, one.Shape)));

    private static IEnumerable<Network> Networks(Layer layer, TensorShape shape)
    {
        if (layer is not Arithmetic)
        {
            yield return Build((builder, x) => builder.Add("layer", layer, layer is Concat ? [x, builder.Add("other", new Tanh(), x)] : [x]));
            yield break;
        }

        // The other tensor is as large, or stretched over planes, over rows, or over the batch.
        Layer[] parts = shape.Rank == 4 ? [new AdaptiveAvgPool2d(1), new AdaptiveAvgPool2d((1, 48)), new Slice(0, 1, 2)] : [new Slice(0, 1, 2)];
        yield return Build((builder, x) => builder.Add("layer", layer, x, builder.Add("other", new Sigmoid(), x)));
        foreach (Layer part in parts)
        {
            yield return Build((builder, x) => builder.Add("layer", layer, x, builder.Add("other", new Sigmoid(), builder.Add("part", part, x))));
            if (layer is not Div)
                yield return Build((builder, x) => builder.Add("layer", layer, builder.Add("part", part, x), x));
        }
    }

    private static Network Build(Func<NetworkBuilder, NetworkValue, NetworkValue> output)
    {
        var builder = new NetworkBuilder();
        return builder.Build("large", output(builder, builder.Input()));
    }
}
