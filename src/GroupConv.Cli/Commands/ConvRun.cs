using System.Diagnostics;
using GroupConv.Cli.Files;
using GroupConv.Cli.Measurement;

namespace GroupConv.Cli.Commands;

/// <summary>What <c>conv</c> was asked to do.</summary>
/// <param name="Input">A file's name, as the next three.</param>
/// <param name="Weight">A .npy file.</param>
/// <param name="Bias">A .npy file, or null for none.</param>
/// <param name="Output">Where the result goes.</param>
/// <param name="Options">All that the files do not say; channels, kernel and bias come from them.</param>
/// <param name="Threads">The most threads.</param>
internal sealed record ConvRequest(string Input, string Weight, string? Bias, string Output, GroupedConv2dOptions Options, int Threads);

/// <summary>What <c>conv</c> did.</summary>
internal sealed record ConvResult(
    ConvGeometry Geometry, string InputShape, string WeightShape, string OutputShape, ConvAlgorithm Algorithm, double Seconds);

/// <summary>Reads, checks everything, computes, writes: in this order, so that no time is lost on what must fail.</summary>
internal static class ConvRun
{
    /// <exception cref="UserErrorException">A file or its shape is not as it should be.</exception>
    /// <exception cref="ArgumentException">The sizes do not fit each other.</exception>
    public static ConvResult Run(ConvRequest request, CancellationToken cancellation)
    {
        TensorFormat outputFormat = TensorFormats.OfPath(request.Output);
        AtomicFile.ThrowIfUnwritable(request.Output);
        TensorData input = TensorFormats.Read(request.Input);
        TensorData weights = InputFile.Read(request.Weight, NpyFile.Read);
        TensorData? bias = request.Bias is null ? null : InputFile.Read(request.Bias, NpyFile.Read);

        ConvGeometry geometry = Geometry(request, input, weights, bias);
        int[] outputShape = [geometry.Batch, geometry.OutChannels, geometry.OutHeight, geometry.OutWidth];
        TensorFormats.ThrowIfUnfit(outputFormat, outputShape, request.Output);
        MemoryNeed.ThrowIfTooLarge(geometry);

        var layer = new GroupedConv2d(geometry.Options, weights.Values, bias?.Values);
        ConvPlan plan = layer.Plan(geometry.InHeight, geometry.InWidth, geometry.Batch);
        var output = new float[geometry.OutElements];
        cancellation.ThrowIfCancellationRequested();
        long start = Stopwatch.GetTimestamp();
        layer.Forward(input.Values, geometry.Batch, geometry.InHeight, geometry.InWidth, output, request.Threads, cancellation);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        cancellation.ThrowIfCancellationRequested();

        TensorFormats.Write(request.Output, outputFormat, new TensorData(outputShape, output), cancellation);
        return new ConvResult(geometry, input.ShapeText, weights.ShapeText, TensorData.Text(outputShape), plan.Algorithm, seconds);
    }

    private static ConvGeometry Geometry(ConvRequest request, TensorData input, TensorData weights, TensorData? bias)
    {
        if (input.Shape.Count != 4)
            throw new UserErrorException($"{request.Input}: the input must be [N, Cin, H, W], but has shape {input.ShapeText}");
        if (weights.Shape.Count != 4)
            throw new UserErrorException($"{request.Weight}: the weights must be [Cout, Cin/G, Kh, Kw], but have shape {weights.ShapeText}");
        GroupedConv2dOptions options = request.Options;
        (int channels, int groups) = (input.Shape[1], options.Groups);
        if ((long)weights.Shape[1] * groups != channels)
            throw new UserErrorException(
                $"given groups {groups} and weights {weights.ShapeText}, the input needs {(long)weights.Shape[1] * groups} channels, "
                + $"but {input.ShapeText} has {channels}");
        if (bias is not null && (bias.Shape.Count != 1 || bias.Shape[0] != weights.Shape[0]))
            throw new UserErrorException($"{request.Bias}: the bias must have shape [{weights.Shape[0]}], but has {bias.ShapeText}");
        options = options with
        {
            InChannels = channels,
            OutChannels = weights.Shape[0],
            Kernel = (weights.Shape[2], weights.Shape[3]),
            Bias = bias is not null,
        };
        return new ConvGeometry(options, input.Shape[0], input.Shape[2], input.Shape[3]);
    }
}
