using GroupConv.Planning;

namespace GroupConv.Gradients;

/// <summary>
/// The weights of a phase of the input's gradient: those of its taps in the opposite order, with in and out channels of each group
/// exchanged, [Cin, Cout/G, taps, taps].
/// </summary>
internal sealed class FlippedWeights : IPackedWeights
{
    private readonly GroupedConv2dOptions _options;
    private readonly AxisPhase _rows, _columns;
    private readonly float[] _flipped, _bias;

    private FlippedWeights(GroupedConv2dOptions options, AxisPhase rows, AxisPhase columns, bool bias)
    {
        _options = options;
        _rows = rows;
        _columns = columns;
        _flipped = new float[options.InChannels * options.OutChannelsPerGroup * rows.Taps * columns.Taps];
        _bias = new float[bias ? options.InChannels : 0];
        Weights = new LayerWeights(_flipped, _bias);
    }

    /// <summary>As those of any convolution.</summary>
    public LayerWeights Weights { get; }

    /// <param name="options">The convolution whose input's gradient is wanted.</param>
    /// <param name="rows">The phase's rows.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="bias">Whether the bias, [Cin], is added: that of a transposed convolution.</param>
    /// <param name="weights">[Cout, Cin/G, Kh, Kw]; and the bias, if it is wanted.</param>
    public static LayerWeights Of(GroupedConv2dOptions options, AxisPhase rows, AxisPhase columns, bool bias, LayerWeights weights) =>
        weights.Packed((typeof(FlippedWeights), rows.FirstTap, columns.FirstTap), () => new FlippedWeights(options, rows, columns, bias)).Weights;

    public void Fill(LayerWeights weights)
    {
        ReadOnlySpan<float> source = weights.Weights;
        int ins = _options.InChannelsPerGroup, outs = _options.OutChannelsPerGroup;
        int index = 0;
        for (int inChannel = 0; inChannel < _options.InChannels; inChannel++)
        {
            int firstOut = inChannel / ins * outs, column = inChannel % ins;
            for (int outChannel = firstOut; outChannel < firstOut + outs; outChannel++)
                for (int row = _rows.Taps - 1; row >= 0; row--)
                {
                    int tapRow = (outChannel * ins + column) * _options.Kernel.Height + _rows.FirstTap + row * _rows.TapStep;
                    int tap = tapRow * _options.Kernel.Width + _columns.FirstTap;
                    for (int last = _columns.Taps - 1; last >= 0; last--)
                        _flipped[index++] = source[tap + last * _columns.TapStep];
                }
        }

        if (_bias.Length > 0)
            weights.Bias.CopyTo(_bias);
        Weights.Repack();
    }
}
