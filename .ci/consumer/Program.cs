// A user's program: the same layer with several groups, against plain loops over integers. Small integers are exact in a float, so
// output and expectation agree to the bit. What is printed must be .ci/consumer/expected.txt on every machine.
using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using GroupConv;
using GroupConv.Networks;
using GroupConv.Networks.Models;
using GroupConv.Onnx;

if (args is ["time", string seconds])
{
    Timing.Print(double.Parse(seconds, CultureInfo.InvariantCulture));
    return 0;
}

var warnings = new StringWriter();
Trace.Listeners.Add(new TextWriterTraceListener(warnings));
const int Batch = 2, InChannels = 24, OutChannels = 48, Height = 13, Width = 11;
int failures = 0;
foreach (int groups in (int[])[1, 2, 3, 8, InChannels])
{
    var options = new GroupedConv2dOptions(InChannels, OutChannels, kernel: (3, 5))
    {
        Stride = (2, 1),
        Padding = (1, 2),
        Dilation = (1, 2),
        Groups = groups,
    };
    int perGroup = InChannels / groups;
    float[] weights = SmallIntegers(OutChannels * perGroup * 15, seed: 1);
    float[] bias = SmallIntegers(OutChannels, seed: 2);
    float[] input = SmallIntegers(Batch * InChannels * Height * Width, seed: 3);
    var layer = new GroupedConv2d(options, weights, bias);

    ConvGeometry geometry = layer.Geometry(Height, Width, Batch);
    float[] expected = PlainLoops(options, geometry, input, weights, bias);
    var output = new float[geometry.OutElements];
    layer.Forward(input, Batch, Height, Width, output);
    Check(output.AsSpan().SequenceEqual(expected), $"G = {groups}: spans differ from plain loops");

    Tensor<float> tensor = layer.Forward(Tensor.Create(input, [Batch, InChannels, Height, Width]), maxThreads: 1);
    var flat = new float[tensor.FlattenedLength];
    tensor.FlattenTo(flat);
    Check(flat.AsSpan().SequenceEqual(expected), $"G = {groups}: tensors differ from plain loops");

    ConvCost cost = layer.Cost(Height, Width, Batch);
    Check(cost.WeightParamsRatio == new Fraction(1, groups), $"G = {groups}: weights are {cost.WeightParamsRatio} of the standard ones");
    Check(cost.FlopsRatio == new Fraction(1, groups), $"G = {groups}: FLOPs are {cost.FlopsRatio} of the standard ones");
    Console.WriteLine($"G = {groups}: weights {cost.WeightParams} ({cost.WeightParamsRatio}), FLOPs {cost.Flops}, hash {Hash(output):x16}");
}

// A model of two groups and a ReLU: weights 1, -2, 3, 4 on the channels (1, 2) and (3, 4).
OnnxModel model = OnnxModel.Load(new MemoryStream(Convert.FromBase64String(
    "CAg6lwEKIwoBeAoBdxIBYxoEY29udiIEQ29udioMCgVncm91cBgCoAECChIKAWMSAXkaBHJlbHUiBFJlbHUSAWcqHwgECAEIAQgBEAFCAXdKEAAAgD8AAADAAABAQAAAgEBaGwoBeBIWChQIARIQCgIIAQoCCAIKAggBCgIIAmIbCgF5EhYKFAgBEhAKAggBCgIIBAoCCAEKAggCQgQKABAN")));
var result = new float[8];
model.Network.Compile(model.Weights, model.InputShapes).Run([1, 2, 3, 4], result);
Console.WriteLine($"{model.Network}: {string.Join(", ", result)}");

NamedModel named = NamedModels.Get("resnext1d");
Network network = named.Create();
CompiledNetwork compiled = network.Compile(StateDict.Random(network), named.Input);
float[] once = new float[6], again = new float[6], signal = SmallIntegers(9 * 128, seed: 4);
compiled.Run(signal, once, maxThreads: 1);
compiled.Run(signal, again);
Check(once.AsSpan().SequenceEqual(again) && once.All(float.IsFinite), "the network's outputs differ with the number of threads");
Console.WriteLine($"{network}");

// A process without fused multiply-adds says so: once at the first convolution, and in every plan.
string plan = new GroupedConv2d(new GroupedConv2dOptions(8, 8, 3)).Plan(9, 9).ToString();
Check(plan.Contains("warning") == !VectorTiers.HasFusedMultiplyAdd, $"the plan is {plan}");
Check(warnings.ToString().Split("multiply-add").Length - 1 == (VectorTiers.HasFusedMultiplyAdd ? 0 : 1), $"the warnings are '{warnings}'");

Console.Error.Write(warnings);
Console.Error.WriteLine($"vector tier {VectorTiers.Best}, fused multiply-add {VectorTiers.HasFusedMultiplyAdd}, {Environment.ProcessorCount} processors");
return failures == 0 ? 0 : 1;

void Check(bool holds, string message)
{
    if (holds)
        return;
    failures++;
    Console.Error.WriteLine(message);
}

// Every index written out, sums in integers: nothing here is taken from the library but the output's size.
static float[] PlainLoops(GroupedConv2dOptions o, ConvGeometry g, float[] input, float[] weights, float[] bias)
{
    int inPerGroup = o.InChannels / o.Groups, outPerGroup = o.OutChannels / o.Groups;
    var output = new float[Batch * o.OutChannels * g.OutHeight * g.OutWidth];
    for (int n = 0; n < Batch; n++)
    for (int oc = 0; oc < o.OutChannels; oc++)
    for (int oh = 0; oh < g.OutHeight; oh++)
    for (int ow = 0; ow < g.OutWidth; ow++)
    {
        long sum = (long)bias[oc];
        for (int ic = 0; ic < inPerGroup; ic++)
        for (int kh = 0; kh < 3; kh++)
        for (int kw = 0; kw < 5; kw++)
        {
            int h = oh * 2 + kh - 1, w = ow + kw * 2 - 2;
            if (h < 0 || h >= Height || w < 0 || w >= Width)
                continue;
            int channel = oc / outPerGroup * inPerGroup + ic;
            sum += (long)weights[((oc * inPerGroup + ic) * 3 + kh) * 5 + kw]
                * (long)input[((n * o.InChannels + channel) * Height + h) * Width + w];
        }

        output[((n * o.OutChannels + oc) * g.OutHeight + oh) * g.OutWidth + ow] = sum;
    }

    return output;
}

// -8 to 7, from a linear congruential generator written out, so that no library version changes the numbers (Knuth, MMIX).
static float[] SmallIntegers(int length, ulong seed)
{
    var values = new float[length];
    for (int i = 0; i < length; i++)
    {
        seed = seed * 6364136223846793005 + 1442695040888963407;
        values[i] = (int)(seed >> 60) - 8;
    }

    return values;
}

// FNV-1a over the bytes of the sums, which fit an int. (Equal to the floats they came from: see the checks above.)
static ulong Hash(float[] values)
{
    ulong hash = 14695981039346656037;
    foreach (float value in values)
    {
        int sum = (int)value;
        for (int shift = 0; shift < 32; shift += 8)
            hash = (hash ^ (byte)(sum >> shift)) * 1099511628211;
    }

    return hash;
}
