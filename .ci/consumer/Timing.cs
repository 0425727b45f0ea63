// `Consumer time SECONDS`: the fastest of the warm runs of some networks on one thread, one line each: name and milliseconds. The fastest,
// because whatever else the machine does only adds to a run.
using System.Diagnostics;
using System.Globalization;
using GroupConv.Networks;
using GroupConv.Networks.Models;

internal static class Timing
{
    private static readonly string[] Models = ["resnext1d", "mobilenet_v1_0.25", "resnext50_32x4d"];

    // The JIT compiles a method again after 30 calls, and in the background.
    private const int FewestWarmUps = 40, FewestRuns = 10;

    public static void Print(double seconds)
    {
        foreach (string name in Models)
        {
            NamedModel model = NamedModels.Get(name);
            Network network = model.Create();
            CompiledNetwork compiled = network.Compile(StateDict.Random(network), model.Input);
            float[] input = new float[model.Input.Elements], output = new float[compiled.Outputs[0].Shape.Elements];
            var random = new Random(1);
            foreach (ref float value in input.AsSpan())
                value = random.NextSingle();

            RunFor(seconds / 2, FewestWarmUps);
            double best = RunFor(seconds / 2, FewestRuns);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {best:0.0000}"));

            double RunFor(double time, int fewest)
            {
                double fastest = double.PositiveInfinity;
                long start = Stopwatch.GetTimestamp();
                for (int run = 0; run < fewest || Stopwatch.GetElapsedTime(start).TotalSeconds < time; run++)
                {
                    long before = Stopwatch.GetTimestamp();
                    compiled.Run(input, output, maxThreads: 1);
                    fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(before).TotalMilliseconds);
                }

                return fastest;
            }
        }
    }
}
