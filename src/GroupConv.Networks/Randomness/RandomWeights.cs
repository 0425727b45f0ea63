using GroupConv.Networks.Files;

namespace GroupConv.Networks;

/// <summary>The values that a network's parameters begin with.</summary>
internal static class RandomWeights
{
    private const float InitialSlope = 0.25f; // He et al., 2015

    public static StateDict Of(Network network, int seed, Initialization convolutions)
    {
        var tensors = new StateDict();
        foreach (NetworkNode node in network.Nodes)
        {
            foreach (ParameterSpec parameter in node.Layer.Parameters)
            {
                string name = node.ParameterName(parameter);
                if (parameter.Shape.Elements > Array.MaxLength)
                    throw new ArgumentException($"'{name}' of shape {parameter.Shape} has more elements than an array may have", nameof(network));
                var values = new float[parameter.Shape.Elements];
                Fill(values, node, parameter, convolutions, new NamedRandom(name, seed));
                tensors.Add(name, parameter.Shape, values);
            }
        }

        return tensors;
    }

    private static void Fill(Span<float> values, NetworkNode node, ParameterSpec parameter, Initialization convolutions, NamedRandom random)
    {
        bool isWeight = parameter.Name == "weight";
        switch (node.Layer)
        {
            case Conv2d or Conv1d or ConvTranspose2d when convolutions == Initialization.KaimingUniform:
                random.Uniform(values, 1 / Math.Sqrt(FanIn(node.Layer.Parameters[0].Shape)));
                break;
            case Conv2d or Conv1d or ConvTranspose2d when isWeight:
                random.Normal(values, Math.Sqrt(2.0 / FanOut(node.Layer, parameter.Shape)));
                break;
            case Conv2d or Conv1d or ConvTranspose2d:
                break; // a bias of 0
            case BatchNorm2d or BatchStatisticsNorm:
                values.Fill(isWeight || parameter.Name == "running_var" ? 1 : 0);
                break;
            case Linear linear:
                random.Uniform(values, 1 / Math.Sqrt(linear.InFeatures));
                break;
            case PReLU:
                values.Fill(InitialSlope);
                break;
            default:
                throw new ArgumentException($"node '{VisibleText.Of(node.Name)}': a {node.Layer.Kind} has no random values");
        }
    }

    /// <summary>How many inputs an output sees; of a transpose, [Cin, Cout/G, ...], PyTorch takes the outputs of a group for them.</summary>
    private static double FanIn(TensorShape weight) => (double)weight.Elements / weight[0];

    /// <summary>How many outputs an input reaches, but for strides and edges.</summary>
    private static double FanOut(Layer layer, TensorShape weight)
    {
        double taps = weight.Skip(2).Aggregate(1.0, (product, length) => product * length);
        return taps * layer switch
        {
            Conv2d conv => conv.Options.OutChannelsPerGroup,
            Conv1d conv => conv.Options.OutChannelsPerGroup,
            _ => weight[1], // of a transpose, [Cin, Cout/G, ...]
        };
    }
}
