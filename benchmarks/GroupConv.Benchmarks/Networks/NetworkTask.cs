using System.Globalization;
using GroupConv.Cli;
using GroupConv.Networks;
using GroupConv.Onnx;

namespace GroupConv.Benchmarks.Networks;

/// <summary>What a contender's process is to run: a model of one input and one output, as arguments of a command line.</summary>
/// <param name="Model">An ONNX file.</param>
/// <param name="Threads">The most threads.</param>
/// <param name="Input">The input's name.</param>
/// <param name="InputShape">Its shape.</param>
/// <param name="Output">The output's name.</param>
/// <param name="OutputShape">Its shape.</param>
internal sealed record NetworkTask(string Model, int Threads, string Input, long[] InputShape, string Output, long[] OutputShape)
{
    public long InputElements => InputShape.Aggregate(1L, (product, length) => product * length);

    public long OutputElements => OutputShape.Aggregate(1L, (product, length) => product * length);

    public string[] ToArguments() =>
        [Model, Threads.ToString(CultureInfo.InvariantCulture), Input, Text(InputShape), Output, Text(OutputShape)];

    public static NetworkTask FromArguments(ReadOnlySpan<string> arguments) => new(
        arguments[0], int.Parse(arguments[1], CultureInfo.InvariantCulture), arguments[2], Shape(arguments[3]), arguments[4], Shape(arguments[5]));

    /// <exception cref="UserErrorException">The model has several inputs or outputs.</exception>
    public static NetworkTask Of(string path, int threads)
    {
        OnnxModel model = OnnxModel.Load(path);
        if (model.InputShapes.Count != 1 || model.Network.Outputs.Count != 1)
            throw new UserErrorException($"{path}: the model must have one input and one output");
        (string output, NetworkValue value) = model.Network.Outputs[0];
        TensorShape shape = model.Network.Shapes(model.InputShapes)[value];
        return new NetworkTask(
            Path.GetFullPath(path), threads, model.Network.Inputs[0], Lengths(model.InputShapes[0]), output, Lengths(shape));
    }

    /// <summary>The same numbers in every process: normally distributed, from a seed.</summary>
    public static void FillInput(Span<float> input)
    {
        var random = new Random(1);
        foreach (ref float value in input)
            value = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
    }

    private static long[] Lengths(TensorShape shape) => [.. shape.Select(length => (long)length)];

    private static string Text(long[] shape) => string.Join(',', shape);

    private static long[] Shape(string text) => [.. text.Split(',').Select(length => long.Parse(length, CultureInfo.InvariantCulture))];
}
