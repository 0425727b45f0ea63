using GroupConv.Networks.Definition;
using GroupConv.Values;

namespace GroupConv.Networks;

/// <summary>
/// The definition of a network's results: an interpreter that runs one layer after the other by plain loops in single precision. No tensor
/// is written after it was made; nothing is fused, reordered or planned.
/// </summary>
/// <remarks>
/// A compiled network gives exactly these bits, whatever its options, vector width and number of threads, but for batch norms that are folded
/// into a convolution (<see cref="CompileOptions.FoldBatchNorms"/>), which round once where the layers round twice. One thing is not defined:
/// which of the many NaNs a NaN is.
/// </remarks>
public static class ReferenceNetwork
{
    /// <summary>Runs a network on the calling thread.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">Its parameters.</param>
    /// <param name="shapes">The shape of each input.</param>
    /// <param name="inputs">The inputs, flat, in their order.</param>
    /// <returns>The outputs, flat, in their order.</returns>
    /// <exception cref="ArgumentException">A weight is missing, or a shape or length does not fit; the message names it.</exception>
    public static float[][] Run(Network network, StateDict weights, IReadOnlyList<TensorShape> shapes, IReadOnlyList<float[]> inputs)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(weights);
        ValueList<TensorShape> inputShapes = ValueList<TensorShape>.Of(shapes, nameof(shapes));
        ValueList<float[]> inputValues = ValueList<float[]>.Of(inputs, nameof(inputs));
        NetworkShapes all = network.Shapes(inputShapes);
        if (inputValues.Count != inputShapes.Count)
            throw new ArgumentException($"{network.Name} has {inputShapes.Count} inputs, but got {inputValues.Count}", nameof(inputs));
        for (int i = 0; i < inputValues.Count; i++)
        {
            if (inputValues[i].Length != inputShapes[i].Elements)
                throw new ArgumentException($"input '{network.Inputs[i]}' must have {inputShapes[i].Elements} elements, but has {inputValues[i].Length}", nameof(inputs));
        }

        var outputs = new ReferenceTensor[network.Nodes.Count];
        ReferenceTensor Of(NetworkValue value) =>
            value.IsInput ? new ReferenceTensor(inputShapes[value.Input], inputValues[value.Input]) : outputs[value.Node];
        foreach (NetworkNode node in network.Nodes)
        {
            ReferenceTensor[] parameters = [.. node.Layer.Parameters.Select(one => Parameter(weights, node, one))];
            outputs[node.Index] = ReferenceLayers.Run(node.Layer, all[node.Output], [.. node.Inputs.Select(Of)], parameters);
        }

        return [.. network.Outputs.Select(output => Of(output.Value).Values.ToArray())];
    }

    private static ReferenceTensor Parameter(StateDict weights, NetworkNode node, ParameterSpec parameter) =>
        new(parameter.Shape, weights.Get(node.ParameterName(parameter), parameter.Shape).Values.ToArray());
}
