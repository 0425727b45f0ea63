using GroupConv.Networks;

namespace GroupConv.Tests.Networks;

/// <summary>Runs a network node by node in double precision with <see cref="ReferenceLayers"/>.</summary>
internal static class DoubleNetwork
{
    public static float[][] Run(Network network, StateDict weights, TensorShape[] shapes, float[][] inputs)
    {
        NetworkShapes all = network.Shapes(shapes);
        var values = new NdArray[network.Nodes.Count];
        NdArray Of(NetworkValue value) => value.IsInput ? Array(shapes[value.Input], inputs[value.Input]) : values[value.Node];
        foreach (NetworkNode node in network.Nodes)
        {
            NdArray[] parameters =
                [.. node.Layer.Parameters.Select(one => Array(one.Shape, weights.Get(node.ParameterName(one), one.Shape).Values.ToArray()))];
            values[node.Index] = ReferenceLayers.Run(node.Layer, all[node.Output], [.. node.Inputs.Select(Of)], parameters);
        }

        return [.. network.Outputs.Select(output => System.Array.ConvertAll(Of(output.Value).Values, x => (float)x))];
    }

    private static NdArray Array(TensorShape shape, float[] values) => new(shape, System.Array.ConvertAll(values, x => (double)x));
}
