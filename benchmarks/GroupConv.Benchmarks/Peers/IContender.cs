namespace GroupConv.Benchmarks.Peers;

/// <summary>A library that computes convolutions: ours or a peer, with the number of threads it was made for.</summary>
internal interface IContender : IDisposable
{
    /// <summary>As the command line and the tables call it.</summary>
    string Name { get; }

    /// <summary>The library's version, and what else decides its speed.</summary>
    string Version { get; }

    /// <summary>Everything that a program does once: packs weights, takes memory, compiles.</summary>
    /// <param name="data">Lives longer than what is made of it.</param>
    /// <returns>One or more ways to run the layer. All are timed, and the fastest counts.</returns>
    /// <exception cref="NotSupportedException">The library cannot run this layer; the message says why.</exception>
    IReadOnlyList<IPreparedLayer> Prepare(LayerData data);
}
