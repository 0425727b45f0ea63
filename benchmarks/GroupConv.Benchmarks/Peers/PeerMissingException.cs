namespace GroupConv.Benchmarks.Peers;

/// <summary>A peer is not installed, or cannot be used as it is installed.</summary>
internal sealed class PeerMissingException(string message, Exception? cause = null) : Exception(message, cause);
