using System.Runtime.InteropServices;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Concurrency;

/// <summary>A layer, an input, and the only output that is right.</summary>
internal sealed class StressCase
{
    private const int Batch = 2;
    private readonly int _size;
    private readonly float[] _input;
    private readonly float[] _expected;

    public StressCase(GroupedConv2dOptions options, int size, int seed)
    {
        Layer = new GroupedConv2d(options, seed);
        _size = size;
        _input = TestData.Uniform(Layer.Geometry(size, size, Batch).InElements, seed);
        // Winograd has bits of its own, the same ones for any number of threads; another layer gives them, so that this one is still cold.
        _expected = options.Algorithm == ConvAlgorithm.Winograd
            ? TestData.Run(new GroupedConv2d(options, seed), Batch, size, size, _input, maxThreads: 1)
            : TestData.Reference(Layer, Batch, size, size, _input);
    }

    public GroupedConv2d Layer { get; }

    /// <summary>Memory for an output.</summary>
    public float[] NewOutput() => new float[_expected.Length];

    /// <summary>The same layer made anew, with nothing prepared.</summary>
    public GroupedConv2d Again() => new(Layer.Options, Layer.Weights, Layer.Bias);

    /// <summary>Runs the layer.</summary>
    public void Run(float[] output, int maxThreads, CancellationToken cancellationToken = default) =>
        Run(Layer, output, maxThreads, cancellationToken);

    /// <summary>Runs another layer with the same weights.</summary>
    public void Run(GroupedConv2d layer, float[] output, int maxThreads, CancellationToken cancellationToken = default) =>
        layer.Forward(_input, Batch, _size, _size, output, maxThreads, cancellationToken);

    /// <summary>Fails unless an output is right to the bit. It neither allocates nor waits, so that it may run where threads are interrupted.</summary>
    public void Check(float[] output)
    {
        if (!MemoryMarshal.AsBytes(output.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(_expected.AsSpan())))
            Bits.ShouldBeTheSame(output, _expected, ToString());
    }

    /// <summary>Runs and checks.</summary>
    public void RunRight(float[] output, int maxThreads, CancellationToken cancellationToken = default)
    {
        output.AsSpan().Fill(float.NaN);
        Run(output, maxThreads, cancellationToken);
        Check(output);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Layer.Options.Algorithm}, {Layer.Options.InputLayout} to {Layer.Options.OutputLayout}, groups {Layer.Options.Groups}";

    /// <summary>Every algorithm, Winograd too, in planes, blocks, and what lies between.</summary>
    public static StressCase[] All()
    {
        GroupedConv2dOptions[] shapes =
        [
            new(32, 32, 3) { Padding = 1, Groups = 4 },
            new(32, 32, 3) { Padding = 1, Groups = 32 },
        ];
        (TensorLayout Input, TensorLayout Output)[] layouts =
        [
            (TensorLayout.Nchw, TensorLayout.Nchw), (TensorLayout.Nchw8c, TensorLayout.Nchw8c), (TensorLayout.Nchw16c, TensorLayout.Nchw),
        ];
        const int size = 13;
        var cases = new List<StressCase>();
        foreach (GroupedConv2dOptions shape in shapes)
            foreach ((TensorLayout input, TensorLayout output) in layouts)
            {
                GroupedConv2dOptions options = shape with { InputLayout = input, OutputLayout = output };
                foreach (ConvAlgorithm algorithm in TestData.Algorithms(options, size, size).Append(ConvAlgorithm.Winograd))
                    cases.Add(new StressCase(options with { Algorithm = algorithm }, size, seed: cases.Count));
            }

        return [.. cases];
    }
}
