using System.Diagnostics.CodeAnalysis;

namespace GroupConv.Networks.Models;

/// <summary>The networks of this namespace by name, as they are in the literature: with 1000 classes, but for those with another task.</summary>
public static class NamedModels
{
    private const string ResNeXtSource = "Xie et al., 2017", MobileNetSource = "Howard et al., 2017", MobileNetV2Source = "Sandler et al., 2018",
        ShuffleNetSource = "Zhang et al., 2017", ShuffleNetV2Source = "Ma et al., 2018", SqueezeNetSource = "Iandola et al., 2016";

    private static readonly TensorShape Image = [1, 3, 224, 224];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<NamedModel> All { get; } =
    [
        new("alexnet_two_groups", Image, "Krizhevsky et al., 2012", () => AlexNet.TwoGroups()),
        new("alexnet", Image, "Krizhevsky, 2014", () => AlexNet.Create()),
        new("squeezenet1_0", Image, SqueezeNetSource, () => SqueezeNet.V1_0()),
        new("squeezenet1_1", Image, SqueezeNetSource, () => SqueezeNet.V1_1()),
        new("xception", [1, 3, 299, 299], "Chollet, 2017", () => Xception.Create()),
        new("resnext50_32x4d", Image, ResNeXtSource, () => ResNeXt.ResNeXt50_32x4d()),
        new("resnext101_32x8d", Image, ResNeXtSource, () => ResNeXt.ResNeXt101_32x8d()),
        new("resnext101_64x4d", Image, ResNeXtSource, () => ResNeXt.ResNeXt101_64x4d()),
        new("mobilenet_v1_1.0", Image, MobileNetSource, () => MobileNetV1.Create()),
        new("mobilenet_v1_0.75", Image, MobileNetSource, () => MobileNetV1.Create(0.75)),
        new("mobilenet_v1_0.5", Image, MobileNetSource, () => MobileNetV1.Create(0.5)),
        new("mobilenet_v1_0.25", Image, MobileNetSource, () => MobileNetV1.Create(0.25)),
        new("mobilenet_v2", Image, MobileNetV2Source, () => MobileNetV2.Create()),
        new("mobilenet_v2_1.4", Image, MobileNetV2Source, () => MobileNetV2.Create(1.4)),
        new("shufflenet_v1_g1", Image, ShuffleNetSource, () => ShuffleNetV1.Create(1)),
        new("shufflenet_v1_g2", Image, ShuffleNetSource, () => ShuffleNetV1.Create(2)),
        new("shufflenet_v1_g3", Image, ShuffleNetSource, () => ShuffleNetV1.Create(3)),
        new("shufflenet_v1_g4", Image, ShuffleNetSource, () => ShuffleNetV1.Create(4)),
        new("shufflenet_v1_g8", Image, ShuffleNetSource, () => ShuffleNetV1.Create(8)),
        new("shufflenet_v2_x0_5", Image, ShuffleNetV2Source, () => ShuffleNetV2.X0_5()),
        new("shufflenet_v2_x1_0", Image, ShuffleNetV2Source, () => ShuffleNetV2.X1_0()),
        new("shufflenet_v2_x1_5", Image, ShuffleNetV2Source, () => ShuffleNetV2.X1_5()),
        new("shufflenet_v2_x2_0", Image, ShuffleNetV2Source, () => ShuffleNetV2.X2_0()),
        new("resnext1d", [1, 9, 128], ResNeXtSource, () => ResNeXt1d.Create()),
    ];

    /// <summary>Looks a network up.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="model">The network, or null.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryGet(string name, [NotNullWhen(true)] out NamedModel? model)
    {
        model = All.FirstOrDefault(candidate => candidate.Name == name);
        return model is not null;
    }

    /// <summary>The network of a name.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The network.</returns>
    /// <exception cref="ArgumentException">There is none; the message has the names of all.</exception>
    public static NamedModel Get(string name) => TryGet(name, out NamedModel? model)
        ? model
        : throw new ArgumentException($"there is no model '{name}', only {string.Join(", ", All.Select(known => known.Name))}", nameof(name));
}
