using System.Runtime.InteropServices;

namespace GroupConv.Benchmarks.Peers.OnnxRuntime;

/// <summary>ONNX Runtime on the processor: a model of one Conv node, NCHW in and out.</summary>
internal sealed class OrtContender : IContender
{
    public const string PeerName = "onnxruntime";
    private const string Variable = "GROUPCONV_ONNXRUNTIME";
    private readonly OrtApi _api;
    private readonly nint _environment;
    private readonly int _threads;

    /// <exception cref="PeerMissingException">The library is not installed, or too old.</exception>
    public OrtContender(int threads)
    {
        _api = new OrtApi(Library());
        _environment = _api.CreateEnvironment();
        _threads = threads;
    }

    public string Name => PeerName;

    public string Version => _api.Version;

    public IReadOnlyList<IPreparedLayer> Prepare(LayerData data) => [new OrtLayer(_api, _environment, data, _threads)];

    public void Dispose() => _api.Release(OrtFunction.ReleaseEnv, _environment);

    /// <summary>The library's file.</summary>
    /// <exception cref="PeerMissingException">It is not installed.</exception>
    public static string Library()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return File.Exists(named) ? named : throw new PeerMissingException($"{Variable} names {named}, which is no file");
        string architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        string installed = Path.Combine(SolutionFolder.Above(AppContext.BaseDirectory) ?? "", "benchmarks", "peers", ".installed",
            "node_modules", "onnxruntime-node", "bin", "napi-v6", "linux", architecture, "libonnxruntime.so.1");
        return File.Exists(installed) ? installed : throw new PeerMissingException("not installed");
    }
}
