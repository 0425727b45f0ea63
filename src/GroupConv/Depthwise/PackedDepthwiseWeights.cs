using GroupConv.Memory;
using GroupConv.Planning;

namespace GroupConv.Depthwise;

/// <summary>The weights as the tiles read them, [planes, taps, channels of a plane], and a bias for every channel.</summary>
internal sealed unsafe class PackedDepthwiseWeights
{
    private readonly long _plane;
    private readonly int _block;
    private readonly PinnedBuffer _weights, _bias;

    private PackedDepthwiseWeights(DepthwisePlan plan, LayerWeights weights)
    {
        long taps = plan.Geometry.Taps;
        _block = plan.Block;
        _plane = taps * _block;
        _weights = new PinnedBuffer(plan.Geometry.WeightElements);
        _bias = weights.PinnedBias(plan.Geometry.OutChannels);
        float* packed = _weights.Pointer;
        for (long plane = 0; plane < plan.Planes; plane++)
            for (long tap = 0; tap < taps; tap++)
                for (int channel = 0; channel < _block; channel++)
                    *packed++ = weights.Weights[(int)((plane * _block + channel) * taps + tap)];
    }

    /// <summary>Input sizes that have the same blocks share the memory.</summary>
    public static PackedDepthwiseWeights Of(DepthwisePlan plan, LayerWeights weights) =>
        weights.Packed((typeof(PackedDepthwiseWeights), plan.Block), source => new PackedDepthwiseWeights(plan, source));

    /// <summary>[taps, channels of a plane].</summary>
    public float* Weights(long plane) => _weights.Pointer + plane * _plane;

    /// <summary>[channels of a plane].</summary>
    public float* Bias(long plane) => _bias.Pointer + plane * _block;
}
