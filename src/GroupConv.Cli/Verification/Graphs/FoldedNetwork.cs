using GroupConv.Networks;

namespace GroupConv.Cli.Verification.Graphs;

/// <summary>
/// Folds batch norms into the layers before them where the compiler says that it did, by plain loops. A compiled network has the bits of what
/// comes out, run by <see cref="ReferenceNetwork"/>.
/// </summary>
internal static class FoldedNetwork
{
    /// <summary>The case with each folded batch norm made an identity, and the weights that do its work.</summary>
    /// <param name="one">The case.</param>
    /// <param name="steps">What the compiler made of it.</param>
    /// <exception cref="InvalidOperationException">A norm was folded where it must not be.</exception>
    public static (NetworkCase Case, StateDict Weights) Of(NetworkCase one, IReadOnlyList<CompiledStep> steps)
    {
        StateDict weights = one.Weights();
        CaseNode[] nodes = [.. one.Nodes];
        Network network = one.Build();
        NetworkShapes shapes = network.Shapes(one.Shapes);
        foreach (CompiledStep step in steps)
        {
            int[] norms = [.. step.Nodes.Skip(1).Where(node => nodes[node].Layer is BatchNorm2d)];
            if (norms.Length == 0)
                continue;
            int first = step.Nodes[0];
            ThrowIfNotAllowed(nodes, [.. step.Nodes.Skip(1).TakeWhile(node => node != norms[^1])]);
            if (nodes[first].Layer is Linear && shapes[network.Nodes[first].Output].Rank != 2)
                throw new InvalidOperationException($"the norm v{nodes[norms[0]].Id} was folded into a linear layer, whose features are on another axis");
            nodes[first] = Fold(nodes[first], [.. norms.Select(norm => nodes[norm])], weights);
            foreach (int norm in norms)
                nodes[norm] = nodes[norm] with { Layer = new Identity() };
        }

        return (one with { Nodes = nodes }, weights);
    }

    private static void ThrowIfNotAllowed(CaseNode[] nodes, int[] between)
    {
        foreach (int node in between)
        {
            if (nodes[node].Layer is not (BatchNorm2d or Identity or Dropout))
                throw new InvalidOperationException($"a batch norm was folded through v{nodes[node].Id}, a {nodes[node].Layer.Kind}");
        }
    }

    /// <returns>The layer with a bias; the weights are replaced.</returns>
    private static CaseNode Fold(CaseNode node, CaseNode[] norms, StateDict weights)
    {
        (Layer layer, int outChannels) = WithBias(node.Layer);
        float[] kernel = ValuesOf(weights, node, 0);
        float[]? bias = node.Layer.Parameters.Count > 1 ? ValuesOf(weights, node, 1) : null;
        float[]? scales = null;
        foreach (CaseNode norm in norms)
        {
            float[][] values = [.. Enumerable.Range(0, 4).Select(part => ValuesOf(weights, norm, part))];
            var folded = (Bias: new float[outChannels], Scales: new float[outChannels]);
            for (int channel = 0; channel < outChannels; channel++)
            {
                double scale = values[0][channel] / Math.Sqrt((double)values[3][channel] + ((BatchNorm2d)norm.Layer).Epsilon);
                double shift = (float)(values[1][channel] - values[2][channel] * scale);
                folded.Bias[channel] = (float)(shift + (bias is null ? 0 : (double)bias[channel] * (float)scale));
                folded.Scales[channel] = scales is null ? (float)scale : scales[channel] * (float)scale;
            }

            (bias, scales) = folded;
        }

        for (int i = 0; i < kernel.Length; i++)
            kernel[i] *= scales![OutChannel(layer, i, kernel.Length / outChannels)];
        weights.Add($"v{node.Id}.weight", node.Layer.Parameters[0].Shape, kernel);
        weights.Add($"v{node.Id}.bias", [outChannels], bias);
        return node with { Layer = layer };
    }

    private static (Layer Layer, int OutChannels) WithBias(Layer layer) => layer switch
    {
        Conv2d conv => (new Conv2d(conv.Options with { Bias = true }), conv.Options.OutChannels),
        Conv1d conv => (new Conv1d(conv.Options with { Bias = true }), conv.Options.OutChannels),
        ConvTranspose2d conv => (conv with { Bias = true }, conv.OutChannels),
        Linear linear => (linear with { Bias = true }, linear.OutFeatures),
        _ => throw new InvalidOperationException($"a batch norm was folded into a {layer.Kind}"),
    };

    /// <summary>The output channel of a weight. A transposed convolution has its weights as [Cin, Cout/G, Kh, Kw], all others by output channel.</summary>
    private static int OutChannel(Layer layer, int index, int perChannel)
    {
        if (layer is not ConvTranspose2d conv)
            return index / perChannel;
        int taps = conv.Kernel.Height * conv.Kernel.Width, outs = conv.OutChannels / conv.Groups;
        (int inChannel, int outChannel) = Math.DivRem(index / taps, outs);
        return inChannel / (conv.InChannels / conv.Groups) * outs + outChannel;
    }

    private static float[] ValuesOf(StateDict weights, CaseNode node, int parameter)
    {
        ParameterSpec spec = node.Layer.Parameters[parameter];
        return weights.Get($"v{node.Id}.{spec.Name}", spec.Shape).Values.ToArray();
    }
}
