using GroupConv.Values;

namespace GroupConv.Networks;

/// <summary>
/// Where the params, the work and the time of a network go, layer by layer: as a table of text, and as a page with charts.
/// <see cref="Network.Summary(IReadOnlyList{TensorShape}, IReadOnlyList{double}?)"/> makes it.
/// </summary>
public sealed class NetworkSummary
{
    internal NetworkSummary(Network network, ValueList<TensorShape> inputs, ValueList<double>? milliseconds)
    {
        if (milliseconds is not null && milliseconds.Count != network.Nodes.Count)
            throw new ArgumentException($"{network.Name} has {network.Nodes.Count} layers, but got {milliseconds.Count} times", nameof(milliseconds));
        if (milliseconds is not null && milliseconds.Any(time => !(time >= 0 && double.IsFinite(time))))
            throw new ArgumentException("a time must be finite and not negative", nameof(milliseconds));
        NetworkShapes shapes = network.Shapes(inputs);
        Network = network;
        Params = network.Params;
        Macs = network.Macs(inputs);
        Inputs = inputs;
        Outputs = [.. network.Outputs.Select(output => shapes[output.Value])];
        Rows = [.. network.Nodes.Select(node => RowOf(node, shapes, milliseconds?[node.Index]))];
        Milliseconds = milliseconds?.Sum();
    }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>The shapes of its inputs.</summary>
    public IReadOnlyList<TensorShape> Inputs { get; }

    /// <summary>The shapes of its outputs.</summary>
    public IReadOnlyList<TensorShape> Outputs { get; }

    /// <summary>A row for each layer, in the order in which they run.</summary>
    public IReadOnlyList<SummaryRow> Rows { get; }

    /// <summary>Trainable parameters of all layers.</summary>
    public long Params { get; }

    /// <summary>Multiply-adds of all layers, those of convolutions and linear layers; FLOPs are twice as many.</summary>
    public long Macs { get; }

    /// <summary>The sum of the layers' times, or null where nobody measured.</summary>
    public double? Milliseconds { get; }

    /// <summary>An aligned table with a line for each layer and a line of totals.</summary>
    /// <returns>Text without colours; lines end with a line feed, the last one too.</returns>
    public override string ToString() => SummaryText.Of(this);

    /// <summary>
    /// A page with totals, bars of params, FLOPs and time by layer, and the table. It needs nothing but itself: no other file, no
    /// network, no script; it is dark where the reader's system is.
    /// </summary>
    /// <returns>HTML to be written to a file in UTF-8.</returns>
    public string ToHtml() => SummaryPage.Of(this);

    private static SummaryRow RowOf(NetworkNode node, NetworkShapes shapes, double? milliseconds)
    {
        IReadOnlyList<TensorShape> inputs = shapes.InputsOf(node);
        long parameters = node.Layer.Parameters.Where(parameter => parameter.IsTrainable).Sum(parameter => parameter.Shape.Elements);
        return new SummaryRow(node, inputs, shapes[node.Output], parameters, node.Layer.Macs(inputs), milliseconds);
    }
}
