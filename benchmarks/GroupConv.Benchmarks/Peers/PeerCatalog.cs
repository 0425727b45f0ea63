using GroupConv.Benchmarks.Peers.OneDnn;
using GroupConv.Benchmarks.Peers.OnnxRuntime;
using GroupConv.Benchmarks.Peers.PyTorch;

namespace GroupConv.Benchmarks.Peers;

/// <summary>A library that ours can be compared with.</summary>
/// <param name="Name">As <c>--peers</c> names it.</param>
/// <param name="Install">The command that installs it.</param>
/// <param name="Create">Makes it ready for a number of threads; throws <see cref="PeerMissingException"/>.</param>
internal sealed record PeerEntry(string Name, string Install, Func<int, IContender> Create);

/// <summary>All peers, in the order of the report's columns.</summary>
internal static class PeerCatalog
{
    private const string InstallOneDnn = "benchmarks/peers/install-onednn.sh";

    public static IReadOnlyList<PeerEntry> All { get; } =
    [
        new PeerEntry(OrtContender.PeerName, "benchmarks/peers/install-onnxruntime.sh", threads => new OrtContender(threads)),
        new PeerEntry(DnnlContender.PlainName, InstallOneDnn, threads => new DnnlContender(threads, blocked: false)),
        new PeerEntry(DnnlContender.BlockedName, InstallOneDnn, threads => new DnnlContender(threads, blocked: true)),
        new PeerEntry(PyTorchContender.PeerName, "benchmarks/peers/install-pytorch.sh", threads => new PyTorchContender(threads)),
    ];

    public static string Names => string.Join(",", All.Select(peer => peer.Name));

    /// <exception cref="FormatException">A name is no peer's.</exception>
    public static IReadOnlyList<PeerEntry> Parse(string text)
    {
        string[] names = text.Split(',');
        string? unknown = names.FirstOrDefault(name => All.All(peer => peer.Name != name));
        return unknown is null
            ? [.. All.Where(peer => names.Contains(peer.Name))]
            : throw new FormatException($"must be some of {Names}, but has '{unknown}'");
    }
}
