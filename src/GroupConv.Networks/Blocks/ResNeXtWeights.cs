namespace GroupConv.Networks.Blocks;

/// <summary>
/// The weights of a ResNeXt block's grouped form as those of another form, which then computes the same but for the order of its sums. A
/// branch has its part of each tensor: of the first convolution and both batch norms its output channels, of the grouped convolution its
/// group, and of the last convolution, where branches are added, its input channels.
/// </summary>
public static class ResNeXtWeights
{
    /// <summary>Converts the tensors of one block.</summary>
    /// <param name="weights">Weights with the grouped form of the block.</param>
    /// <param name="block">The block's name: <c>layer1.0</c>.</param>
    /// <param name="groups">Its groups.</param>
    /// <param name="form">The form that it shall have.</param>
    /// <returns>All of the weights, those of other blocks as they are.</returns>
    /// <exception cref="ArgumentException">The weights lack a tensor of the block, or one has channels that groups do not divide.</exception>
    public static StateDict Convert(StateDict weights, string block, int groups, ResNeXtForm form)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentException.ThrowIfNullOrEmpty(block);
        Require.Positive(groups);
        if (form == ResNeXtForm.Grouped)
            return weights;
        var converted = new StateDict();
        string start = block + ".";
        foreach (WeightTensor tensor in weights)
        {
            string? name = tensor.Name.StartsWith(start, StringComparison.Ordinal) ? tensor.Name[start.Length..] : null;
            if (AxisOf(name, form) is { } axis)
                AddParts(converted, tensor, start, name!, axis, groups);
            else
                converted.Add(tensor.Name, tensor.Shape, tensor.Values);
        }

        if (converted.Count == weights.Count)
            throw new ArgumentException($"the weights have no block '{block}' in its grouped form", nameof(block));
        return converted;
    }

    /// <summary>The axis along which a tensor of the block is divided between the branches; null for those that stay whole.</summary>
    private static int? AxisOf(string? name, ResNeXtForm form) => name?.Split('.')[0] switch
    {
        "conv1" or "bn1" or "conv2" or "bn2" => 0,
        "conv3" when form == ResNeXtForm.Branches => 1,
        _ => null,
    };

    private static void AddParts(StateDict to, WeightTensor tensor, string start, string name, int axis, int groups)
    {
        TensorShape shape = tensor.Shape;
        if (shape.Rank == 0)
            return; // num_batches_tracked, which no inference needs
        if (shape.Rank <= axis || shape[axis] % groups != 0)
            throw new ArgumentException($"'{tensor.Name}' of shape {shape} cannot be divided between {groups} branches");
        TensorShape part = shape.With(axis, shape[axis] / groups);
        int outer = axis == 0 ? 1 : shape[0], run = (int)(part.Elements / outer);
        for (int g = 0; g < groups; g++)
        {
            var values = new float[part.Elements];
            for (int o = 0; o < outer; o++)
                tensor.Values.Span.Slice((o * groups + g) * run, run).CopyTo(values.AsSpan(o * run));
            to.Add($"{start}{ResNeXtBlocks.BranchName(g)}.{name}", part, values);
        }
    }
}
