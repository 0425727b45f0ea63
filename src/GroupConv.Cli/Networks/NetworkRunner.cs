using System.Diagnostics;
using GroupConv.Cli.Files;
using GroupConv.Networks;

namespace GroupConv.Cli.Networks;

/// <summary>What <c>run</c> was asked to do.</summary>
/// <param name="Model">A file or a name.</param>
/// <param name="Weights">A file for a name, or null.</param>
/// <param name="Shapes">Shapes of inputs by name.</param>
/// <param name="Inputs">Files, one for each input.</param>
/// <param name="Picture">How pictures become inputs.</param>
/// <param name="Output">Where the result goes, or null for nowhere.</param>
/// <param name="Threads">The most threads.</param>
internal sealed record NetworkRunRequest(
    string Model, string? Weights, IReadOnlyDictionary<string, TensorShape> Shapes, IReadOnlyList<string> Inputs, PictureInput Picture, string? Output, int Threads);

/// <summary>What <c>run</c> did.</summary>
internal sealed record NetworkRunResult(CompiledNetwork Network, IReadOnlyList<TensorData> Outputs, double CompileSeconds, double RunSeconds);

/// <summary>Reads, checks everything, computes, writes: in this order.</summary>
internal static class NetworkRunner
{
    /// <exception cref="UserErrorException">A file is not as it should be, or does not fit the network.</exception>
    public static NetworkRunResult Run(NetworkRunRequest request, CancellationToken cancellation)
    {
        if (request.Output is not null)
            AtomicFile.ThrowIfUnwritable(request.Output);
        ModelSource source = ModelSource.Load(request.Model, request.Weights, request.Shapes);
        if (source.Weights is null)
            throw new UserErrorException($"{request.Model} is a network without weights; give them with --weights FILE.safetensors");
        if (request.Inputs.Count != source.Network.Inputs.Count)
            throw new UserErrorException(
                $"{request.Model} has {source.Network.Inputs.Count} inputs ({string.Join(", ", source.Network.Inputs)}), but --input was given {request.Inputs.Count} times");
        TensorData[] inputs = [.. request.Inputs.Zip(source.InputShapes, (path, shape) => Input(path, shape, request.Picture))];
        cancellation.ThrowIfCancellationRequested();

        long start = Stopwatch.GetTimestamp();
        CompiledNetwork network = source.Network.Compile(source.Weights, source.InputShapes);
        double compileSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        float[][] outputs = [.. network.Outputs.Select(output => new float[output.Shape.Elements])];
        start = Stopwatch.GetTimestamp();
        network.Run(
            [.. inputs.Select(input => new ReadOnlyMemory<float>(input.Values))], [.. outputs.Select(output => output.AsMemory())], request.Threads, cancellation);
        double runSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        TensorData[] results = [.. outputs.Zip(network.Outputs, (values, output) => new TensorData(output.Shape, values))];
        if (request.Output is not null)
            Write(request.Output, network, results, cancellation);
        return new NetworkRunResult(network, results, compileSeconds, runSeconds);
    }

    /// <summary>The file that one of several outputs goes to: <c>y.npy</c> becomes <c>y.boxes.npy</c>.</summary>
    public static string PathOf(string path, string output, int outputs)
    {
        if (outputs == 1)
            return path;
        string name = string.Concat(output.Select(c => char.IsLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
        return Path.ChangeExtension(path, $"{name}{Path.GetExtension(path)}");
    }

    private static TensorData Input(string path, TensorShape shape, PictureInput picture)
    {
        TensorData data = TensorFormats.Read(path);
        if (!shape.SequenceEqual(data.Shape))
            throw new UserErrorException($"{path}: the network takes {shape}, but the file holds {data.ShapeText}");
        return TensorFormats.OfPath(path) == TensorFormat.Npy ? data : picture.Apply(data);
    }

    private static void Write(string path, CompiledNetwork network, TensorData[] results, CancellationToken cancellation)
    {
        for (int i = 0; i < results.Length; i++)
        {
            TensorData result = results[i];
            AtomicFile.Write(PathOf(path, network.Outputs[i].Name, results.Length), stream => NpyFile.Write(stream, result, cancellation));
        }
    }
}
