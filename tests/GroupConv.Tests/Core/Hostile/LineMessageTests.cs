using System.Numerics.Tensors;

namespace GroupConv.Tests.Core.Hostile;

/// <summary>What a one-dimensional layer refuses, it refuses in the words of one dimension.</summary>
public class LineMessageTests
{
    private static readonly GroupedConv1dOptions Options = new(4, 8, 5) { Padding = 1, Groups = 2 };
    private static readonly GroupedConv1d Line = new(Options);

    [Theory]
    [InlineData("Kernel")]
    [InlineData("Stride")]
    [InlineData("Dilation")]
    [InlineData("Padding.Before")]
    [InlineData("Padding.After")]
    [InlineData("InChannels")]
    [InlineData("Groups")]
    public void A_number_out_of_range_has_its_name_in_one_dimension(string name)
    {
        GroupedConv1dOptions options = name switch
        {
            "Kernel" => Options with { Kernel = -3 },
            "Stride" => Options with { Stride = -3 },
            "Dilation" => Options with { Dilation = -3 },
            "Padding.Before" => Options with { Padding = (-3, 0) },
            "Padding.After" => Options with { Padding = (0, -3) },
            "InChannels" => Options with { InChannels = -3 },
            _ => Options with { Groups = -3 },
        };
        foreach (Action make in new Action[] { () => _ = new GroupedConv1d(options), () => _ = new GroupedConv1d(options, new float[80], new float[8]) })
            make.Should().Throw<ArgumentOutOfRangeException>().Where(error => error.ParamName!.EndsWith(name, StringComparison.Ordinal) && (int)error.ActualValue! == -3);
    }

    [Fact]
    public void No_message_names_rows_or_columns()
    {
        Says(() => Line.OutLength(0), "input length must be positive, but got 0");
        Says(() => Line.Cost(-5), "input length must be positive, but got -5");
        Says(() => Line.OutLength(1), "the padded input's length 3 is smaller than the dilated kernel's 5 (kernel 5, dilation 1)");
        Says(() => new GroupedConv1d(Options with { PaddingMode = PaddingMode.Reflect, Padding = 9 }).OutLength(7),
            "Reflect padding of 9 and 9 is over 6, the most for an input length of 7");
        Says(() => _ = new GroupedConv1d(Options, new float[7], new float[8]), "weights must have shape [8, 2, 5] = 80 elements, but have 7*");
        Says(() => _ = new GroupedConv1d(new GroupedConv1dOptions(1 << 16, 1 << 16, 1)), "weights of shape [65536, 65536, 1] do not fit one array*");
        Says(() => Line.Forward(new float[3], 2, 10, new float[2 * 8 * 8]), "input must have shape [2, 4, 10] = 80 elements, but has 3*");
        Says(() => Line.Forward(new float[80], 2, 10, new float[3]), "output must have shape [2, 8, 8] = 128 elements, but has 3*");
        Says(() => Line.Forward(Tensor.CreateFromShape<float>([2, 3, 10])),
            "given groups=2 and weights of shape [8, 2, 5], expected input [2, 3, 10] to have 4 channels, but got 3*");
        Says(() => Line.Forward(Tensor.CreateFromShape<float>([2, 4, 1, 10])), "input must be [N, channels, L], but has shape [2, 4, 1, 10]*");
        Says(() => Line.Forward(new ReadOnlyTensorSpan<float>(new float[80], [2, 4, 10]), new TensorSpan<float>(new float[64], [2, 8, 4])),
            "output must have shape [2, 8, 8], but has [2, 8, 4]*");
        Says(() => Line.Forward(new ReadOnlyTensorSpan<float>(new float[80], [2, 4, 10]), new TensorSpan<float>(new float[16], [2, 8, 8], [8, 1, 0])),
            "axis 2 of the output has stride 0*");
        Says(() => new GroupedConv1d(Options with { PaddingMode = PaddingMode.Circular, Padding = (int.MaxValue, 0) }).OutLength(7),
            "the padded input's length 2147483654 is over 2147483647");
    }

    private static void Says(Action call, string message) => call.Should().Throw<Exception>().WithMessage(message);
}
