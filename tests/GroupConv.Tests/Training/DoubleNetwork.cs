using GroupConv.Networks;
using GroupConv.Tests.Networks;

namespace GroupConv.Tests.Training;

/// <summary>A network in training by the definition of its layers, in double precision: what gradients are compared with.</summary>
internal static class DoubleNetwork
{
    public static Dictionary<string, double[]> Weights(StateDict weights) =>
        weights.ToDictionary(tensor => tensor.Name, tensor => Array.ConvertAll(tensor.Values.ToArray(), x => (double)x));

    public static double[] Run(Network network, Dictionary<string, double[]> weights, TensorShape shape, double[] input)
    {
        NetworkShapes shapes = network.Shapes(shape);
        var values = new NdArray[network.Nodes.Count];
        NdArray Of(NetworkValue value) => value.IsInput ? new NdArray(shape, input) : values[value.Node];
        foreach (NetworkNode node in network.Nodes)
        {
            NdArray[] parameters = [.. node.Layer.Parameters.Select(one => new NdArray(one.Shape, weights[node.ParameterName(one)]))];
            values[node.Index] = node.Layer is BatchNorm2d norm
                ? Normalized(norm, Of(node.Inputs[0]), parameters)
                : ReferenceLayers.Run(node.Layer, shapes[node.Output], [.. node.Inputs.Select(Of)], parameters);
        }

        return Of(network.Outputs[0].Value).Values;
    }

    /// <summary>The mean and the biased variance of each channel.</summary>
    public static (double Mean, double Variance)[] Statistics(NdArray x)
    {
        int plane = (int)(x.Shape.Elements / x.Shape[0] / x.Shape[1]);
        return [.. Enumerable.Range(0, x.Shape[1]).Select(channel =>
        {
            double[] own = [.. x.Values.Where((_, i) => i / plane % x.Shape[1] == channel)];
            double mean = own.Average();
            return (mean, own.Average(value => (value - mean) * (value - mean)));
        })];
    }

    private static NdArray Normalized(BatchNorm2d norm, NdArray x, NdArray[] w)
    {
        (double Mean, double Variance)[] all = Statistics(x);
        return NdArray.Make(x.Shape, i =>
            (x.At(i) - all[i[1]].Mean) / Math.Sqrt(all[i[1]].Variance + norm.Epsilon) * w[0].At(i[1]) + w[1].At(i[1]));
    }
}
