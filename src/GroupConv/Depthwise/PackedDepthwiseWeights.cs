using GroupConv.Memory;
using GroupConv.Planning;

namespace GroupConv.Depthwise;

/// <summary>The weights as the tiles read them, [planes, taps, channels of a plane], and a bias for every channel.</summary>
internal sealed unsafe class PackedDepthwiseWeights : IPackedWeights
{
    private readonly long _planes, _taps, _plane;
    private readonly int _block;
    private readonly PinnedBuffer _weights, _bias;

    private PackedDepthwiseWeights(DepthwisePlan plan)
    {
        _planes = plan.Planes;
        _taps = plan.Geometry.Taps;
        _block = plan.Block;
        _plane = _taps * _block;
        _weights = new PinnedBuffer(plan.Geometry.WeightElements);
        _bias = new PinnedBuffer(plan.Geometry.OutChannels);
    }

    /// <summary>Input sizes that have the same blocks share the memory.</summary>
    public static PackedDepthwiseWeights Of(DepthwisePlan plan, LayerWeights weights) =>
        weights.Packed((typeof(PackedDepthwiseWeights), plan.Block), () => new PackedDepthwiseWeights(plan));

    public void Fill(LayerWeights weights)
    {
        float* packed = _weights.Pointer;
        for (long plane = 0; plane < _planes; plane++)
            for (long tap = 0; tap < _taps; tap++)
                for (int channel = 0; channel < _block; channel++)
                    *packed++ = weights.Weights[(int)((plane * _block + channel) * _taps + tap)];
        weights.FillBias(_bias);
    }

    /// <summary>[taps, channels of a plane].</summary>
    public float* Weights(long plane) => _weights.Pointer + plane * _plane;

    /// <summary>[channels of a plane].</summary>
    public float* Bias(long plane) => _bias.Pointer + plane * _block;
}
