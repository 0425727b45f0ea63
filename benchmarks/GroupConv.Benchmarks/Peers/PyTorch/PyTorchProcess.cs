using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using GroupConv.Cli;

namespace GroupConv.Benchmarks.Peers.PyTorch;

/// <summary>A Python interpreter that runs pytorch_peer.py or another script: it answers each line of JSON with one.</summary>
internal sealed class PyTorchProcess : IDisposable
{
    private const string Variable = "GROUPCONV_PYTHON";
    private const string DefaultPython = "/usr/bin/python3"; // the one that apt-get's packages belong to
    private readonly LineProcess _process;

    /// <exception cref="PeerMissingException">There is no interpreter, or it lacks a package.</exception>
    public PyTorchProcess(int threads)
        : this("pytorch_peer.py", [threads.ToString(CultureInfo.InvariantCulture)])
    {
    }

    /// <param name="file">A script of benchmarks/peers that begins with a line about its version.</param>
    /// <param name="arguments">The script's.</param>
    /// <exception cref="PeerMissingException">There is no interpreter, or it lacks a package.</exception>
    public PyTorchProcess(string file, string[] arguments)
    {
        string script = Path.Combine(SolutionFolder.Above(AppContext.BaseDirectory) ?? "", "benchmarks", "peers", file);
        string python = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : DefaultPython;
        if (!File.Exists(python) || !File.Exists(script))
            throw new PeerMissingException($"{(File.Exists(python) ? script : python)} is not there");
        _process = new LineProcess(PyTorchContender.PeerName, python, [script, .. arguments]);
        try
        {
            Version = (string)Parsed(_process.Read())["version"]!;
        }
        catch (Exception error) when (error is NotSupportedException or UserErrorException)
        {
            Dispose();
            throw new PeerMissingException(error.Message, error);
        }
    }

    public string Version { get; }

    public int Id => _process.Id;

    /// <param name="what">The request's name.</param>
    /// <param name="request">Its fields.</param>
    /// <returns>The answer's fields.</returns>
    /// <exception cref="NotSupportedException">The answer is an error.</exception>
    /// <exception cref="UserErrorException">The process has ended.</exception>
    public JsonObject Ask(string what, JsonObject request) => Parsed(_process.Ask(new JsonObject { [what] = request }.ToJsonString()));

    public void Dispose() => _process.Dispose();

    private static JsonObject Parsed(string line)
    {
        JsonObject answer;
        try
        {
            answer = JsonNode.Parse(line)!.AsObject();
        }
        catch (JsonException error)
        {
            throw new UserErrorException($"pytorch: unexpected answer {line}", error);
        }

        return answer["error"] is { } reason ? throw new NotSupportedException((string?)reason) : answer;
    }
}
