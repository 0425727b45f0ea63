using System.Globalization;
using GroupConv.Networks;
using GroupConv.Networks.Models;

namespace GroupConv.Tests.Networks;

/// <summary>
/// Params and multiply-adds of the models beside what their authors printed, or the documentation of a library that has them. All count
/// the multiply-adds of convolutions and linear layers and leave out biases, batch norms, activations and poolings, whatever they call
/// the number: torchvision "GFLOPS", the papers FLOPs, MACs or mult-adds. What a source leaves out beyond that is said in its line; it
/// was found by trying, and holds for all of its networks.
/// </summary>
public class PublishedFiguresTests
{
    private const string BatchNorms = "batch norms", Classifier = "classifier";

    [Theory]
    // torchvision's documentation, "Models and pre-trained weights": num_params, and the GFLOPS of its source.
    [InlineData("alexnet", "61100840", "0.714G")]
    [InlineData("squeezenet1_0", "1248424", "0.819G")]
    [InlineData("squeezenet1_1", "1235496", "0.349G")]
    [InlineData("resnext50_32x4d", "25028904", "4.23G")]
    [InlineData("resnext101_32x8d", "88791336", "16.414G")]
    [InlineData("resnext101_64x4d", "83455272", "15.46G")]
    [InlineData("mobilenet_v2", "3504872", "0.301G")]
    [InlineData("shufflenet_v2_x0_5", "1366792", "0.04G")] // The paper's 41M, 146M, 299M and 591M are of a form
    [InlineData("shufflenet_v2_x1_0", "2278604", "0.145G")] // whose units of stride 2 do not halve their output:
    [InlineData("shufflenet_v2_x1_5", "3503624", "0.296G")] // one branch has the input's channels, the other the rest.
    [InlineData("shufflenet_v2_x2_0", "7393996", "0.583G")]
    // Xie et al., 2017, table 1.
    [InlineData("resnext50_32x4d", "25.0M", "4.2G")]
    // Howard et al., 2017, tables 6 and 7.
    [InlineData("mobilenet_v1_1.0", "4.2M", "569M")]
    [InlineData("mobilenet_v1_1.0", "4.2M", "418M", 192)]
    [InlineData("mobilenet_v1_1.0", "4.2M", "290M", 160)]
    [InlineData("mobilenet_v1_1.0", "4.2M", "186M", 128)]
    [InlineData("mobilenet_v1_0.75", "2.6M", "325M")]
    [InlineData("mobilenet_v1_0.5", "1.3M", "149M")]
    [InlineData("mobilenet_v1_0.25", "0.5M", "41M")]
    // Sandler et al., 2018, table 4. Its 6.9M and 585M for a width of 1.4 are not those of the authors' code; Keras's documentation has:
    [InlineData("mobilenet_v2", "3.4M", "300M", 0, BatchNorms)]
    [InlineData("mobilenet_v2", "3.47M", "300M", 0, BatchNorms)]
    [InlineData("mobilenet_v2_1.4", "6.06M", "582M", 0, BatchNorms)]
    // Zhang et al., 2017, table 1.
    [InlineData("shufflenet_v1_g1", "", "143M", 0, Classifier)]
    [InlineData("shufflenet_v1_g2", "", "140M", 0, Classifier)]
    [InlineData("shufflenet_v1_g3", "", "137M", 0, Classifier)]
    [InlineData("shufflenet_v1_g4", "", "133M", 0, Classifier)]
    [InlineData("shufflenet_v1_g8", "", "137M", 0, Classifier)]
    // The authors' repository megvii-model/ShuffleNet-Series; with the classifier it has 138M for both.
    [InlineData("shufflenet_v1_g3", "1.9M", "")]
    [InlineData("shufflenet_v1_g8", "2.4M", "138M")]
    // Krizhevsky et al., 2012, says 60 million; these are the weights of Caffe's bvlc_alexnet. Sze et al., 2017, table 2: 724M MACs.
    [InlineData("alexnet_two_groups", "60965224", "724M")]
    // Chollet, 2017, table 3. The counter ptflops, which adds norms and activations, has 8.42G.
    [InlineData("xception", "22855952", "8.4G")]
    // Iandola et al., 2016, table 1.
    [InlineData("squeezenet1_0", "1248424", "")]
    public void A_model_has_the_params_and_macs_of_its_source(string name, string parameters, string macs, int size = 0, string without = "")
    {
        NamedModel model = NamedModels.Get(name);
        Network network = model.Create();
        NetworkShapes shapes = network.Shapes(size == 0 ? model.Input : [1, 3, size, size]);
        NetworkNode[] counted = [.. network.Nodes.Where(node => !IsLeftOut(node, without))];
        long ownParams = counted.Sum(node => node.Layer.Parameters.Where(parameter => parameter.IsTrainable).Sum(parameter => parameter.Shape.Elements));
        ShouldPrintAs(parameters, ownParams);
        ShouldPrintAs(macs, counted.Sum(node => node.Layer.Macs(shapes.InputsOf(node))));
    }

    private static bool IsLeftOut(NetworkNode node, string without) =>
        without == BatchNorms ? node.Layer is BatchNorm2d : without == Classifier && node.Layer is Linear;

    /// <summary>All printed digits are right; whether the last one is rounded differs even within a table.</summary>
    private static void ShouldPrintAs(string printed, long number)
    {
        if (printed.Length == 0)
            return;
        decimal unit = printed[^1] switch { 'G' => 1e9m, 'M' => 1e6m, _ => 1 };
        string digits = unit == 1 ? printed : printed[..^1];
        int decimals = digits.Contains('.', StringComparison.Ordinal) ? digits.Length - digits.IndexOf('.', StringComparison.Ordinal) - 1 : 0;
        decimal value = number / unit;
        string[] possible =
        [
            decimal.Round(value, decimals, MidpointRounding.AwayFromZero).ToString($"F{decimals}", CultureInfo.InvariantCulture),
            decimal.Round(value, decimals, MidpointRounding.ToZero).ToString($"F{decimals}", CultureInfo.InvariantCulture),
        ];
        possible.Should().Contain(digits, "{0} should print as {1}", number, printed);
    }
}
