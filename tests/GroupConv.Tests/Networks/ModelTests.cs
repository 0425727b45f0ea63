using GroupConv.Networks;
using GroupConv.Networks.Models;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Networks;

public class ModelTests
{
    public static TheoryData<string> Names => [.. NamedModels.All.Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_is_called_by_its_name_and_gives_one_number_for_each_class(string name)
    {
        NamedModel model = NamedModels.Get(name);
        Network network = model.Create();
        network.Name.Should().Be(name);
        network.Parameters.Select(parameter => parameter.Name).Should().OnlyHaveUniqueItems();
        int classes = name == "resnext1d" ? 6 : 1000;
        network.Shapes(model.Input)[network.Outputs.Single().Value].Should().Equal(1, classes);
        network.Shapes(model.Input.With(0, 3))[network.Outputs.Single().Value].Should().Equal(3, classes);
    }

    [Fact]
    public void Names_are_unique_and_a_wrong_one_is_answered_with_all_of_them()
    {
        NamedModels.All.Select(model => model.Name).Should().OnlyHaveUniqueItems();
        FluentActions.Invoking(() => NamedModels.Get("resnext50")).Should().Throw<ArgumentException>().WithMessage("there is no model 'resnext50', only *resnext50_32x4d,*");
    }

    [Fact]
    public void The_number_of_classes_is_free()
    {
        Network[] networks =
        [
            AlexNet.Create(7), AlexNet.TwoGroups(7), SqueezeNet.V1_0(7), SqueezeNet.V1_1(7), Xception.Create(7), ResNeXt.ResNeXt50_32x4d(7),
            ResNeXt.ResNeXt101_32x8d(7), ResNeXt.ResNeXt101_64x4d(7), MobileNetV1.Create(0.5, 7), MobileNetV2.Create(0.5, 7), ShuffleNetV1.Create(8, 7),
            ShuffleNetV2.X0_5(7), ShuffleNetV2.X1_0(7), ShuffleNetV2.X1_5(7), ShuffleNetV2.X2_0(7),
        ];
        networks.Should().AllSatisfy(network => network.Shapes([2, 3, 224, 224])[network.Outputs[0].Value].Should().Equal(2, 7));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    [InlineData(32)]
    public void The_network_of_signals_has_the_groups_that_are_asked_for(int groups)
    {
        Network network = ResNeXt1d.Create(signals: 3, classes: 4, groups, blocks: 1);
        GroupedConv2dOptions[] spatial = [.. network.Nodes.Where(node => node.Name.EndsWith("conv2", StringComparison.Ordinal)).Select(node => ((Conv1d)node.Layer).Options)];
        spatial.Select(options => options.OutChannels).Should().Equal(32, 64, 128, 256);
        spatial.Should().OnlyContain(options => options.Groups == groups);
        NetworkShapes shapes = network.Shapes([5, 3, 128]);
        network.Nodes.Where(node => node.Name.EndsWith("relu3", StringComparison.Ordinal)).Select(node => shapes[node.Output][2]).Should().Equal(128, 64, 32, 16);
        shapes[network.Outputs[0].Value].Should().Equal(5, 4);
    }

    [Fact]
    public void The_grouped_part_of_the_network_of_signals_is_one_32nd()
    {
        long Spatial(int groups) => ResNeXt1d.Create(groups: groups).Nodes.Where(node => node.Name.EndsWith("conv2", StringComparison.Ordinal))
            .Sum(node => node.Layer.Parameters[0].Shape.Elements);
        (32 * Spatial(32)).Should().Be(Spatial(1));
    }

    [Fact]
    public void Wrong_sizes_are_refused()
    {
        FluentActions.Invoking(() => ShuffleNetV1.Create(5)).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*1, 2, 3, 4 or 8 groups*");
        FluentActions.Invoking(() => MobileNetV1.Create(double.NaN)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => MobileNetV1.Create(0.01)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => MobileNetV2.Create(0)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => ResNeXt.Create("x", [1, 1, 1], 8, 4)).Should().Throw<ArgumentException>().WithMessage("a ResNeXt has four stages, but got 3*");
        FluentActions.Invoking(() => ResNeXt.Create("x", [1, 1, 1, 1], 0, 4)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => ResNeXt1d.Create(groups: 3)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => ResNeXt1d.Create(blocks: 0)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => AlexNet.TwoGroups().Shapes([1, 3, 256, 256])).Should().Throw<ArgumentException>().WithMessage("node 'fc6'*");
    }

    [Theory]
    [InlineData(223)]
    [InlineData(254)]
    public void The_original_AlexNet_takes_the_sizes_that_it_names(int size) =>
        AlexNet.TwoGroups().Shapes([1, 3, size, size]).Should().NotBeNull();

    [SharedDataFact]
    public void Trained_weights_fit_by_name()
    {
        Fits("data/mobilenet-v1-0.25-224/model.safetensors", MobileNetV1.Create(0.25));
        Fits("data/torch-nets/resnext14_8x4d/model.safetensors", ResNeXt.Create("resnext14_8x4d", [1, 1, 1, 1], groups: 8, groupWidth: 4, classes: 10));
    }

    private static void Fits(string file, Network network)
    {
        StateDict weights = SafeTensors.Load(SharedData.PathOf(file));
        weights.ThrowIfNotFor(network);
        weights.Select(tensor => tensor.Name).Should().BeEquivalentTo(network.Parameters.Select(parameter => parameter.Name), "nothing may be left over");
    }
}
