namespace GroupConv.Benchmarks.Peers;

/// <param name="Threads">For every contender.</param>
/// <param name="Seconds">For each layer and contender.</param>
/// <param name="Algorithm">Ours.</param>
/// <param name="Layout">Of our input and output; reorders are not timed.</param>
/// <param name="Peers">Those to compare with, as far as they are installed.</param>
internal sealed record PeersSettings(int Threads, double Seconds, ConvAlgorithm Algorithm, TensorLayout Layout, IReadOnlyList<PeerEntry> Peers);
