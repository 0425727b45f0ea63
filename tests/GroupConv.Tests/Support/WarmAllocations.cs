using System.Numerics.Tensors;
using GroupConv.Tests.Gradients;

namespace GroupConv.Tests.Support;

/// <summary>
/// What warm calls allocate, all threads of the process together. The test host allocates at moments of its own, so the calls run in a child
/// process.
/// </summary>
internal static class WarmAllocations
{
    public const string Forward = "forward";
    public const string Gradients = "gradients";

    // The runtime itself may allocate in a round, as for a thread that starts late. A call that allocates does so in every round.
    private const int Rounds = 20;
    private const int CallsInRound = 3;
    private const int Size = 12;

    /// <summary>Runs the calls in a child process and fails where one allocates.</summary>
    public static void ShouldBeZero(string calls)
    {
        ChildResult child = ChildProcess.Run(
            ChildProgram.WarmAllocations, [calls], new Dictionary<string, string> { ["DOTNET_TieredCompilation"] = "0" }, TimeSpan.FromMinutes(10));
        child.ExitCode.Should().Be(0, child.Error);
        string[] lines = child.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        lines.Should().HaveCountGreaterThan(1).And.OnlyContain(line => line.EndsWith(": 0 bytes"));
    }

    /// <summary>In the child process: a line for each case, with the bytes of the round that allocated least.</summary>
    public static int Print(string calls)
    {
        foreach ((string name, Action call) in calls == Forward ? ForwardCalls() : GradientCalls())
        {
            RunRound(call); // the first calls prepare the layer
            long least = RunRound(call);
            for (int round = 1; round < Rounds && least > 0; round++)
                least = Math.Min(least, RunRound(call));
            Console.WriteLine($"{name}: {least} bytes");
        }

        return 0;
    }

    private static long RunRound(Action call)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < CallsInRound; i++)
            call();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private static IEnumerable<(string Name, Action Call)> ForwardCalls()
    {
        (int Threads, ConvAlgorithm Algorithm)[] cases =
        [
            (1, ConvAlgorithm.Auto), (2, ConvAlgorithm.Auto), (5, ConvAlgorithm.Auto), (5, ConvAlgorithm.Im2colGemm),
            (5, ConvAlgorithm.SpatialLanes), (5, ConvAlgorithm.ChannelLanes), (5, ConvAlgorithm.Winograd),
        ];
        foreach ((int threads, ConvAlgorithm algorithm) in cases)
        {
            var layer = new GroupedConv2d(new GroupedConv2dOptions(32, 64, 3) { Padding = 1, Groups = 4, Algorithm = algorithm }, seed: 1);
            var input = new float[2 * 32 * Size * Size];
            var output = new float[2 * 64 * Size * Size];
            var source = new CancellationTokenSource();
            yield return ($"{algorithm}, {threads} threads", Call);

            void Call()
            {
                layer.Forward(input, 2, Size, Size, output, threads);
                layer.Forward(
                    new ReadOnlyTensorSpan<float>(input, [2, 32, Size, Size]), new TensorSpan<float>(output, [2, 64, Size, Size]), threads, source.Token);
            }
        }
    }

    private static IEnumerable<(string Name, Action Call)> GradientCalls()
    {
        var strided = new GroupedConv2dOptions(16, 24, 3) { Groups = 4, Padding = 1, Stride = 2 };
        GroupedConv2dOptions[] options =
        [
            strided, strided with { Stride = 1 }, strided with { PaddingMode = PaddingMode.Reflect }, strided with { Padding = 4 },
        ];
        foreach (int threads in (int[])[1, 3])
            foreach (GroupedConv2dOptions one in options)
            {
                var c = new GradientCase(new(one, 2, Size, Size));
                GroupedConv2d layer = c.Layer();
                float[] input = new float[c.Geometry.InElements], output = new float[c.Geometry.OutElements];
                float[] weights = new float[one.WeightElements], bias = new float[one.OutChannels];
                yield return ($"{one}, {threads} threads", Call);

                void Call()
                {
                    layer.Update(c.Weights, c.Bias);
                    layer.Forward(c.Input, 2, Size, Size, output, threads);
                    layer.BackwardInput(c.OutputGradient, 2, Size, Size, input, threads);
                    layer.BackwardWeights(c.Input, c.OutputGradient, 2, Size, Size, weights, bias, threads);
                }
            }
    }
}
