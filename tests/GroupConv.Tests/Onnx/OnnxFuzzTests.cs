using System.Diagnostics;
using GroupConv.Networks;
using GroupConv.Onnx;
using GroupConv.Onnx.Schema;
using GroupConv.Tests.Cli.Fuzzing;
using GroupConv.Tests.Networks;
using GroupConv.Tests.Onnx.Cases;
using GroupConv.Tests.Support;
using Xunit.Abstractions;

namespace GroupConv.Tests.Onnx;

/// <summary>
/// Damaged models are refused with <see cref="OnnxException"/> or are models, whose network has all its weights and, where it is small,
/// runs; in bounded memory either way. The time of the slowest model is reported, not asserted.
/// </summary>
public class OnnxFuzzTests(ITestOutputHelper output)
{
    private const int Seed = 1;
    private const long MostBytes = 256 << 20;
    private const int MostElementsToRun = 20_000;

    private static readonly TestModel[] Seeds = [Network(), .. OperatorCase.All.Select(@case => @case.Model)];

    private static int Models => LongRun.IsAsked ? 1_000_000 : 6_000;

    [Fact]
    public void Damaged_bytes()
    {
        string[] dictionary = ["Conv", "Constant", "Shape", "\u0008\u0001", "\u007a\u0000", "\u000a\u00ff\u00ff\u00ff\u00ff\u000f"];
        var mutator = new Mutator([.. Seeds.Select(seed => seed.Bytes)], dictionary, repair: null);
        Run(mutator.Next);
    }

    [Fact]
    public void Damaged_messages()
    {
        ModelProto[] models = [.. Seeds.Select(seed => seed.Proto)];
        Run(random => ModelMutator.Next(models[random.Next(models.Length)], models, random));
    }

    private void Run(Func<Random, byte[]> next)
    {
        var reasons = new HashSet<string>();
        (int read, int ran, long mostBytes, TimeSpan mostTime) = (0, 0, 0, TimeSpan.Zero);
        for (int i = 0; i < Models; i++)
        {
            byte[] bytes = next(new Random(unchecked(Seed * 1_000_003 + i)));
            long before = GC.GetAllocatedBytesForCurrentThread(), began = Stopwatch.GetTimestamp();
            try
            {
                OnnxModel model = OnnxModel.Load(new MemoryStream(bytes));
                read++;
                model.Weights.ThrowIfNotFor(model.Network);
                ran += RunIfSmall(model) ? 1 : 0;
            }
            catch (OnnxException error) when (!error.Message.AsSpan().ContainsAny('\n', '\r'))
            {
                reasons.Add(string.Join(' ', error.Message.Split(' ').Where(word => word.All(char.IsAsciiLetter)).Take(6)));
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"{error.GetType().Name}, {error.Message}, for {Shown(i, bytes)}", error);
            }

            TimeSpan time = Stopwatch.GetElapsedTime(began);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > MostBytes)
                Assert.Fail($"took {allocated} bytes for {Shown(i, bytes)}");
            (mostBytes, mostTime) = (Math.Max(mostBytes, allocated), time > mostTime ? time : mostTime);
        }

        output.WriteLine($"{Models} models: {read} read, {ran} run, the others refused for {reasons.Count} kinds of reasons; "
            + $"at most {mostBytes} bytes and {mostTime.TotalMilliseconds:0.0} ms for one");
        read.Should().BeGreaterThan(Models / 100).And.BeLessThan(Models);
        reasons.Count.Should().BeGreaterThan(20, "models should come past the first checks");
    }

    /// <summary>What was read must be a network that can be compiled, unless its sizes are beyond what convolutions take.</summary>
    private static bool RunIfSmall(OnnxModel model)
    {
        NetworkShapes shapes = model.Network.Shapes(model.InputShapes);
        if (model.InputShapes.Concat(model.Network.Nodes.Select(node => shapes[node.Output])).Any(shape => shape.Elements is 0 or > MostElementsToRun))
            return false;
        try
        {
            CompiledNetwork compiled = model.Network.Compile(model.Weights, model.InputShapes);
            LayerCase.Run(compiled, [.. compiled.Inputs.Select(input => new float[input.Shape.Elements])], threads: 1);
            return true;
        }
        catch (Exception error) when (error is NotSupportedException or OverflowException)
        {
            return false;
        }
    }

    private static string Shown(int model, byte[] bytes) => $"model {model} of seed {Seed}, {bytes.Length} bytes in hexadecimal: {Convert.ToHexString(bytes)}";

    private static TestModel Network() => new TestModel().Input("x", 1, 4, 6, 6)
        .Floats("w", [8, 2, 3, 3]).Floats("s", [8]).Floats("v", [8]).Floats("f", [5, 8]).Integers("to", 0, 2, 4, 6, 6).Integers("back", 0, -1, 6, 6)
        .Node("Conv", "x w s", "c", "group=2 pads=[1,1,1,1]").Node("BatchNormalization", "c s s s v", "n").Node("Relu", "n", "r")
        .Node("Reshape", "r to", "a").Node("Transpose", "a", "b", "perm=[0,2,1,3,4]").Node("Reshape", "b back", "d")
        .Node("MaxPool", "d", "p", "kernel_shape=[2,2] strides=[2,2]")
        .Node("GlobalAveragePool", "p", "g").Node("Flatten", "g", "h").Node("Gemm", "h f", "y", "transB=1").Output("y");
}
