using GroupConv.Networks;
using GroupConv.Onnx;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Onnx;

/// <summary>Whole networks with the outputs that PyTorch and ONNX Runtime gave for them.</summary>
public class RecordedModelTests
{
    [SharedDataFact]
    public void A_ResNeXt() => Layers(Torch("resnext14_8x4d")).Should().HaveCount(17 + 17 + 13 + 1 + 4 + 1 + 1 + 1);

    [SharedDataFact]
    public void A_MobileNetV2() => Layers(Torch("mobilenet_v2_w025")).OfType<ReLU6>().Should().HaveCount(35);

    [SharedDataFact]
    public void A_ShuffleNetV2_whose_shuffles_are_layers()
    {
        Layer[] layers = Layers(Torch("shufflenet_v2_mini"));

        layers.OfType<ChannelShuffle>().Should().HaveCount(6).And.OnlyContain(shuffle => shuffle.Groups == 2);
        layers.OfType<Slice>().Should().HaveCount(6);
        layers.Should().NotContain(layer => layer is Reshape || layer is Permute || layer is Constant);
    }

    [SharedDataFact]
    public void A_face_detector_of_opset_9() => Layers(Detector("ultraface")).OfType<Concat>().Should().HaveCount(3);

    [SharedDataFact]
    public void A_face_detector_that_resizes() =>
        Layers(Detector("yunet")).OfType<Resize>().Should().HaveCount(2).And.OnlyContain(resize => resize.Rule == NearestRule.Floor);

    [SharedDataFact]
    public void A_MobileNetV1_is_read()
    {
        OnnxModel model = OnnxModel.Load(SharedData.PathOf("data/mobilenet-v1-0.25-224/model.onnx"));

        model.InputShapes.Should().ContainSingle().Which.Should().Equal(1, 3, 224, 224);
        model.Inputs.Single().ToString().Should().Be("input [N, 3, 224, 224]");
        model.Weights.ThrowIfNotFor(model.Network);
    }

    /// <summary>Batch norms in training form standardize the weights while the model is read; none is left.</summary>
    [SharedDataFact]
    public void A_network_with_standardized_weights()
    {
        string folder = SharedData.PathOf("data/timm-nets/test_nfnet");
        OnnxModel model = RecordedModel.Check(Path.Combine(folder, "model.onnx"), Path.Combine(folder, "input.npy"), _ => Path.Combine(folder, "output.npy"));

        Layers(model).OfType<Conv2d>().Should().NotBeEmpty();
        Layers(model).Should().NotContain(layer => layer is BatchStatisticsNorm);
    }

    /// <summary>
    /// The weights of a file are read into memory once: little more is allocated than the file has, and what the network gets is what was read.
    /// </summary>
    [SharedDataFact]
    public void Weights_are_not_copied()
    {
        string file = SharedData.PathOf("data/torch-nets/resnext14_8x4d/model.onnx");
        OnnxModel.Load(file);
        long before = GC.GetAllocatedBytesForCurrentThread();

        OnnxModel model = OnnxModel.Load(file);

        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        bytes.Should().BeLessThan(new FileInfo(file).Length * 11 / 10);
        GC.KeepAlive(model);
    }

    private static OnnxModel Torch(string name)
    {
        string folder = SharedData.PathOf($"data/torch-nets/{name}");
        return RecordedModel.Check(Path.Combine(folder, "model.onnx"), Path.Combine(folder, "input.npy"), _ => Path.Combine(folder, "output.npy"));
    }

    private static OnnxModel Detector(string name)
    {
        string folder = SharedData.PathOf($"data/onnx-models/{name}");
        return RecordedModel.Check(
            Path.Combine(folder, "model.onnx"), Path.Combine(folder, "input.npy"), output => Path.Combine(folder, $"output_{output}.npy"));
    }

    private static Layer[] Layers(OnnxModel model) => [.. model.Network.Nodes.Select(node => node.Layer)];
}
