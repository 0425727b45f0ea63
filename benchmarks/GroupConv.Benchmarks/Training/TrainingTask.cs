using GroupConv.Networks;
using GroupConv.Networks.Models;

namespace GroupConv.Benchmarks.Training;

/// <summary>What is trained: the network of <c>groupconv train har</c> on one batch of random windows.</summary>
/// <param name="Batch">Windows.</param>
/// <param name="Groups">Of the network.</param>
/// <param name="Blocks">Of each of its stages.</param>
/// <param name="Threads">The most threads.</param>
internal sealed record TrainingTask(int Batch, int Groups, int Blocks, int Threads)
{
    private const int Signals = 9, Samples = 128, Classes = 6;

    public TensorShape InputShape => [Batch, Signals, Samples];

    public Network Network() => ResNeXt1d.Create(Signals, Classes, Groups, Blocks);

    /// <summary>Uniform, with the variance of standardized signals.</summary>
    public float[] Input()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, (int)InputShape.Elements).Select(_ => MathF.Sqrt(3) * (2 * random.NextSingle() - 1))];
    }

    public int[] Labels() => [.. Enumerable.Range(0, Batch).Select(i => i % Classes)];
}
