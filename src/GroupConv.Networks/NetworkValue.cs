namespace GroupConv.Networks;

/// <summary>A tensor in a network: one of its inputs, or the output of a node.</summary>
public readonly record struct NetworkValue
{
    private readonly int _index; // inputs are -1, -2, ...

    private NetworkValue(int index) => _index = index;

    /// <summary>Whether it is an input of the network.</summary>
    public bool IsInput => _index < 0;

    /// <summary>Which of the network's inputs it is.</summary>
    /// <exception cref="InvalidOperationException">It is the output of a node.</exception>
    public int Input => IsInput ? ~_index : throw new InvalidOperationException("the value is the output of a node");

    /// <summary>Index of the node whose output it is.</summary>
    /// <exception cref="InvalidOperationException">It is an input of the network.</exception>
    public int Node => IsInput ? throw new InvalidOperationException("the value is an input of the network") : _index;

    /// <summary>The value in words.</summary>
    /// <returns><c>input 0</c> or <c>node 3</c>.</returns>
    public override string ToString() => IsInput ? $"input {Input}" : $"node {Node}";

    internal static NetworkValue OfInput(int input) => new(~input);

    internal static NetworkValue OfNode(int node) => new(node);
}
