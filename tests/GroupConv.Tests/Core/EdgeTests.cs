namespace GroupConv.Tests.Core;

/// <summary>Every row of the table of edges: one clear exception, before anything is allocated or computed.</summary>
public class EdgeTests
{
    private static readonly GroupedConv2dOptions Valid = new(6, 6, 3) { Padding = 1 };

    public static TheoryData<string, int, GroupedConv2dOptions> OutOfRange => new()
    {
        { "Groups", 0, Valid with { Groups = 0 } },
        { "Groups", -2, Valid with { Groups = -2 } },
        { "Stride.Height", 0, Valid with { Stride = (0, 1) } },
        { "Stride.Width", -1, Valid with { Stride = (1, -1) } },
        { "Dilation.Height", 0, Valid with { Dilation = 0 } },
        { "Dilation.Width", -3, Valid with { Dilation = (1, -3) } },
        { "Kernel.Height", 0, Valid with { Kernel = 0 } },
        { "Kernel.Width", -1, Valid with { Kernel = (3, -1) } },
        { "Padding.Top", -1, Valid with { Padding = -1 } },
        { "Padding.Left", -4, Valid with { Padding = new Padding(0, -4, 0, 0) } },
        { "Padding.Bottom", -5, Valid with { Padding = new Padding(0, 0, -5, 0) } },
        { "Padding.Right", -6, Valid with { Padding = new Padding(0, 0, 0, -6) } },
        { "InChannels", 0, Valid with { InChannels = 0 } },
        { "OutChannels", -6, Valid with { OutChannels = -6 } },
        { "PaddingMode", 9, Valid with { PaddingMode = (PaddingMode)9 } },
        { "Algorithm", 99, Valid with { Algorithm = (ConvAlgorithm)99 } },
        { "Tier", 7, Valid with { Tier = (VectorTier)7 } },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void A_number_out_of_range_is_named_with_its_value(string name, int value, GroupedConv2dOptions options)
    {
        Action make = () => _ = new GroupedConv2d(options);
        ArgumentOutOfRangeException error = make.Should().Throw<ArgumentOutOfRangeException>().Which;
        error.ParamName.Should().Be(name);
        Convert.ToInt32(error.ActualValue).Should().Be(value);
        error.Message.Should().Contain($"{error.ActualValue}");
    }

    [Theory]
    [InlineData(6, 8, "InChannels must be divisible by Groups, but got InChannels 6 and Groups 4")]
    [InlineData(8, 6, "OutChannels must be divisible by Groups, but got OutChannels 6 and Groups 4")]
    public void Four_groups_on_six_channels_are_refused(int inChannels, int outChannels, string message)
    {
        Action make = () => _ = new GroupedConv2d(new GroupedConv2dOptions(inChannels, outChannels, 3) { Groups = 4 });
        make.Should().Throw<ArgumentException>().WithMessage(message);
    }

    [Fact]
    public void Weights_and_bias_of_the_wrong_length_are_named_with_both_shapes()
    {
        Action shortWeights = () => _ = new GroupedConv2d(Valid, new float[10], new float[6]);
        shortWeights.Should().Throw<ArgumentException>().WithMessage("weights must have shape [6, 6, 3, 3] = 324 elements, but have 10*");
        Action longBias = () => _ = new GroupedConv2d(Valid, new float[324], new float[7]);
        longBias.Should().Throw<ArgumentException>().WithMessage("bias must have shape [6], but has [7]*");
        Action noBias = () => _ = new GroupedConv2d(Valid, new float[324]);
        noBias.Should().Throw<ArgumentException>().WithMessage("bias must have shape [6], but has [0]; the options say Bias = True*");
        Action unwantedBias = () => _ = new GroupedConv2d(Valid with { Bias = false }, new float[324], new float[6]);
        unwantedBias.Should().Throw<ArgumentException>().WithMessage("bias must have shape [0], but has [6]; the options say Bias = False*");
    }

    [Fact]
    public void Other_input_channels_are_refused_with_groups_weight_shape_and_both_counts()
    {
        var layer = new GroupedConv2d(Valid with { Groups = 2 });
        Action run = () => layer.Forward(System.Numerics.Tensors.Tensor.CreateFromShape<float>([1, 4, 5, 5]));
        run.Should().Throw<ArgumentException>().WithMessage(
            "given groups=2 and weights of shape [6, 3, 3, 3], expected input [1, 4, 5, 5] to have 6 channels, but got 4*");
    }

    [Theory]
    [InlineData(1, 4, 3, 1)]
    [InlineData(4, 1, 5, 1)]
    [InlineData(4, 1, 3, 2)]
    public void A_kernel_larger_than_the_padded_input_is_refused_and_never_rounds_to_one_output(int size, int stride, int kernel, int dilation)
    {
        var layer = new GroupedConv2d(new GroupedConv2dOptions(1, 1, kernel) { Stride = stride, Dilation = dilation });
        Action run = () => layer.Geometry(size, size);
        run.Should().Throw<ArgumentException>().WithMessage("the padded input's height * is smaller than the dilated kernel's *");
    }

    [Fact]
    public void An_empty_batch_gives_an_empty_output()
    {
        var layer = new GroupedConv2d(Valid);
        layer.Forward([], 0, 5, 5, []);
        layer.Forward(System.Numerics.Tensors.Tensor.CreateFromShape<float>([0, 6, 5, 5])).Lengths.ToArray().Should().Equal(0, 6, 5, 5);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    [InlineData(-1, 5)]
    public void An_input_without_rows_or_columns_is_refused(int height, int width)
    {
        var layer = new GroupedConv2d(Valid);
        Action run = () => layer.Forward([], 1, height, width, []);
        run.Should().Throw<ArgumentException>().WithMessage("input height and width must be positive*");
    }

    [Fact]
    public void Lengths_that_do_not_fit_the_sizes_are_refused_and_nothing_is_written()
    {
        var layer = new GroupedConv2d(Valid);
        var output = new float[6 * 25];
        Action shortInput = () => layer.Forward(new float[6 * 25 - 1], 1, 5, 5, output);
        shortInput.Should().Throw<ArgumentException>().WithMessage("input must have shape [1, 6, 5, 5] = 150 elements, but has 149*");
        Action shortOutput = () => layer.Forward(new float[6 * 25], 1, 5, 5, output.AsSpan(1));
        shortOutput.Should().Throw<ArgumentException>().WithMessage("output must have shape [1, 6, 5, 5] = 150 elements, but has 149*");
        output.Should().OnlyContain(value => value == 0);
    }

    [Fact]
    public void Sizes_that_overflow_are_refused_before_any_allocation()
    {
        Action weights = () => _ = new GroupedConv2d(new GroupedConv2dOptions(int.MaxValue, int.MaxValue, int.MaxValue));
        weights.Should().Throw<OverflowException>();
        Action array = () => _ = new GroupedConv2d(new GroupedConv2dOptions(1 << 20, 1 << 20, 1));
        array.Should().Throw<ArgumentException>().WithMessage("weights of shape [1048576, 1048576, 1, 1] do not fit one array*");

        var layer = new GroupedConv2d(new GroupedConv2dOptions(1, 1, 1) { Padding = new Padding(int.MaxValue) });
        Action padded = () => layer.Geometry(5, 5);
        padded.Should().Throw<OverflowException>();
        var wide = new GroupedConv2d(new GroupedConv2dOptions(64, 64, 1));
        Action image = () => wide.Geometry(int.MaxValue, int.MaxValue);
        image.Should().Throw<OverflowException>();
        Action emptyBatchOfHugeImages = () => wide.Geometry(int.MaxValue, int.MaxValue, 0);
        emptyBatchOfHugeImages.Should().Throw<OverflowException>();
    }

    [Fact]
    public void Plans_that_overflow_are_refused()
    {
        var options = new GroupedConv2dOptions(1 << 20, 1 << 19, (1 << 20, 1 << 19));
        Action plan = () => ConvPlan.Of(new ConvGeometry(options, 1, 1 << 20, 1 << 19));
        plan.Should().Throw<OverflowException>();
    }

    [Fact]
    public void Options_that_are_not_valid_can_be_shown() =>
        (Valid with { Groups = 0 }).ToString().Should().Contain("groups 0");

    [Fact]
    public void The_reference_refuses_an_output_on_its_input()
    {
        var memory = new float[150];
        Action run = () => ReferenceConvolution.Forward(new ConvGeometry(Valid, 1, 5, 5), memory, new float[324], [], memory);
        run.Should().Throw<ArgumentException>().WithMessage("the output overlaps*");
    }

    [Fact]
    public void A_layer_too_large_for_every_algorithm_says_why()
    {
        var layer = new GroupedConv2d(new GroupedConv2dOptions(2, 1, 3) { Padding = 1 });
        Action plan = () => layer.Plan(50_000, 50_000);
        plan.Should().Throw<NotSupportedException>().WithMessage("no algorithm can run this layer:*2500000000*");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(149)]
    [InlineData(75)]
    public void Overlapping_input_and_output_are_refused(int offset)
    {
        var layer = new GroupedConv2d(Valid);
        var memory = new float[300];
        Action run = () => layer.Forward(memory.AsSpan(0, 150), 1, 5, 5, memory.AsSpan(offset, 150));
        run.Should().Throw<ArgumentException>().WithMessage("input and output overlap*");
    }

    [Fact]
    public void Neighbouring_input_and_output_are_fine()
    {
        var memory = new float[300];
        new GroupedConv2d(Valid).Forward(memory.AsSpan(0, 150), 1, 5, 5, memory.AsSpan(150, 150));
    }

    [Fact]
    public void A_negative_cap_on_threads_is_refused()
    {
        var layer = new GroupedConv2d(Valid);
        Action run = () => layer.Forward(new float[150], 1, 5, 5, new float[150], maxThreads: -1);
        run.Should().Throw<ArgumentOutOfRangeException>().Which.ParamName.Should().Be("maxThreads");
    }

    [Theory]
    [InlineData(float.NaN, 1)]
    [InlineData(0, float.NaN)]
    [InlineData(2, 1)]
    public void A_clamp_without_meaning_is_refused(float min, float max)
    {
        Action make = () => _ = new OutputClamp(min, max);
        make.Should().Throw<ArgumentException>().WithMessage("clamp needs min <= max*");
    }

    [Theory]
    [InlineData(PaddingMode.Reflect, 3)]
    [InlineData(PaddingMode.Circular, 4)]
    public void Reflect_and_circular_padding_have_a_limit(PaddingMode mode, int tooMuch)
    {
        var options = new GroupedConv2dOptions(1, 1, 3) { PaddingMode = mode, Padding = tooMuch - 1 };
        _ = new ConvGeometry(options, 1, 3, 3);
        Action make = () => _ = new ConvGeometry(options with { Padding = tooMuch }, 1, 3, 3);
        make.Should().Throw<ArgumentException>().WithMessage($"{mode} padding of {tooMuch} and {tooMuch} is over {tooMuch - 1}*");
    }
}
