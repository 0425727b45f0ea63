using System.Globalization;
using System.Text.Json.Serialization;

namespace GroupConv;

/// <summary>
/// What a convolution costs, as exact counts. MACs are multiply-adds, taps on padding included; FLOPs are 2 x MACs (half of the
/// literature says FLOPs for MACs).
/// </summary>
public sealed record ConvCost
{
    private ConvCost(ConvGeometry geometry)
    {
        WeightParams = geometry.WeightElements;
        BiasParams = geometry.Options.Bias ? geometry.OutChannels : 0;
        Flops = Sizes.Product("the number of FLOPs", 2, geometry.Batch, geometry.OutChannels, geometry.OutHeight, geometry.OutWidth, geometry.Taps);
        Macs = Flops / 2;
        Int128 bytes = sizeof(float) * ((Int128)geometry.InElements + WeightParams + BiasParams + geometry.OutElements);
        BytesMoved = bytes <= long.MaxValue ? (long)bytes : throw new OverflowException($"the number of bytes moved, {bytes}, is over 2^63 - 1");
    }

    /// <summary>Counts for a geometry, and for the standard convolution (G = 1) with the same channels and sizes.</summary>
    /// <param name="geometry">The sizes.</param>
    /// <returns>The counts.</returns>
    /// <exception cref="OverflowException">A count is over 2^63 - 1.</exception>
    public static ConvCost Of(ConvGeometry geometry)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        var standard = new ConvGeometry(geometry.Options with { Groups = 1 }, geometry.Batch, geometry.InHeight, geometry.InWidth);
        return new ConvCost(geometry) { StandardOrSelf = geometry.Groups == 1 ? null : new ConvCost(standard) };
    }

    /// <summary>Elements of the weights: Cout * Cin/G * Kh * Kw. Exactly 1/G of the standard convolution's.</summary>
    public long WeightParams { get; }

    /// <summary>Elements of the bias: Cout or 0, whatever G is; therefore counted apart.</summary>
    public long BiasParams { get; }

    /// <summary>Weights and bias together.</summary>
    public long Params => WeightParams + BiasParams;

    /// <summary>Multiply-adds: N * Cout * OutHeight * OutWidth * Cin/G * Kh * Kw.</summary>
    public long Macs { get; }

    /// <summary>Floating-point operations of the taps: 2 x <see cref="Macs"/>. Exactly 1/G of the standard convolution's.</summary>
    public long Flops { get; }

    /// <summary>Bytes that must move at least: input, weights, bias and output, each once, 4 bytes an element.</summary>
    public long BytesMoved { get; }

    /// <summary>FLOPs for each byte moved (Williams et al., Roofline, 2009); low means bound by memory.</summary>
    public double ArithmeticIntensity => (double)Flops / BytesMoved;

    /// <summary>The counts of the standard convolution: these counts where G = 1. JSON leaves it out, for it would not end.</summary>
    [JsonIgnore]
    public ConvCost Standard => StandardOrSelf ?? this;

    /// <summary>Weight params as a part of the standard convolution's: exactly 1/G.</summary>
    public Fraction WeightParamsRatio => new(WeightParams, Standard.WeightParams);

    /// <summary>FLOPs as a part of the standard convolution's: exactly 1/G, or 1 for an empty batch.</summary>
    public Fraction FlopsRatio => Standard.Flops == 0 ? new(1, 1) : new(Flops, Standard.Flops);

    private ConvCost? StandardOrSelf { get; init; }

    /// <summary>The counts in words.</summary>
    /// <returns>Params, FLOPs, bytes, and the part of the standard convolution's.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Params} params, {Flops} FLOPs, {BytesMoved} bytes moved; {FlopsRatio} of the standard convolution's FLOPs");
}
