using GroupConv.Cli.Files;
using GroupConv.Networks;
using GroupConv.Networks.Blocks;
using GroupConv.Networks.Models;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Networks;

/// <summary>Models at work: folded and plain, in equivalent forms, and with trained weights.</summary>
public class ModelRunTests
{
    /// <summary>The largest ones only in long runs.</summary>
    public static TheoryData<string> Names =>
        [.. NamedModels.All.Select(model => model.Name).Where(name => LongRun.IsAsked || !name.Contains("101", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Folded_and_plain_networks_agree(string name)
    {
        NamedModel model = NamedModels.Get(name);
        // Small pictures are enough, but for the network whose linear layers want one size.
        TensorShape shape = model.Input.Rank < 4 || name == "alexnet_two_groups" ? model.Input : [1, 3, 80, 80];
        Network network = model.Create();
        StateDict weights = LayerCase.Weights(network, seed: 1);
        float[][] input = [LayerCase.Input(shape, seed: 2)];
        float[] plain = LayerCase.Run(network.Compile(weights, shape, CompileOptions.Plain), input, threads: 2)[0];
        float[] folded = LayerCase.Run(network.Compile(weights, shape), input, threads: 2)[0];
        plain.Should().OnlyContain(value => float.IsFinite(value)).And.Contain(value => value != plain[0]);
        LayerCase.ShouldBeClose(folded, plain, 1e-5, name);
    }

    [Fact]
    public void The_three_forms_of_ResNeXt_agree()
    {
        TensorShape shape = [2, 3, 40, 40];
        Network NetworkOf(ResNeXtForm form) => ResNeXt.Create($"{form}", [1, 2, 1, 1], groups: 8, groupWidth: 4, classes: 10, form);
        StateDict weights = LayerCase.Weights(NetworkOf(ResNeXtForm.Grouped), seed: 1);
        float[][] input = [LayerCase.Input(shape, seed: 2)];
        float[] grouped = LayerCase.Run(NetworkOf(ResNeXtForm.Grouped).Compile(weights, shape), input, threads: 2)[0];
        foreach (ResNeXtForm form in (ResNeXtForm[])[ResNeXtForm.Concatenated, ResNeXtForm.Branches])
        {
            StateDict converted = ((string[])["layer1.0", "layer2.0", "layer2.1", "layer3.0", "layer4.0"])
                .Aggregate(weights, (before, block) => ResNeXtWeights.Convert(before, block, groups: 8, form));
            float[] other = LayerCase.Run(NetworkOf(form).Compile(converted, shape), input, threads: 2)[0];
            LayerCase.ShouldBeClose(other, grouped, 1e-5, $"{form}");
        }
    }

    [SharedDataFact]
    public void A_small_ResNeXt_gives_what_PyTorch_recorded()
    {
        Network network = ResNeXt.Create("resnext14_8x4d", [1, 1, 1, 1], groups: 8, groupWidth: 4, classes: 10);
        TensorData input = Npy("input.npy"), output = Npy("output.npy");
        CompiledNetwork compiled = network.Compile(SafeTensors.Load(SharedData.PathOf("data/torch-nets/resnext14_8x4d/model.safetensors")), [.. input.Shape]);
        compiled.Outputs[0].Shape.Should().Equal(output.Shape);
        LayerCase.ShouldBeClose(LayerCase.Run(compiled, [input.Values], threads: 2)[0], output.Values, 1e-4, network.Name);

        static TensorData Npy(string file)
        {
            using FileStream stream = File.OpenRead(SharedData.PathOf($"data/torch-nets/resnext14_8x4d/{file}"));
            return NpyFile.Read(stream, file);
        }
    }

    // The labels are those of the photographs, the probabilities ONNX Runtime's on the ONNX file with the same weights.
    [SharedDataTheory]
    [InlineData("bird", 19, 0.868)]
    [InlineData("chelsea", 281, 0.426)]
    [InlineData("coffee", 967, 0.871)]
    [InlineData("dragonfly", 319, 0.531)]
    [InlineData("resized_cat", 285, 0.410)]
    [InlineData("sunflower", 985, 0.960)]
    public void A_trained_MobileNet_knows_what_is_in_a_photograph(string photo, int label, double probability)
    {
        using FileStream stream = File.OpenRead(SharedData.PathOf($"data/mobilenet-v1-0.25-224/photos/{photo}.ppm"));
        float[] picture = Array.ConvertAll(PnmFile.Read(stream, photo).Values, sample => 2 * sample - 1); // pixel / 127.5 - 1
        StateDict weights = SafeTensors.Load(SharedData.PathOf("data/mobilenet-v1-0.25-224/model.safetensors"));
        CompiledNetwork network = MobileNetV1.Create(0.25).Compile(weights, [1, 3, 224, 224]);
        float[] logits = LayerCase.Run(network, [picture], threads: 2)[0];
        Array.IndexOf(logits, logits.Max()).Should().Be(label);
        double sum = logits.Sum(logit => Math.Exp(logit - logits.Max()));
        (1 / sum).Should().BeApproximately(probability, 0.0006);
    }
}
