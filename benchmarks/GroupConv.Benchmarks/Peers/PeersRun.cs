using GroupConv.Benchmarks.Peers.Reports;
using GroupConv.Cli;
using GroupConv.Cli.Files;
using GroupConv.Cli.Measurement;
using GroupConv.Cli.Output;

namespace GroupConv.Benchmarks.Peers;

/// <summary>All layers against all peers that are installed.</summary>
internal sealed class PeersRun : IDisposable
{
    private const int PeakMeasurements = 10;
    private static readonly TimeSpan PeakPause = TimeSpan.FromMilliseconds(50);
    private readonly PeersSettings _settings;
    private readonly CliConsole _console;
    private readonly IPeersReport _report;
    private readonly GroupConvContender _ours;
    private readonly List<IContender> _peers = [];
    private readonly List<string> _missing = [];
    private double _peak;

    public PeersRun(PeersSettings settings, CliConsole console, IPeersReport report)
    {
        _settings = settings;
        _console = console;
        _report = report;
        _ours = new GroupConvContender(settings.Threads, settings.Layout);
        foreach (PeerEntry peer in settings.Peers)
        {
            try
            {
                _peers.Add(peer.Create(settings.Threads));
            }
            catch (PeerMissingException error)
            {
                _missing.Add($"{peer.Name}: left out: {error.Message}; install it with {peer.Install}");
            }
        }
    }

    /// <returns>The exit code: that of a difference where a peer computed something else.</returns>
    /// <exception cref="UserErrorException">A layer is too large for this machine; nothing was measured.</exception>
    public int Run(IReadOnlyList<Layer> layers)
    {
        foreach (Layer layer in layers)
            MemoryNeed.ThrowIfTooLarge(layer);
        _report.Begin(Facts(), [.. _peers.Select(peer => peer.Name)]);
        var comparison = new LayerComparison(_ours, _peers, _settings);
        var outcomes = new List<LayerOutcome>();
        _console.WithProgress("timing", layers.Count, progress =>
        {
            foreach (Layer layer in layers)
            {
                progress.Report(layer.Name);
                if (Measure(comparison, layer) is { } outcome)
                    outcomes.Add(outcome);
            }

            return true;
        });
        if (outcomes.Count == 0)
            throw new UserErrorException("none of the layers could be measured");
        _report.End(Summary(outcomes));
        return outcomes.Any(layer => layer.Peers.Any(peer => peer.IsWrong)) ? ExitCode.Difference : ExitCode.Success;
    }

    public void Dispose()
    {
        foreach (IContender peer in _peers)
            peer.Dispose();
        _ours.Dispose();
    }

    private LayerOutcome? Measure(LayerComparison comparison, Layer layer)
    {
        try
        {
            LayerOutcome outcome = comparison.Measure(layer);
            foreach (Outcome peer in outcome.Peers.Where(peer => peer.WhyNot is not null))
                _console.Complain($"{layer.Name}: {peer.Contender} {(peer.IsWrong ? "computed something else" : "cannot")}: {peer.WhyNot}");
            if (outcome.Disturbed > 0)
                _console.Complain($"{layer.Name}: other programs were busy in {Numbers.Percent(outcome.Disturbed)} of the rounds");
            _report.Add(outcome);
            return outcome;
        }
        catch (NotSupportedException error)
        {
            _console.Complain($"{layer.Name} is left out: {ErrorText.OneLine(error)}");
            return null;
        }
    }

    private IEnumerable<string> Summary(List<LayerOutcome> outcomes)
    {
        // Another program may have been busy all through the first measurement.
        yield return $"FMA peak {Numbers.Short(Math.Max(_peak, Peak()))} GFLOP/s, the best of before and after";
        List<LayerOutcome> counted = [.. outcomes.Where(layer => layer.Counts)];
        if (counted.Count < outcomes.Count)
        {
            yield return $"{outcomes.Count - counted.Count} of {outcomes.Count} layers do not count: "
                + "other programs were busy in most of their rounds";
        }

        for (int i = 0; i < _peers.Count; i++)
        {
            PeerSummary? summary = PeerSummary.Of(counted.Select(layer => (layer.Name, layer.Ratio(layer.Peers[i]))));
            yield return $"{_peers[i].Name}: {summary?.ToString() ?? "no layer counts"}";
        }
    }

    /// <summary>Several times with pauses: for a moment another program may hold a core.</summary>
    private double Peak()
    {
        double peak = 0;
        for (int time = 0; time < PeakMeasurements; time++)
        {
            peak = Math.Max(peak, MachinePeak.MeasureGflops(VectorTier.Auto, _settings.Threads));
            Thread.Sleep(PeakPause);
        }

        return peak;
    }

    private IEnumerable<string> Facts() =>
    [
        MachineText.Describe(_settings.Threads),
        $"FMA peak {Numbers.Short(_peak = Peak())} GFLOP/s on registers alone",
        $"{_ours.Name}: version {_ours.Version}, algorithm {_settings.Algorithm}, {_settings.Layout} in and out",
        .. _peers.Select(peer => $"{peer.Name}: version {peer.Version}"),
        .. _missing,
    ];
}
